import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AREAS } from "../requirements/requirement.ts";
import { CATALOGUE } from "./catalogue.ts";

const REQUIREMENTS_MIN = 90;

describe("the catalogue", () => {
  test(`has at least ${REQUIREMENTS_MIN} requirements, over every area`, () => {
    assert.ok(CATALOGUE.length >= REQUIREMENTS_MIN, String(CATALOGUE.length));
    const areas = new Set(CATALOGUE.map(({ id }) => id.split("/").at(-2)));
    assert.deepEqual([...areas].toSorted(), [...AREAS].toSorted());
  });

  test("gives every requirement an address of its own", () => {
    const ids = CATALOGUE.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^([a-z]+\/)?[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test("says of every requirement what it asks for, why, who says so, and what to change", () => {
    for (const { id, claim, why, source, remedy } of CATALOGUE) {
      for (const text of [claim, why, source, remedy]) assert.ok(text.trim().length > 1, id);
      assert.match(claim, /^[A-Z0-9].*\.$/, `${id}: a claim is a sentence`);
      assert.match(remedy, /\.$/, `${id}: a remedy is a sentence`);
    }
  });
});
