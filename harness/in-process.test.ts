import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { simulateProxy } from "./in-process.ts";
import { Broken } from "./target/verdict.ts";

const session = z.object({ status: z.string(), buyer_reference: z.string() });
const event = z.object({ data: z.object({ object: z.object({ id: z.string() }) }) });

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

  for (const settleMs of [0, 5_000]) {
    const judged = settleMs === 0 ? "accuses" : "acquits";
    test(`${judged} a handler that applies later, with ${settleMs} ms to settle`, async () => {
      const proxy = simulateProxy({ secret: "whsec_YSBzZWNyZXQgb2YgaW4tcHJvY2Vzcw==", settleMs });
      const heard = { delay: 0, rank: 0, manner: "plain", joined: false } as const;
      const purchase = { verb: "purchase", which: 0, quantity: 1, waitMs: 0 } as const;
      const history = { moves: [{ ...purchase, heard: [heard], repeats: [], noise: [] }] };
      const granted = new Map<string, { source: string; access: "granted" }[]>();
      const apply = async (id: string): Promise<void> => {
        await wait(20);
        const response = await proxy.fetch(`http://proxy.test/proxy_sessions/${id}`);
        // The play may be over, and its world with it.
        if (!response.ok) return;
        const { status, buyer_reference: buyer } = session.parse(await response.json());
        if (status === "provisionable") granted.set(buyer, [{ source: id, access: "granted" }]);
      };
      const handle = async (request: Request): Promise<Response> => {
        void apply(event.parse(await request.json()).data.object.id);
        return new Response();
      };
      const readEntitlements = async (buyer: string) => granted.get(buyer) ?? [];
      const played = proxy.play(history, { handle, readEntitlements });
      await (settleMs === 0 ? assert.rejects(played, Broken) : played);
    });
  }
});
