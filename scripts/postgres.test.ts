import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import postgres from "postgres";
import { LOOPBACK } from "./port.ts";
import { type Postgres, startPostgres } from "./postgres.ts";
import { findAccount, makeReachable } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

/** Runs one statement over a connection of its own, as anybody may who has the URL. */
async function query(url: string, statement: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("startPostgres()", () => {
  let directory: string;
  let server: Postgres;

  before(async () => {
    directory = await mkdtemp(`${makeReachable([tmpdir(), "/tmp"])}/proxy-checkout-test-`);
    server = await startPostgres({ directory });
  });
  after(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test("starts PostgreSQL 18, in UTF-8 and without a locale's sorting", async () => {
    assert.match(server.version, /^18\./);
    const [row] = await query(
      server.url,
      "select pg_encoding_to_char(encoding) as encoding, datcollate from pg_database where datname = 'postgres'",
    );
    assert.deepEqual({ ...row }, { encoding: "UTF8", datcollate: "C" });
  });

  test("lets nobody in without the password", async () => {
    const stranger = new URL(server.url);
    stranger.password = "guess";
    await assert.rejects(query(stranger.href, "select 1"), { code: "28P01" });
  });

  test("keeps what was committed over a restart, on the same port", async () => {
    await query(server.url, "create table kept as select 42 as answer");
    await server.restart();
    assert.deepEqual(
      { ...(await query(server.url, "select answer from kept"))[0] },
      { answer: 42 },
    );
  });

  test("refuses a folder that another script is using", async () => {
    await assert.rejects(startPostgres({ directory }), SetupError);
    assert.equal((await query(server.url, "select 1")).length, 1);
  });

  test("refuses a port that is busy, and says which", async () => {
    const busy = createServer().listen(0, LOOPBACK);
    await new Promise((resolve) => busy.once("listening", resolve));
    const address = busy.address();
    assert.ok(address !== null && typeof address === "object");
    await server.stop();
    await assert.rejects(startPostgres({ directory, port: address.port }), {
      name: "SetupError",
      message: new RegExp(`port ${address.port}`),
    });
    busy.close();
    server = await startPostgres({ directory });
  });

  test("starts on the data of one that was stopped, and leaves no process when stopped", async () => {
    await server.stop();
    server = await startPostgres({ directory });
    const pid = Number.parseInt(await readFile(`${directory}/data/postmaster.pid`, "utf8"), 10);
    assert.ok(isRunning(pid));
    await server.stop();
    assert.ok(!isRunning(pid));
    server = await startPostgres({ directory });
  });

  test("starts over a pid file whose number is another process by now", async () => {
    await server.stop();
    await writeFile(`${directory}/data/postmaster.pid`, `${process.pid}\n${directory}/data\n`);
    server = await startPostgres({ directory });
    assert.equal((await query(server.url, "select 1")).length, 1);
  });

  test("gives up as soon as it is told to", async () => {
    const elsewhere = `${directory}/given-up`;
    const ending = new AbortController();
    const starting = startPostgres({ directory: elsewhere, signal: ending.signal });
    ending.abort();
    await assert.rejects(starting, { name: "AbortError" });
  });

  test("says so when its user can't reach the folder", async (t) => {
    if (findAccount() === null) return t.skip("only root runs Postgres as somebody else");
    const closed = `${directory}/closed`;
    await mkdir(closed);
    await chmod(closed, 0o700);
    await assert.rejects(startPostgres({ directory: `${closed}/cluster` }), SetupError);
  });
});
