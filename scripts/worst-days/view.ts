/** A view that is replaced, so that a column changes its type, while deliveries and probes go on. @module */

import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { describe } from "../../harness/courier/outcome.ts";
import type { Case } from "./case.ts";
import { startReceiver } from "./receiver.ts";

const CLIENTS = 30;
const CHANGES = 12;
const CHANGE_EVERY_MS = 500;
const HEALING_MS_MAX = 60_000;

export const view: Case = {
  name: "view",
  about: "the view that the probe reads replaced 12 times, under 30 clients",
  run: async (place) => {
    const receiver = await startReceiver(place);
    const others = new Map<string, number>();
    let answered = 0;
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      while (!isOver) {
        const ask = client % 2 === 0 ? receiver.deliver : () => receiver.probe("buyer_1");
        const answer = describe(await ask());
        answered += 1;
        if (answer !== "200") others.set(answer, (others.get(answer) ?? 0) + 1);
      }
    });
    await replaceView(place.databaseUrl);
    isOver = true;
    await Promise.all(clients);
    const [changedAt, healedMs] = [performance.now(), HEALING_MS_MAX];
    let tookMs: number | string = `more than ${healedMs}`;
    while (performance.now() - changedAt < healedMs) {
      const outcomes = await Promise.all([receiver.deliver(), receiver.probe("buyer_1")]);
      if (outcomes.every((outcome) => describe(outcome) === "200")) {
        tookMs = Math.round(performance.now() - changedAt);
        break;
      }
    }
    const spelled = [...others].map(([answer, times]) => `${times} × ${answer}`).join(", ");
    return [{ answered, "other than 200": spelled || "none", "ms until both are 200": tookMs }];
  },
};

/** Back and forth: `quantity` as a numeric, and as what it was. */
async function replaceView(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const [row] = await sql<{ definition: string }[]>`
    select pg_get_viewdef('current_entitlement') as definition
  `;
  const original = row?.definition ?? "";
  const changed = `select provider, source, buyer_reference, access, renews, access_until,
    quantity::numeric as quantity, grants, flags from (${original.replace(/;\s*$/, "")}) as original`;
  for (let change = 0; change < CHANGES; change += 1) {
    await pause(CHANGE_EVERY_MS);
    const definition = change % 2 === 0 ? changed : original;
    await sql.unsafe(
      `begin; drop view current_entitlement; create view current_entitlement as ${definition}; commit`,
    );
  }
  await sql.end();
}
