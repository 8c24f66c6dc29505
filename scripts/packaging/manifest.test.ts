import assert from "node:assert/strict";
import { describe, test } from "node:test";
import packageJson from "../../package.json" with { type: "json" };
import { manifestOf } from "./manifest.ts";

describe("manifestOf()", () => {
  test("is of the project's version and licence, and needs nothing", () => {
    const manifest = manifestOf(packageJson);
    assert.equal(manifest.version, packageJson.version);
    assert.equal(manifest.license, packageJson.license);
    assert.ok(!("dependencies" in manifest) && !("private" in manifest));
  });

  test("asks for the fast-check that is bundled, and does without one", () => {
    const manifest = manifestOf({ ...packageJson, dependencies: { "fast-check": "7.8.9" } });
    assert.deepEqual(manifest.peerDependencies, { "fast-check": "^7.0.0" });
    assert.equal(manifest.peerDependenciesMeta["fast-check"].optional, true);
  });

  test("names the repository that it is built in", () => {
    const { url } = manifestOf(packageJson, "a-team/a-fork").repository;
    assert.equal(url, "git+https://github.com/a-team/a-fork.git");
  });

  test("complains of a project that it can't be made of", () => {
    assert.throws(() => manifestOf({ version: "1.0.0" }), /license/);
  });
});
