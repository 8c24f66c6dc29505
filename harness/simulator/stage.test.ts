import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWorlds } from "./stage.ts";

const ID = "psess_of_a_test";

describe("an object whose reads fail", () => {
  test("fails at every read, after what was planned, until the API behaves again", () => {
    const worlds = createWorlds(Date.now);
    const stage = worlds.open({ enact: (world) => ({ ok: true, world, change: null }) });
    stage.misbehave(ID, [{ kind: "cut" }]);
    stage.fail(ID, { kind: "hang" });
    const kinds = Array.from({ length: 50 }, () => worlds.nextFault(ID)?.kind);
    assert.deepEqual(kinds, ["cut", ...Array(49).fill("hang")]);
    stage.behave(ID);
    assert.equal(worlds.nextFault(ID), undefined);
    assert.equal(stage.readsOf(ID), 51);
  });
});
