/** Fresh starts behind PgBouncer in transaction mode, each greeted by 300 deliveries at once. @module */

import postgres from "postgres";
import { describe } from "../../harness/courier/outcome.ts";
import { makeTemporaryFolder } from "../open-database.ts";
import { startPgbouncer } from "../pgbouncer.ts";
import type { Case } from "./case.ts";
import { startReceiver } from "./receiver.ts";

const STARTS = 20;
const ONE_BY_ONE = 20;
const AT_ONCE = 300;
const POOL_SIZE = 5;

export const pooler: Case = {
  name: "pooler",
  about: "20 fresh starts behind PgBouncer in transaction mode, 300 deliveries at once each",
  run: async (place) => {
    const { lifetime, databaseUrl } = place;
    const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    const name = new URL(databaseUrl).pathname.slice(1);
    for (const timeout of ["lock_timeout", "statement_timeout"]) {
      await admin.unsafe(`alter role current_user in database "${name}" set ${timeout} = '1500ms'`);
    }
    const directory = await makeTemporaryFolder(lifetime);
    const { url } = await lifetime.own(
      startPgbouncer({ databaseUrl, directory, poolSize: POOL_SIZE }),
      (it) => it.stop(),
    );
    const answers = new Map<string, number>();
    let lost = 0;
    for (let start = 0; start < STARTS; start += 1) {
      lifetime.signal.throwIfAborted();
      const receiver = await startReceiver(
        { ...place, databaseUrl: url },
        { DATABASE_PREPARE: "false" },
      );
      const outcomes = [];
      for (let n = 0; n < ONE_BY_ONE; n += 1) outcomes.push(await receiver.deliver());
      const crowd = Array.from({ length: AT_ONCE }, () => receiver.deliver());
      outcomes.push(...(await Promise.all(crowd)));
      for (const answer of outcomes.map(describe)) {
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
      const acknowledged = outcomes.filter((outcome) => describe(outcome) === "200").length;
      const [row] = await admin<{ stored: number }[]>`select count(*)::int as stored from inbox`;
      lost += Math.max(0, acknowledged - (row?.stored ?? 0));
      await receiver.stop();
      // The next one's purchases have the same names.
      await admin`truncate inbox, entitlement, change`;
    }
    await admin.end();
    return [
      {
        starts: STARTS,
        "answered 200": answers.get("200") ?? 0,
        "other answers": [...answers]
          .filter(([answer]) => answer !== "200")
          .map(([answer, times]) => `${times} × ${answer}`)
          .join(", "),
        "acknowledged and not stored": lost,
      },
    ];
  },
};
