import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";

const COMMAND = fileURLToPath(new URL("./maintain.ts", import.meta.url));

/** The runtime that runs this test. */
const RUNTIME = [
  process.execPath,
  ...("Deno" in globalThis ? ["run", "--quiet", "--no-check", "--no-lock", "--allow-all"] : []),
] as const;

const NOBODY = "0 entitlements, 0 changes, 0 events, 0 invoices, 0 deliveries\n";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase(1);
  await database.sql`
    insert into inbox (provider, event_id, type, occurred_at, received_at, body_sha256)
    values ('proxy', 'evt_old', 'any', now(), now() - interval '500 days', ${"0".repeat(64)})
  `;
  await database.sql`
    insert into delivery (
      request_id, provider, received_at, duration_ms, bytes, body_sha256, outcome, status
    )
    select gen_random_uuid(), 'proxy', now() - days * interval '1 day', 1, 2, ${"0".repeat(64)},
      'applied', 200
    from unnest(array[1, 10, 500]) as days
  `;
});
after(() => database.drop());

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

async function run(
  args: readonly string[],
  { url = database.url, input = "" } = {},
): Promise<Ended> {
  const [command, ...runtimeArgs] = RUNTIME;
  const env = { ...process.env, DATABASE_URL: url, DATABASE_PREPARE: "", DATABASE_POOL_MAX: "" };
  const child = spawn(command, [...runtimeArgs, COMMAND, ...args], { env });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  }
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, ...said };
}

describe("maintain", () => {
  test("says what it would drop, and then drops it", async () => {
    const age = ["--older-than", "400d"];
    const younger = ["--deliveries-older-than", "7d"];
    for (const [args, stdout] of [
      [[...age, "--dry-run"], "would drop 1 events, 0 changes, 1 deliveries\n"],
      [age, "dropped 1 events, 0 changes, 1 deliveries\n"],
      [age, "dropped 0 events, 0 changes, 0 deliveries\n"],
      [[...younger, "--dry-run"], "would drop 1 deliveries, 0 captured\n"],
      [younger, "dropped 1 deliveries, 0 captured\n"],
    ] as const) {
      assert.deepEqual(await run(args), { code: 0, stdout, stderr: "" });
    }
  });

  test("erases a buyer, named or on standard input, and repeats no name", async () => {
    const named = await run(["--erase-buyer", "user_42"]);
    assert.deepEqual(named, { code: 0, stdout: `erased ${NOBODY}`, stderr: "" });
    const read = await run(["--erase-buyer", "-", "--dry-run"], { input: "user_42\n" });
    assert.deepEqual(read, { code: 0, stdout: `would erase ${NOBODY}`, stderr: "" });
  });

  test("ends with 2 where it is used wrongly, and says how it is used", async () => {
    const misused = [
      await run([]),
      await run(["--older-than", "1y"]),
      await run(["--erase-buyer", "-"], { input: "" }),
    ];
    for (const { code, stdout, stderr } of misused) {
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^Expected|^--older-than 1y: expected/);
      assert.match(stderr, /usage: maintain/);
    }
    const unset = await run(["--older-than", "400d"], { url: "" });
    assert.equal(unset.code, 2);
    assert.match(unset.stderr, /DATABASE_URL/);
  });

  test("ends with 3 where the database can't, without its secrets or the buyer's name", async () => {
    const url = new URL(database.url);
    url.pathname = "/not_there";
    const missing = await run(["--erase-buyer", "user_42"], { url: url.href });
    url.port = "1";
    const unreachable = await run(["--erase-buyer", "user_42"], { url: url.href });
    for (const [{ code, stdout, stderr }, reason] of [
      [missing, "3D000"],
      [unreachable, "ECONNREFUSED"],
    ] as const) {
      assert.deepEqual([code, stdout], [3, ""]);
      assert.ok(stderr.includes(reason), stderr);
      assert.doesNotMatch(stderr, /user_42/);
      assert.ok(!stderr.includes(url.password));
    }
  });
});
