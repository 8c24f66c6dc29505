import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answerRead } from "../providers/proxy/state-api.ts";
import { cartOf } from "../providers/proxy/verbs.ts";
import { enact } from "../providers/proxy/world.ts";
import type { ReadFault } from "./fault.ts";
import { heldRead } from "./held-read.ts";
import { emptyWorld } from "./world.ts";

const KEY = "key";
const SESSION = "psess_1";
const REQUEST = {
  method: "GET",
  path: `/proxy_sessions/${SESSION}`,
  authorization: `Bearer ${KEY}`,
};

/** A world with one session. */
function oneSession() {
  const command = { do: "create", session: SESSION, buyer: "buyer_1", items: cartOf(1) } as const;
  const step = enact(emptyWorld(0), command);
  assert.ok(step.ok);
  return step.world;
}

/** Reads the one session, with a fault planned for the read. */
function readWith(fault: ReadFault) {
  const world = oneSession();
  const shelf = { statesOf: (id: string) => world.objects.get(id), nextFault: () => fault };
  return answerRead(shelf, KEY, REQUEST);
}

describe("heldRead()", () => {
  test("says that the read has come, and answers only once it is released", async () => {
    const held = heldRead();
    const answer = readWith(held.fault);
    await held.reached;
    assert.ok(answer?.kind === "held");
    assert.equal(answer.status, 200);

    const order: string[] = [];
    const answered = answer.until.then(() => order.push("answered"));
    order.push("released");
    held.release();
    await answered;
    assert.deepEqual(order, ["released", "answered"]);
  });

  test("may end in a failure, of which the state is no part", () => {
    const answer = readWith(heldRead(503).fault);
    assert.ok(answer?.kind === "held");
    assert.equal(answer.status, 503);
    assert.ok(!answer.body.includes(SESSION));
  });
});

describe("a read of an unknown status", () => {
  test("is newer than the state that it stands for, so that it is no stale read", () => {
    const [state] = oneSession().objects.get(SESSION) ?? [];
    const answer = readWith({ kind: "unknown_status" });
    assert.ok(answer?.kind === "respond" && state !== undefined);
    const shown: unknown = JSON.parse(answer.body);
    const updated_at = new Date(Date.parse(state.updated_at) + 1).toISOString();
    assert.deepEqual(shown, { ...state, status: "under_review", updated_at });
  });
});
