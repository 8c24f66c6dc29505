import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { killsOf } from "../requirements/requirement.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { MUTANTS } from "./all-mutants.ts";
import { hunt } from "./hunt.ts";
import { meantFor, survived } from "./matrix.ts";

const NAMES = new Set(MUTANTS.map(({ name }) => name));

const BRIEFLY = {
  asksAll: false,
  seeds: 1,
  runs: 30,
  signal: new AbortController().signal,
  onJudged: () => undefined,
};

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

/** On a machine that does something else beside it. */
const MINUTES = 180_000;

describe("the mutants", () => {
  test("have one name each", () => assert.equal(NAMES.size, MUTANTS.length));

  test("are at least sixty", () => assert.ok(MUTANTS.length >= 60));

  for (const mutant of MUTANTS) {
    test(`have a requirement that is there to kill ${mutant.name}`, () => {
      const areas = meantFor(mutant, CATALOGUE).map(({ id }) => id.split("/")[0]);
      assert.ok(areas.includes(mutant.name.split("/")[0]));
    });
  }

  for (const { id, proof } of CATALOGUE) {
    test(`have one that ${id} is there to kill, or it says why none can be`, () => {
      assert.ok(
        "kills" in proof
          ? killsOf({ proof }).every((name) => NAMES.has(name))
          : proof.cannot !== "",
      );
    });
  }

  test("are all killed by what is there to kill them", { timeout: MINUTES }, async () => {
    const matrix = await hunt({ ...BRIEFLY, mutants: MUTANTS, accusers: [], differing: [] });
    assert.deepEqual(matrix.hunts.filter(survived), []);
    assert.deepEqual(matrix.faults, []);
  });
});

describe("the correct receiver, and one that differs,", () => {
  test("are accused of nothing", { timeout: MINUTES, skip: BRIEF }, async () => {
    const differing = ["refuses with 400 (proxy)", "refuses with 400 (gwop)"];
    const matrix = await hunt({ ...BRIEFLY, mutants: [], accusers: CATALOGUE, differing });
    assert.deepEqual(matrix.accusations, []);
    assert.deepEqual(matrix.faults, []);
  });
});
