import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { simulateProxy } from "./in-process.ts";
import { Broken } from "./target/verdict.ts";

describe("simulateProxy()", () => {
  test("takes an exception whose answer nobody reads for an answer that was lost", async () => {
    const proxy = simulateProxy({ secret: "whsec_YSBzZWNyZXQgb2YgaW4tcHJvY2Vzcw==" });
    const lost = { delay: 0, rank: 0, manner: "answer_lost", joined: false } as const;
    const purchase = { verb: "purchase", which: 0, quantity: 1, waitMs: 0 } as const;
    const history = { moves: [{ ...purchase, heard: [lost], repeats: [], noise: [] }] };
    let calls = 0;
    const handle = async (): Promise<Response> => {
      calls += 1;
      if (calls === 1) throw new Error("the database is away");
      return new Response();
    };
    const nothing = async () => [];
    await assert.rejects(proxy.play(history, { handle, readEntitlements: nothing }), Broken);
    assert.ok(calls > 1);
  });
});
