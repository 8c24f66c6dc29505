/**
 * Runs every command of README.md, word for word.
 *
 * @module
 */

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { createDatabase, dropDatabase } from "../scripts/database.ts";

const readme = readFileSync("README.md", "utf8");
const blocks = readme.matchAll(/^```sh\n(.*?)^```$/gms);
const commands = [...blocks].flatMap(([, block = ""]) => block.trim().split("\n"));

const DATABASE = `readme_${process.pid}`;
let databaseUrl: string;

before(async () => {
  const server = process.env["TEST_DATABASE_URL"];
  assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
  databaseUrl = await createDatabase(server, DATABASE);
});
after(() => dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE));

/** The commands are run to see that they work; scripts/test runs them at length as well. */
const BRIEFLY = { CONFORMANCE_RUNS: "20", CONFORMANCE_TIME_BUDGET: "4" };

/** Runs a command line as a person would type it. */
function run(command: string, env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ readonly code: number; readonly stdout: string }>((resolve) => {
    const options = { env: { ...process.env, ...BRIEFLY, DATABASE_URL: databaseUrl, ...env } };
    const child = execFile("sh", ["-c", command], options, (_error, stdout) =>
      resolve({ code: child.exitCode ?? -1, stdout }),
    );
  });
}

/** Starts `scripts/dev` on free ports, and waits until it says what to do next. */
async function startDev(database: string) {
  const child = spawn("scripts/dev", {
    env: { ...process.env, DATABASE_URL: database, PORT: "", SIMULATOR_PORT: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.setEncoding("utf8");
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes("Ctrl-C stops everything")) break;
  }
  const stop = async (): Promise<void> => {
    child.stdout.resume();
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  return { printed, stop };
}

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("README.md", { timeout: 240_000 }, () => {
  test("holds no command but those that are run here, or by CI", () => {
    assert.deepEqual(commands, [
      "scripts/demo",
      "scripts/dev",
      "export DATABASE_URL=postgres://...",
      "scripts/doctor",
      'npx proxy-checkout-conformance run --start "node server.js"',
      "export PROXY_WEBHOOK_SIGNING_SECRET=...",
      "scripts/harness run --url http://127.0.0.1:3000/api/proxy/webhook",
      "scripts/harness list",
      "scripts/harness explain dedupe/same-delivery-twice",
      "scripts/harness run --help",
      "scripts/test",
      "scripts/test --all",
    ]);
    assert.match(readFileSync(".ci/run", "utf8"), /scripts\/test --all/);
  });

  test("names no file or folder that isn't there", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => link);
    const folders = [...readme.matchAll(/^\| `(\w+\/)`/gm)].map(([, folder = ""]) => folder);
    assert.ok(links.length > 0 && folders.length > 0);
    for (const path of [...links, ...folders]) assert.ok(existsSync(path), path);
  });

  test("says what scripts/demo does", { timeout: 120_000, skip: BRIEF }, async () => {
    const { code, stdout } = await run("scripts/demo");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /PostgreSQL \d+/);
    // A SHOULD, which Bun's own HTTP server decides before the receiver is asked: server/README.md.
    assert.match(stdout, /^✗ http\/expect-continue-spelling /m);
    assert.match(stdout, / held, 1 broken, 0 inconclusive, 1 untested$/m);
    assert.match(stdout, /^exit code 0, conforms: 1 broken SHOULD/m);
  });

  test("says how to ask whether a database will do", async () => {
    const { code, stdout } = await run("scripts/doctor");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /: this database can carry the receiver$/m);
  });

  test("says how a receiver is started and judged", { timeout: 120_000, skip: BRIEF }, async () => {
    // tests/package/ types it as it stands; of the package nothing is installed here.
    const typed = commands
      .find((command) => command.startsWith("npx"))
      ?.replace("npx proxy-checkout-conformance", "scripts/harness")
      .replace("node server.js", "bun server/main.ts");
    assert.ok(typed !== undefined);
    const { code, stdout } = await run(typed, { CONFORMANCE_ONLY: "dedupe,entitlement" });
    assert.equal(code, 0, stdout);
  });

  test("says what there is to hold and what a run can be told", async () => {
    const list = await run("scripts/harness list");
    assert.equal(list.code, 0);
    assert.match(list.stdout, /^order\/any-order/m);
    const explained = await run("scripts/harness explain dedupe/same-delivery-twice");
    assert.equal(explained.code, 0);
    assert.match(explained.stdout, /^remedy/m);
    assert.match(explained.stdout, /^by hand +scripts\/harness explain \S+ --script$/m);
    const help = await run("scripts/harness run --help");
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--start <command>/);
  });

  test("leads from scripts/dev to an entitlement, and to a run on the wire", async () => {
    const empty = `${DATABASE}_empty`;
    const server = process.env["TEST_DATABASE_URL"] ?? "";
    const dev = await startDev(await createDatabase(server, empty));
    try {
      assert.doesNotMatch(dev.printed, /"level":"(warn|error)"/);
      const [purchase = "", invoice = "", probe = ""] = dev.printed
        .split("\n  curl")
        .slice(1)
        .map((rest) => `curl -sS${rest.split("\n\n")[0]}`);
      assert.match((await run(purchase)).stdout, /proxy_session\.provisionable/);
      assert.match((await run(invoice)).stdout, /"type":"invoice.paid","answered":"200"/);
      const { entitlements } = JSON.parse((await run(probe)).stdout);
      for (const provider of ["gwop", "proxy"]) {
        const row = entitlements.find((each: { provider: string }) => each.provider === provider);
        assert.equal(row?.access, "granted", provider);
        assert.equal(row?.quantity, 3);
      }

      const receiver = /^receiver +(\S+)$/m.exec(dev.printed)?.[1];
      for (const [secret, url] of [
        ["PROXY_WEBHOOK_SIGNING_SECRET", `--url ${receiver}/api/proxy/webhook`],
        ["GWOP_WEBHOOK_SECRET", `--gwop-url ${receiver}/api/gwop/webhook`],
      ] as const) {
        const line = new RegExp(`^ {2}(${secret}=.* \\\\\n.*)$`, "m");
        const judge = line.exec(dev.printed)?.[1];
        assert.ok(judge !== undefined);
        assert.ok(judge.endsWith(url), judge);
        const { code, stdout } = await run(judge, { CONFORMANCE_ONLY: "signature,envelope" });
        assert.equal(code, 0, stdout);
      }
    } finally {
      await dev.stop();
      await dropDatabase(server, empty);
    }
  });
});
