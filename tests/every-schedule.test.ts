/** Every schedule of a size over HTTP, as a person has it: a part of them, and where it goes on. @module */

import assert from "node:assert/strict";
import { mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { reportSchema } from "../harness/run/report.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { printedAfter, type } from "./person.ts";
import { SECRETS, startRunning } from "./running-receiver.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HARNESS = `${ROOT}/scripts/harness`;
const DATABASE = `every_schedule_${process.pid}`;
/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

let folder: string;
let environment: Readonly<Record<string, string>>;

before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "every-schedule-")));
  const server = process.env["TEST_DATABASE_URL"];
  assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
  environment = { DATABASE_URL: await createDatabase(server, DATABASE) };
});
after(async () => {
  await dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE);
  await rm(folder, { recursive: true });
});

/** The reference receiver, started by the harness. */
async function runReference(flags: string) {
  const start = `${HARNESS} run --start "bun server/main.ts" --exhaustive --report json`;
  const ending = await type(`${start} ${flags}`, ROOT, environment);
  assert.notEqual(ending.stdout, "", ending.stderr);
  return { ...ending, report: reportSchema.parse(JSON.parse(ending.stdout)) };
}

describe("run --exhaustive", () => {
  test(
    "plays a shard against the reference receiver, which holds, and counts it before",
    LONG,
    async () => {
      const size = "--events 2 --deviations 1 --shard 7/60";
      const { code, stderr, report } = await runReference(`--provider both ${size}`);
      assert.equal(code, 0, stderr);
      assert.deepEqual(
        report.findings.map(({ id, verdict }) => [id, verdict]),
        [
          ["state/along-the-way", "held"],
          ["gwop/state/along-the-way", "held"],
        ],
      );
      for (const { total, planned, played, next, shard } of report.schedules) {
        assert.ok(planned > 20 && planned === Math.floor((total - 7) / 60) + 1);
        assert.deepEqual([played, next, shard], [planned, null, "7/60"]);
      }
      assert.match(
        stderr,
        /^proxy, 2 events and 1 deviation at most: \d+ \(shard 7\/60; [\d,]+ in all\) schedules$/m,
      );
    },
  );

  test(
    "ends when its time is up, as a run in which not all was asked, and says where to go on",
    LONG,
    async () => {
      const { code, report } = await runReference("--time-budget 1");
      assert.equal(code, 130);
      const [finding] = report.findings;
      const [schedules] = report.schedules;
      assert.deepEqual([finding?.verdict, finding?.doubt], ["inconclusive", "out_of_time"]);
      assert.ok(schedules !== undefined && schedules.next !== null);
      assert.ok(schedules.played > 0 && schedules.played < schedules.total);
      assert.ok(
        finding?.reason?.endsWith(`--from ${schedules.next} goes on`),
        finding?.reason ?? "",
      );

      const further = await runReference(`--time-budget 1 --from ${schedules.next}`);
      assert.equal(further.report.schedules[0]?.from, schedules.next);
    },
  );

  test(
    "finds the smallest schedule that breaks a receiver, which is played again by its line and its file",
    LONG,
    async () => {
      const mutant = MUTANTS.find(({ name }) => name === "order/payment-takes-back");
      assert.ok(mutant !== undefined);
      const port = await freePort();
      const receiver = await startRunning("proxy", `http://127.0.0.1:${port}`, mutant.parts);
      try {
        const at = `--url ${receiver.webhook} --probe ${receiver.probe} --simulator-port ${port}`;
        const kept = "--events 2 --deviations 0 --counterexamples kept";
        const ran = await type(`${HARNESS} run ${at} --exhaustive ${kept}`, folder, SECRETS);
        assert.equal(ran.code, 1, ran.stderr);

        const replayed = await type(printedAfter("replay", ran), folder, SECRETS);
        assert.equal(replayed.code, 1, replayed.stderr);
        const [file = ""] = await readdir(join(folder, "kept"));
        const again = await type(`${HARNESS} replay kept/${file} ${at}`, folder, SECRETS);
        assert.equal(again.code, 1, again.stderr);
      } finally {
        await receiver.close();
      }
    },
  );
});
