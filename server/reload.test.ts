import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { parseConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { createLog } from "./log.ts";
import { PROVIDERS } from "./providers.ts";
import { deliver, eventOf, sessionOf } from "./proxy/testing.ts";
import { reload } from "./reload.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { type ReceiverProcess, startReceiver } from "./testing/process.ts";
import { type ProxyApi, sendAlone, startProxyApi } from "./testing/wire.ts";

const OLD = "the-old-signing-secret-for-tests";
const NEW = "the-new-signing-secret-for-tests";
const PROBE_TOKEN = "a-probe-token-for-tests-only";

let folder: string;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/reload-`);
});
after(() => rm(folder, { recursive: true }));

/** Writes a file as a whole: nobody reads half of it. @returns Its path. */
async function write(name: string, text: string): Promise<string> {
  await writeFile(`${folder}/${name}.new`, text);
  await rename(`${folder}/${name}.new`, `${folder}/${name}`);
  return `${folder}/${name}`;
}

describe("reload()", () => {
  /** @returns A receiver's reload, with what it logs. */
  async function start(more: Environment = {}) {
    const env: Environment = {
      DATABASE_URL: "postgres://user@localhost/app",
      PROBE_TOKEN_FILE: await write("probe", PROBE_TOKEN),
      PROXY_SECRET_KEY: "sk_test_1",
      PROXY_WEBHOOK_SIGNING_SECRET_FILE: await write("signing", OLD),
      ...more,
    };
    const lines: Record<string, unknown>[] = [];
    const log = createLog("info", { write: (line) => void lines.push(JSON.parse(line)) });
    const held = parseConfig(env, PROVIDERS);
    return { held, lines, reload: () => reload({ held, env, providers: PROVIDERS, log }) };
  }

  test("takes what the files say now, and tells by name what has changed", async () => {
    const receiver = await start();
    await write("probe", `${PROBE_TOKEN}-new`);
    assert.equal(receiver.reload()?.probeToken, `${PROBE_TOKEN}-new`);
    const [line, ...others] = receiver.lines;
    assert.deepEqual([line?.["msg"], line?.["level"]], ["secrets reloaded", "info"]);
    assert.deepEqual([line?.["changed"], others], [["PROBE_TOKEN"], []]);
  });

  test("keeps all old ones where one file is bad, and says so once, without a value", async () => {
    const receiver = await start();
    await write("probe", `${PROBE_TOKEN}-new`);
    await write("signing", `${NEW}\nshort`);
    assert.equal(receiver.reload(), null);
    const [line, ...others] = receiver.lines;
    assert.equal(line?.["level"], "error");
    assert.match(JSON.stringify(line?.["problems"]), /^\["PROXY_WEBHOOK_SIGNING_SECRET_FILE: /);
    assert.deepEqual(others, []);
    assert.doesNotMatch(JSON.stringify(line), new RegExp(`${NEW}|${PROBE_TOKEN}|short`));
  });

  test("keeps all old ones where a file is gone, or two have become equal", async () => {
    const receiver = await start();
    await write("signing", PROBE_TOKEN);
    assert.equal(receiver.reload(), null);
    await rm(`${folder}/signing`);
    assert.equal(receiver.reload(), null);
    assert.deepEqual(
      receiver.lines.map(({ level }) => level),
      ["error", "error"],
    );
  });

  test("leaves the database's file alone, and a warning unrepeated", async () => {
    const url = "postgres://user@localhost:5432/app";
    const receiver = await start({
      DATABASE_URL: "",
      DATABASE_URL_FILE: await write("database", `${url}?connection_limit=5`),
      PROXY_WEBHOOK_SIGNING_SECRET_FILE: await write("twice", `${OLD},${OLD}`),
    });
    assert.equal(receiver.held.warnings.length, 2);
    await rm(`${folder}/database`);
    assert.equal(receiver.reload()?.databaseUrl, url);
    assert.deepEqual(receiver.lines.length, 1);
  });

  test("says that there is nothing to reload where no secret is in a file", async () => {
    const receiver = await start({
      DATABASE_URL: "",
      DATABASE_URL_FILE: await write("database", "postgres://user@localhost/app"),
      PROBE_TOKEN,
      PROBE_TOKEN_FILE: "",
      PROXY_WEBHOOK_SIGNING_SECRET: OLD,
      PROXY_WEBHOOK_SIGNING_SECRET_FILE: "",
    });
    assert.equal(receiver.reload(), null);
    assert.match(String(receiver.lines[0]?.["msg"]), /nothing to reload/);
  });
});

describe("a receiver that runs", () => {
  let database: TestDatabase;
  let api: ProxyApi;
  let receiver: ReceiverProcess;
  before(async () => {
    database = await createTestDatabase(2);
    api = await startProxyApi();
    receiver = await startReceiver({
      DATABASE_URL: database.url,
      PROBE_TOKEN,
      PROXY_SECRET_KEY: "sk_test_1",
      PROXY_API_BASE_URL: api.url,
      PROXY_WEBHOOK_SIGNING_SECRET_FILE: await write("signing", OLD),
    });
  });
  after(async () => {
    await receiver?.kill();
    await api?.close();
    await database?.drop();
  });

  function send(secret: string): Promise<number> {
    const session = sessionOf(`psess_${randomUUID()}`);
    api.objects.set(session.id, session);
    return sendAlone(receiver.port, deliver(eventOf(session), { secret }));
  }

  test("refuses no delivery while its signing secret is rotated by SIGHUP", async () => {
    let signing = OLD;
    let rotating = true;
    const statuses: number[] = [];
    /** Of three connections at once, without a break. */
    const senders = [1, 2, 3].map(async () => {
      while (rotating) statuses.push(await send(signing));
    });
    const more = async (): Promise<void> => {
      const enough = statuses.length + 20;
      while (statuses.length < enough) await pause(5);
    };

    await more();
    for (const [file, next] of [
      [`${OLD}\n${NEW}\n`, NEW],
      [`${NEW}\n`, NEW],
    ] as const) {
      await write("signing", file);
      receiver.signal("SIGHUP");
      const { changed } = await receiver.line("secrets reloaded");
      assert.deepEqual(changed, ["PROXY_WEBHOOK_SIGNING_SECRET"]);
      signing = next;
      await more();
    }
    rotating = false;
    await Promise.all(senders);
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(await send(OLD), 401);
  });

  test("keeps its secrets where their file is bad", async () => {
    await write("signing", "");
    receiver.signal("SIGHUP");
    await receiver.line("secrets not reloaded: all old ones stay");
    assert.equal(await send(NEW), 200);
  });

  test("outlives the signals that mean nothing to it, and opens no debugger", async () => {
    for (const signal of ["SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGHUP"] as const) {
      receiver.signal(signal);
    }
    await receiver.line("secrets not reloaded: all old ones stay");
    assert.equal(await send(NEW), 200);
    assert.equal(receiver.complaints(), "");
  });

  test("ends on SIGQUIT as it does on SIGTERM", async () => {
    receiver.signal("SIGQUIT");
    assert.equal(await receiver.exited, 0);
  });
});
