/**
 * Types the commands of the pages beside README.md, which has a test of its own.
 *
 * What a reader fills in is filled in here: the receiver's URLs, and the file of a counterexample.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { held, reportOf } from "../harness/reporters/sample-report.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { findExecutable } from "../scripts/find-executable.ts";
import { type } from "./person.ts";
import { SECRETS, startRunning } from "./running-receiver.ts";
import { withRunningSimulator } from "./running-simulator.ts";

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = [
  "docs/harness.md",
  "docs/add-a-provider.md",
  "fixtures/counterexamples/README.md",
  "fixtures/recorded/README.md",
];
const DATABASE = `documented_${process.pid}`;
const COUNTEREXAMPLE = "fixtures/counterexamples/order-any-order-seed-42.json";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 120_000 };

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const MORE = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

const hasPsql = findExecutable("psql", process.env["PATH"] ?? "") !== null;

/** What this test is not about takes minutes. */
const BRIEFLY = {
  CONFORMANCE_ONLY: "envelope,signature",
  CONFORMANCE_RUNS: "5",
  CONFORMANCE_TIME_BUDGET: "4",
};

let folder: string;
let environment: Readonly<Record<string, string>>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "documented-"));
  const server = process.env["TEST_DATABASE_URL"];
  assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
  environment = { DATABASE_URL: await createDatabase(server, DATABASE) };
});
after(async () => {
  await dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE);
  await rm(folder, { recursive: true });
});

function commandsOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)];
  return blocks.flatMap(([, block = ""]) => block.trim().split("\n"));
}

function documented(beginning: string): string {
  const found = PAGES.flatMap(commandsOf).filter((line) => line.startsWith(beginning));
  assert.equal(found.length, 1, beginning);
  return found[0] ?? "";
}

/** In the project's folder, but for the files that are written. */
function typed(line: string, more: Readonly<Record<string, string>> = {}) {
  const elsewhere = line
    .replace("out.xml", `${folder}/out.xml`)
    .replace("report.html", `${folder}/report.html`)
    .replace("> bug", `> ${folder}/bug`);
  const own = elsewhere.replace("<file>", COUNTEREXAMPLE);
  return type(own, ROOT, { ...environment, ...BRIEFLY, ...more });
}

describe("the pages", () => {
  test("hold no command but those that are typed here or elsewhere", () => {
    assert.deepEqual(
      PAGES.flatMap(commandsOf).map((line) => line.split(" ").slice(0, 3).join(" ")),
      [
        "export GWOP_WEBHOOK_SECRET=... GWOP_MERCHANT_ID=...",
        "scripts/harness run --provider",
        "scripts/harness replay <file>",
        "scripts/harness replay <file>",
        "scripts/harness run --exhaustive",
        "scripts/harness record --to",
        "scripts/harness run --recorded",
        "scripts/harness run --verify-cmd",
        "scripts/harness run --start",
        "scripts/harness run --start",
        "scripts/harness compare main.json",
        "scripts/harness trigger renewal",
        "scripts/harness listen",
        "scripts/harness trigger purchase",
        "scripts/harness init --url",
        "scripts/harness bench --start",
        "scripts/demo --provider all",
        "scripts/harness mutants",
        "scripts/test",
        "scripts/harness replay fixtures/counterexamples/race-slow-writers-seed-42.json",
        "scripts/harness run --recorded",
      ],
    );
  });

  test("say how a receiver of Gwop's that runs already is judged", LONG, async () => {
    const receiver = await startRunning("gwop", "http://127.0.0.1:1");
    try {
      const line = documented("scripts/harness run --provider gwop")
        .replace("http://127.0.0.1:8080/gwop", receiver.webhook)
        .replace("http://127.0.0.1:8080/invoices", `${receiver.origin}/api/gwop/invoices`)
        .replace("http://127.0.0.1:8080/entitlements", receiver.probe);
      const { code, stdout, stderr } = await typed(line, SECRETS);
      assert.equal(code, 0, stdout + stderr);
    } finally {
      await receiver.close();
    }
  });

  test("say how a counterexample is played again, by the harness and by hand", MORE, async () => {
    for (const beginning of [
      "scripts/harness replay <file> --start",
      "scripts/harness replay fixtures",
    ]) {
      const { code, stdout, stderr } = await typed(documented(beginning));
      assert.equal(code, 0, stdout + stderr);
    }
    const { code, stderr } = await typed(documented("scripts/harness replay <file> --script"));
    assert.equal(code, 0, stderr);
    assert.match(readFileSync(join(folder, "bug.sh"), "utf8"), /^#!\/bin\/sh\n/);
  });

  test("say how reports are written", LONG, async () => {
    for (const file of ["out.xml", "report.html"]) {
      const [line = ""] = PAGES.flatMap(commandsOf).filter((each) => each.endsWith(file));
      const { code, stdout, stderr } = await typed(line);
      assert.equal(code, 0, stdout + stderr);
      assert.ok(existsSync(join(folder, file)));
    }
  });

  test("say how reports are put side by side", LONG, async () => {
    const report = JSON.stringify(reportOf(held));
    for (const name of ["main.json", "change.json"]) writeFileSync(join(folder, name), report);
    const line = documented("scripts/harness compare main.json");
    const { code, stdout, stderr } = await type(line.replace("scripts", `${ROOT}/scripts`), folder);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /nothing changed/);
    assert.ok(existsSync(join(folder, "compared.html")));
  });

  test("say how every schedule of a size is played, and where to go on", LONG, async () => {
    const line = documented("scripts/harness run --exhaustive").replace("3600", "1");
    const { code, stdout, stderr } = await typed(line, { CONFORMANCE_ONLY: "state" });
    assert.equal(code, 130, stdout + stderr);
    assert.match(stdout, /^schedules .*\n?.* left: --from\s+\d+\s+goes\s+on$/m);
  });

  test("say how side effects are counted", {
    ...MORE,
    skip: MORE.skip || !hasPsql,
  }, async () => {
    const line = documented("scripts/harness run --verify-cmd");
    const { code, stdout, stderr } = await typed(line, { CONFORMANCE_ONLY: "effects" });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^2 held, 0 broken, 0 inconclusive, 0 untested$/m);
  });

  test("say how deliveries are kept and played again", MORE, async () => {
    const record = await typed(`${documented("scripts/harness record")} --help`);
    assert.equal(record.code, 0, record.stderr);
    for (const file of ["deliveries.jsonl", "fixtures/recorded/demo.jsonl"]) {
      const line = documented(`scripts/harness run --recorded ${file}`);
      const own = line.replace("deliveries.jsonl", "fixtures/recorded/demo.jsonl");
      const { code, stdout, stderr } = await typed(own, { CONFORMANCE_ONLY: "recorded" });
      assert.equal(code, 0, stdout + stderr);
    }
  });

  test("say how stories are played, and listened to", MORE, async () => {
    const port = await freePort();
    const receiver = await startRunning("proxy", `http://127.0.0.1:${port}`);
    try {
      const purchase = documented("scripts/harness trigger purchase");
      const to = purchase.replace("http://127.0.0.1:3000", receiver.origin);
      const alone = await typed(`${to} --port ${port}`, SECRETS);
      assert.equal(alone.code, 0, alone.stdout + alone.stderr);

      await withRunningSimulator(receiver.webhook, port, async (origin) => {
        const renewal = documented("scripts/harness trigger renewal");
        const asked = await typed(`${renewal} --simulator ${origin}`);
        assert.equal(asked.code, 0, asked.stdout + asked.stderr);

        const listen = documented("scripts/harness listen");
        const interrupted = `timeout --preserve-status -s INT 2 ${listen} --simulator ${origin}`;
        assert.equal((await typed(interrupted)).code, 130);
      });
    } finally {
      await receiver.close();
    }
  });

  test("say how conformance.json is written", LONG, async () => {
    const receiver = await startRunning("proxy", "http://127.0.0.1:3100");
    try {
      const line = documented("scripts/harness init")
        .replace("http://127.0.0.1:8080/webhooks", receiver.webhook)
        .replace("http://127.0.0.1:8080/entitlements", receiver.probe)
        .replace("scripts/harness", `${ROOT}/scripts/harness`);
      const { code, stdout, stderr } = await type(line, folder, SECRETS);
      assert.equal(code, 0, stdout + stderr);
      assert.ok(existsSync(join(folder, "conformance.json")));
    } finally {
      await receiver.close();
    }
  });

  test("say how much a receiver takes is found out", MORE, async () => {
    const line = documented("scripts/harness bench --start").replace("--rate-max 800", "");
    const briefly = `${line} --seconds 1 --rate-from 20 --rate-max 40`;
    const { code, stdout, stderr } = await typed(briefly);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^buyers {7}all \d+ have what they bought, once/m);
  });

  test("say how every sender is shown at once", MORE, async () => {
    const { code, stdout, stderr } = await typed(documented("scripts/demo --provider all"));
    assert.equal(code, 0, stdout + stderr);
  });
});
