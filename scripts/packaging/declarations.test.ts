import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { modulesIn, withoutSources } from "./declarations.ts";

const TEXT = `import type fc from "fast-check";
import { type Policy } from "./target/policy.ts";
export { Broken } from "../verdict.ts";
export declare const a: import("./deep/b.ts").B;
import "./c.ts";
`;

describe("declarations", () => {
  test("lead to all modules beside them, however those are named", () => {
    assert.deepEqual(modulesIn(TEXT, "room/x"), [
      "room/target/policy",
      "verdict",
      "room/deep/b",
      "room/c",
    ]);
  });

  test("name what a package has, which is no .ts, and leave packages alone", () => {
    const text = withoutSources(TEXT);
    assert.doesNotMatch(text, /\.ts"/);
    assert.match(text, /import\("\.\/deep\/b\.js"\)\.B/);
    assert.match(text, /from "fast-check"/);
  });
});
