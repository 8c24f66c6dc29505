import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { VERBS } from "../run/catalogue.ts";
import type { Counterexample } from "./counterexample.ts";
import { keepCounterexample, readCounterexamples } from "./counterexample-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "counterexamples-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const counterexample: Counterexample = {
  version: 1,
  invariant: "order/any-order",
  found: { reason: "it is", steps: [" 1  Proxy pay"], hits: 2, replays: 3, seed: 7, path: null },
  history: { moves: [] },
};

function unexpected(problem: string): void {
  assert.fail(problem);
}

describe("a folder of counterexamples", () => {
  test("gives back what was kept there, and is made where there is none", () => {
    const kept = join(folder, "new", "kept");
    const file = keepCounterexample(kept, counterexample);
    assert.equal(file, join(kept, "order-any-order-seed-7.json"));
    assert.deepEqual(readCounterexamples(kept, VERBS, unexpected), [counterexample]);
  });

  test("keeps one of another sender's in a file beside the others", () => {
    const kept = join(folder, "of another sender");
    const other = { ...counterexample, invariant: "gwop/order/any-order" };
    assert.equal(keepCounterexample(kept, other), join(kept, "gwop-order-any-order-seed-7.json"));
    assert.deepEqual(readCounterexamples(kept, VERBS, unexpected), [other]);
  });

  test("holds nothing where it is not there", () => {
    assert.deepEqual(readCounterexamples(join(folder, "nowhere"), VERBS, unexpected), []);
  });

  test("complains of a file that is no counterexample, and reads the others", () => {
    keepCounterexample(folder, counterexample);
    writeFileSync(join(folder, "other.json"), "{}");
    const problems: string[] = [];
    const read = readCounterexamples(folder, VERBS, (problem) => problems.push(problem));
    assert.deepEqual(read, [counterexample]);
    assert.match(problems[0] ?? "", /other\.json is no counterexample/);
  });
});
