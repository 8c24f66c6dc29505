/** Side effects, counted by a command, as a person has it: mails in a file, and rows of a table. @module */

import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { mailingOnce, mailingUnlessSeen, type Send } from "../harness/effects/mailing.ts";
import type { Parts } from "../harness/mutants/parts.ts";
import { reportSchema } from "../harness/run/report.ts";
import { shellWord } from "../harness/settings/shell-word.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { findExecutable } from "../scripts/find-executable.ts";
import { type Ending, printedAfter, type } from "./person.ts";
import { SECRETS, startRunning } from "./running-receiver.ts";

const ROOT = resolve(import.meta.dirname, "..");
const HARNESS = `${ROOT}/scripts/harness`;
const DATABASE = `side_effects_${process.pid}`;
/** Bun ends a test after 5 s. */
const LONG = { timeout: 120_000 };
/** All stories, and twice where they break: `scripts/test --all`, or this file by its name, plays them. */
const THOROUGH = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

let folder: string;

before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "side-effects-")));
});
after(() => rm(folder, { recursive: true }));

/** Runs the harness on a receiver that writes a byte for each mail. `MAILS` is that file. */
async function run(
  mailing: (send: Send) => (correct: Parts) => Parts,
  flags: string,
): Promise<Ending & { readonly mails: number }> {
  const mails = join(folder, "mails");
  await writeFile(mails, "");
  const sent: Promise<void>[] = [];
  const port = await freePort();
  const send: Send = () => {
    sent.push(appendFile(mails, "x"));
  };
  const receiver = await startRunning("proxy", `http://127.0.0.1:${port}`, mailing(send));
  const at = `--url ${receiver.webhook} --probe ${receiver.probe} --simulator-port ${port}`;
  try {
    const environment = { ...SECRETS, MAILS: mails };
    const ending = await type(`${HARNESS} run ${at} ${flags}`, folder, environment);
    await Promise.all(sent);
    return { ...ending, mails: (await readFile(mails)).length };
  } finally {
    await receiver.close();
  }
}

const counting = (command: string): string => `--only effects --verify-cmd ${shellWord(command)}`;

describe("run --verify-cmd", () => {
  test("refuses a command that prints no number, before anything is delivered", LONG, async () => {
    const command = `printf '\\033[31m\\342\\200\\256 %s %s' "$PROXY_SECRET_KEY" "$PROBE_TOKEN"`;
    const { code, stderr, stdout, mails } = await run(mailingOnce, counting(command));
    assert.deepEqual([code, stdout, mails], [2, "", 0], stderr);
    assert.match(
      stderr.replace(/\s+/g, " ").trim(),
      /--verify-cmd printed no whole number: expected .+ It printed: ⟨U\+202E⟩ \[masked\] \[masked\]$/,
    );
  });

  test("is needed by whoever asks for effects, and needs a probe", LONG, async () => {
    const url = "--url http://127.0.0.1:1/webhooks";
    const only = "--only effects/exactly-once";
    const without = await type(`${HARNESS} run ${url} ${only}`, folder, SECRETS);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /needs a number .+ give\s+--verify-cmd/);

    const blind = await type(`${HARNESS} run ${url} --verify-cmd true`, folder, SECRETS);
    assert.equal(blind.code, 2);
    assert.match(blind.stderr, /--verify-cmd needs the state profile at Proxy's endpoint: a probe/);
  });

  test(
    "finds mails that go out twice in a race, and is quiet once they don't",
    THOROUGH,
    async () => {
      const command = 'cat "$MAILS" | wc -c';
      const reports = [
        "text",
        "json=out.json",
        "ndjson=out.ndjson",
        "junit=out.xml",
        "github=out.md",
      ];
      const flags = reports.map((report) => `--report ${report}`).join(" ");
      const ending = await run(mailingUnlessSeen, `${counting(command)} ${flags} --seed 5`);
      assert.equal(ending.code, 1, ending.stderr);
      const said = /^✗ the number rose by (\d+) where (\d+) grants were due; race\/copies-/m;
      assert.match(ending.stdout.replace(/\n +/g, " "), said);
      assert.match(printedAfter("replay", ending), / --only effects\/exactly-once --seed 5$/);

      const { findings } = reportSchema.parse(
        JSON.parse(await readFile(`${folder}/out.json`, "utf8")),
      );
      assert.deepEqual(
        findings.map(({ id, verdict }) => [id, verdict]),
        [
          ["effects/exactly-once", "broken"],
          ["effects/once-after-restart", "untested"],
        ],
      );
      for (const file of ["out.ndjson", "out.xml", "out.md"]) {
        assert.match(await readFile(`${folder}/${file}`, "utf8"), /race\/copies-together/);
      }

      const mended = await run(mailingOnce, counting(command));
      assert.equal(mended.code, 0, mended.stdout + mended.stderr);
      assert.match(mended.stdout, /^✓ effects\/exactly-once /m);
      assert.match(mended.stdout, /grants counted \d+, stories counted \d+/);
    },
  );

  test("is asked after all else, and leaves that as it is", THOROUGH, async () => {
    const only = "--only effects --only dedupe/same-delivery-twice --report json";
    const ending = await run(mailingOnce, `${only} --verify-cmd 'wc -c < "$MAILS"'`);
    assert.equal(ending.code, 0, ending.stdout + ending.stderr);
    assert.deepEqual(
      reportSchema.parse(JSON.parse(ending.stdout)).findings.map(({ id }) => id),
      ["dedupe/same-delivery-twice", "effects/exactly-once", "effects/once-after-restart"],
    );
  });
});

const psql = findExecutable("psql", process.env["PATH"] ?? "");

/** What the reference receiver logs of each first grant, in the transaction that grants. */
const OF_GRANTS = "select count(*) from change where initial_grant";
const OF_UNITS = "select coalesce(sum(quantity), 0) from change where initial_grant";

describe("run --verify-cmd, on rows of the reference receiver", () => {
  test("counts its first grants and their units, through restarts, of each sender", {
    ...THOROUGH,
    skip: THOROUGH.skip || psql === null,
  }, async () => {
    const server = process.env["TEST_DATABASE_URL"];
    assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
    const environment = { DATABASE_URL: await createDatabase(server, DATABASE) };
    try {
      const counted = (sql: string): string => counting(`psql "$DATABASE_URL" -Atc "${sql}"`);
      for (const flags of [counted(OF_GRANTS), `${counted(OF_UNITS)} --verify-counts units`]) {
        const start = `${HARNESS} run --provider all --start "bun server/main.ts"`;
        const only = "--only gwop/effects --report json";
        const { code, stdout, stderr } = await type(`${start} ${flags} ${only}`, ROOT, environment);
        assert.equal(code, 0, stdout + stderr);
        assert.deepEqual(
          reportSchema.parse(JSON.parse(stdout)).findings.map(({ id, verdict }) => [id, verdict]),
          [
            ["effects/exactly-once", "held"],
            ["effects/once-after-restart", "held"],
            ["gwop/effects/exactly-once", "held"],
            ["gwop/effects/once-after-restart", "held"],
          ],
        );
      }
    } finally {
      await dropDatabase(server, DATABASE);
    }
  });
});
