import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CASES, chooseCases } from "./cases.ts";

function idsOf(only: readonly string[], quick = false): readonly string[] | undefined {
  return chooseCases(only, { quick })?.map(({ id }) => id);
}

describe("CASES", () => {
  test("have an id each, and are measured after what they are measured by", () => {
    const ids = CASES.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const { id, load } of CASES) {
      if (load.kind === "open") assert.ok(ids.indexOf(load.of) < ids.indexOf(id), id);
    }
  });
});

describe("chooseCases()", () => {
  test("takes all, or those that begin with a name and a slash", () => {
    assert.equal(idsOf([])?.length, CASES.length);
    assert.ok(idsOf(["grant"])?.every((id) => id === "grant" || id.startsWith("grant/")));
    assert.deepEqual(idsOf(["gwop", "floor"]), ["floor", "gwop"]);
  });

  test("adds what one is measured by", () => {
    assert.deepEqual(idsOf(["grant/overload"]), ["grant", "grant/overload"]);
  });

  test("takes one of each kind for a short run", () => {
    const quick = idsOf([], true) ?? [];
    for (const id of ["floor", "textbook", "inbox", "grant", "grant/overload", "gwop"]) {
      assert.ok(quick.includes(id), id);
    }
    assert.ok(quick.length < CASES.length / 1.5);
  });

  test("knows where a name is none", () =>
    assert.equal(chooseCases(["gran"], { quick: false }), null));
});
