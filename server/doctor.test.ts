import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createEmptyTestDatabase, type TestDatabase } from "./testing/database.ts";

const COMMAND = fileURLToPath(new URL("./doctor.ts", import.meta.url));

/** The runtime that runs this test. */
const RUNTIME = [
  process.execPath,
  ...("Deno" in globalThis ? ["run", "--quiet", "--no-check", "--no-lock", "--allow-all"] : []),
] as const;

let database: TestDatabase;
before(async () => {
  database = await createEmptyTestDatabase();
});
after(() => database.drop());

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function start(url: string, ...args: readonly string[]) {
  const [command, ...runtimeArgs] = RUNTIME;
  // Few connections: other tests have theirs on the same server.
  const env = { ...process.env, DATABASE_URL: url, DATABASE_PREPARE: "", DATABASE_POOL_MAX: "1" };
  const child = spawn(command, [...runtimeArgs, COMMAND, ...args], { env });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  const ended = once(child, "close").then(([code]): Ended => ({ code, ...said }));
  return { child, ended };
}

const run = (url: string, ...args: readonly string[]): Promise<Ended> => start(url, ...args).ended;

describe("doctor", () => {
  test("ends with 0 where all is well, and speaks to people without colours for a pipe", async () => {
    const { code, stdout, stderr } = await run(database.url);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^✓ statement tried {6}\S/m);
    assert.match(stdout, /: this database can carry the receiver\n$/);
    assert.doesNotMatch(stdout, new RegExp(`\u001b|${new URL(database.url).password}`));
  });

  test("ends with 1 where something isn't, and says so in JSON where asked", async () => {
    const url = new URL(database.url);
    url.password = "another-password";
    const { code, stdout, stderr } = await run(url.href, "--json");
    assert.deepEqual([code, stderr], [1, ""]);
    const { version, fit, checks } = JSON.parse(stdout);
    assert.deepEqual([version, fit], [1, false]);
    for (const check of checks) {
      assert.deepEqual(Object.keys(check), ["name", "verdict", "found", "remedy"]);
    }
    assert.doesNotMatch(stdout, /another-password/);
  });

  test("ends with 2 without a database, and with a flag that there is not", async () => {
    for (const ended of [await run(""), await run("mysql://someone:the-password@host/any")]) {
      assert.deepEqual([ended.code, ended.stdout], [2, ""]);
      assert.match(ended.stderr, /DATABASE_URL: .*expected postgres:/);
      assert.doesNotMatch(ended.stderr, /the-password/);
    }
    const { code, stdout, stderr } = await run(database.url, "--jsn");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /Cannot take --jsn/);
  });

  test("ends with 130 where it is interrupted, and still says what it knows", async () => {
    const asked = Promise.withResolvers<void>();
    const server = createServer((socket) => {
      socket.on("error", () => undefined).on("data", () => asked.resolve());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { child, ended } = start(`postgres://someone@127.0.0.1:${port}/any`);
    await asked.promise;
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    server.close();
    assert.equal(code ?? 130, 130); // Deno takes a child's 130 for the signal, and gives no code
    assert.match(stdout, /^- address .*interrupted/m);
  });
});
