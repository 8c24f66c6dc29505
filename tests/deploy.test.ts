/** docs/deploy.md is typed as it stands: a receiver from nothing, an upgrade under load, a rotation. */

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { requestOf, UNKNOWN_TYPE } from "../harness/courier/delivery.ts";
import { describe as say } from "../harness/courier/outcome.ts";
import { sendOverWire } from "../harness/courier/wire.ts";
import { T_V1 } from "../harness/providers/proxy/schemes.ts";
import packageJson from "../package.json" with { type: "json" };
import { METRICS } from "../server/metrics/names.ts";
import { type Machine, openMachine } from "./machine/machine.ts";
import { hasNginx } from "./nginx.ts";
import { pageText } from "./pages.ts";

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 180_000 } as const;

const SECRET = "whsec_dHlwZWQgZnJvbSBkb2NzL2RlcGxveS5tZA==";
const LANES = 20;

/** What the page says is to be pasted, and ended by Ctrl-D. */
const PASTED: Readonly<Record<string, string>> = {
  proxy_secret_key: "sk_typed_from_the_page",
  proxy_webhook_signing_secret: SECRET,
};

/** The commands of a section, up to the next one of its rank or higher. */
function commandsOf(heading: string): string {
  const [, section = ""] = pageText("deploy.md").split(`\n## ${heading}\n`);
  const [own = ""] = section.split(/^##/m);
  const blocks = [...own.matchAll(/^ *```sh\n(.*?)^ *```$/gms)].map(([, block]) => block);
  assert.ok(blocks.length > 0, heading);
  return blocks
    .join("")
    .replaceAll(/^secret (proxy_\w+)$/gm, (line, name) => `echo '${PASTED[name]}' | ${line}`);
}

describe("docs/deploy.md", () => {
  test("installs the runtime that the project pins, and releases of its version", () => {
    const typed = commandsOf("From nothing, in fifteen minutes");
    assert.ok(typed.includes(packageJson.packageManager.replace("bun@", "bun-v")));
    assert.ok(typed.includes(`/opt/proxy-receiver/${packageJson.version}\n`));
  });
});

describe("docs/deploy.md, typed at a machine", { ...LONG, skip: BRIEF || !hasNginx }, () => {
  let folder: string;
  let machine: Machine;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "deploy-"));
    const server = process.env["TEST_DATABASE_URL"] ?? "";
    machine = await openMachine(folder, server, `deploy_${process.pid}`);
  });
  after(async () => {
    await machine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** An event of a type that nobody knows: it is recorded, and Proxy isn't asked. */
  async function deliver(id: string, secret: string): Promise<string> {
    const event = {
      id,
      type: UNKNOWN_TYPE,
      created_at: new Date().toISOString(),
      data: { object: { id: "psess_of_a_page" } },
    };
    const endpoint = {
      webhook: new URL("/api/proxy/webhook", machine.origin),
      scheme: T_V1,
      secrets: [secret],
      spell: (given: object) => given,
    } as const;
    const body = new TextEncoder().encode(JSON.stringify(event));
    const request = requestOf(endpoint, { eventId: id, body }, Date.now());
    return say(await sendOverWire(request, { answerWithinMs: 15_000 }));
  }

  test(
    "leads from nothing to a purchase that its buyer has, and to nothing left of it",
    LONG,
    async () => {
      const printed = await machine.type(commandsOf("From nothing, in fifteen minutes"));
      assert.match(printed, /this database can carry the receiver/);
      assert.match(printed, /"error":"signature_/);
      assert.match(printed, /"outcome":"applied"/);
      assert.match(printed, /"buyer_reference":"user_42".*"access":"granted".*"quantity":3/);
    },
  );

  test(
    "upgrades both receivers among deliveries, each of which is answered 200",
    LONG,
    async () => {
      let isOver = false;
      const answers: string[] = [];
      const lanes = Array.from({ length: LANES }, async (_, lane) => {
        for (let number = 0; !isOver; number += 1) {
          answers.push(await deliver(`evt_${lane}_${number}`, SECRET));
        }
      });
      const upgraded = machine.type(commandsOf("Upgrade, and back")).finally(() => {
        isOver = true;
      });
      await Promise.all([upgraded, ...lanes]);
      assert.ok(answers.length > LANES);
      assert.deepEqual([...new Set(answers)], ["200"]);
    },
  );

  test("rotates a secret without a restart", LONG, async () => {
    const other = "whsec_YW5vdGhlciBvbmUsIGFmdGVyIGEgcm90YXRpb24=";
    assert.equal(await deliver("evt_too_early", other), "401");
    const file = "/etc/proxy-receiver/secrets/proxy_webhook_signing_secret";
    await machine.type(`echo ${other} >>${file}`);
    const printed = await machine.type(commandsOf("Secrets"));
    assert.equal(printed.match(/secrets reloaded/g)?.length, 2, printed);
    assert.equal(await deliver("evt_of_the_new", other), "200");
    assert.equal(await deliver("evt_of_the_old", SECRET), "200");
  });

  test("shows what Prometheus gets: every metric that there is", LONG, async () => {
    const printed = await machine.type(commandsOf("What to alert on"));
    const told = [...printed.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, ...words]) =>
      words.join(" "),
    );
    const expected = Object.entries(METRICS).map(([metric, { kind }]) => `${metric} ${kind}`);
    assert.deepEqual(told.toSorted(), expected.toSorted());
    assert.match(
      printed,
      /^webhook_deliveries_total\{provider="proxy",outcome="unchanged"\} \d+$/m,
    );
  });

  test("brings back from the log what a restored database has lost", LONG, async () => {
    const count = async () => {
      const { count = 0 } = (await machine.database`select count(*)::int from inbox`)[0] ?? {};
      return count;
    };
    await deliver("evt_lost", SECRET);
    const before = await count();
    await machine.database`delete from inbox where event_id = 'evt_lost'`;
    assert.equal(await count(), before - 1);
    const printed = await machine.type(commandsOf("Backup, and what a restore takes"));
    assert.match(printed, /^[1-9]\d* acknowledged, 0 not$/m);
    assert.equal(await count(), before);
  });
});
