import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { TIMEOUTS_MS } from "./database.ts";
import { assertFit, findUnfit, readSession, type Session, UnfitDatabaseError } from "./fitness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/database.ts";
import { startRelay } from "./testing/relay.ts";

let database: TestDatabase;
before(async () => {
  database = await createTestDatabase();
});
after(() => database.drop());

const FIT: Session = {
  isPooled: false,
  role: "app",
  database: "shop",
  timeouts: { ...TIMEOUTS_MS },
};

describe("a session", () => {
  test("has the timeouts that we send, and no pooler before it", async () => {
    const session = await readSession(database.url, true);
    assert.deepEqual(session, { ...session, isPooled: false, timeouts: TIMEOUTS_MS });
    await assertFit(database.url, true);
  });

  test("isn't pooled behind something that only passes bytes on", async () => {
    const relay = await startRelay(database.url);
    await assertFit(relay.url, true);
    await relay.close();
  });

  test("has none of them by itself, which is refused with the statement that sets them", async () => {
    await assert.rejects(assertFit(database.url, false), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /lock_timeout is not set, expected 1500 ms at most: alter role/);
      assert.match(error.message, /set statement_timeout = '2000ms';/);
      return true;
    });
  });

  test("has those that were set on its role, and is fit then", async () => {
    const role = "receiver_of_the_fitness_test";
    const { admin } = database;
    const url = new URL(database.url);
    const name = url.pathname.slice(1);
    await admin.unsafe(`create role ${role} login password 'any'`);
    // Whoever acts as another role begins with settings of its own all the same.
    await admin.unsafe(`grant pg_monitor to ${role}; alter role ${role} set role pg_monitor`);
    url.username = role;
    url.password = "any";
    try {
      for (const problem of findUnfit(await readSession(url.href, false), false)) {
        await admin.unsafe(/alter role .*;/.exec(problem.remedy)?.[0] ?? "select"); // as it says
      }
      await assertFit(url.href, false);
    } finally {
      await admin.unsafe(`alter role ${role} in database "${name}" reset all;
        alter role ${role} reset all; drop role ${role}`);
    }
  });
});

describe("a pooler", () => {
  test("that refuses us is unfit only where we sent it something unusual", async () => {
    const refusal = Buffer.from("SFATAL\0C08P01\0Mno more connections allowed\0\0");
    const head = Buffer.alloc(5, "E");
    head.writeInt32BE(refusal.length + 4, 1);
    const server = createServer((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => {
          socket.end(Buffer.concat([head, refusal]));
        });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const url = `postgres://app@127.0.0.1:${port}/shop`;
    await assert.rejects(assertFit(url, true), UnfitDatabaseError);
    await assert.rejects(assertFit(url, false), { name: "PostgresError", code: "08P01" });
    await new Promise((closed) => server.close(closed));
  });
});

describe("findUnfit()", () => {
  test("finds nothing where there is nothing", () => {
    assert.deepEqual(findUnfit(FIT, true), []);
    assert.deepEqual(findUnfit({ ...FIT, isPooled: true }, false), []);
    const strict = { lock_timeout: 1, statement_timeout: 1 };
    assert.deepEqual(findUnfit({ ...FIT, timeouts: strict }, false), []);
  });

  test("names a pooler where statements are to be prepared", () => {
    const [problem] = findUnfit({ ...FIT, isPooled: true }, true);
    assert.match(problem?.found ?? "", /a pooler is between/);
    assert.match(problem?.remedy ?? "", /DATABASE_PREPARE=false/);
  });

  test("finds each timeout that is missing or too long, with names as SQL wants them", () => {
    const session = {
      ...FIT,
      role: 'o"dd',
      timeouts: { lock_timeout: 0, statement_timeout: 60_000 },
    };
    const problems = findUnfit(session, false);
    assert.equal(problems.length, 2);
    assert.match(
      problems[0]?.remedy ?? "",
      /alter role "o""dd" in database "shop" set lock_timeout/,
    );
    assert.match(
      problems[1]?.found ?? "",
      /statement_timeout is 60000 ms, expected 2000 ms at most/,
    );
  });
});
