import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CATALOGUE } from "./catalogue.ts";
import { NEWEST_SET, REQUIREMENT_SETS, requirementsOf } from "./requirement-sets.ts";

const levels = new Map<string, string>(CATALOGUE.map(({ id, level }) => [id, level]));

describe("the requirement sets", () => {
  test("lose no requirement, and none of them is weakened", () => {
    for (const [version, set] of Object.entries(REQUIREMENT_SETS)) {
      for (const [id, published] of Object.entries(set)) {
        const now = levels.get(id);
        assert.ok(now !== undefined, `${id} of set ${version} was removed from the catalogue`);
        const weakened = published === "MUST" && now === "SHOULD";
        assert.ok(!weakened, `${id} was MUST in set ${version}, and is SHOULD`);
      }
    }
  });

  test("end with one that is the catalogue, in its order and at its levels", () => {
    assert.deepEqual(Object.entries(REQUIREMENT_SETS[NEWEST_SET] ?? {}), [...levels]);
  });
});

describe("requirementsOf()", () => {
  test("gives the requirements of a version", () => {
    assert.deepEqual(requirementsOf(CATALOGUE, NEWEST_SET), CATALOGUE);
  });

  test("knows no version that was never published", () => {
    assert.equal(requirementsOf(CATALOGUE, "0"), null);
  });
});
