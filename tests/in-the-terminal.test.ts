/** Types what docs/harness.md says under "In the terminal", before the correct receiver in memory. @module */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { deliveryRecord } from "../harness/stand-alone/record.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { type Ending, type } from "./person.ts";
import { type Running, SECRETS, startRunning } from "./running-receiver.ts";
import { withRunningSimulator } from "./running-simulator.ts";

const HARNESS = `${process.execPath} harness/main.ts`;
/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

/** What is tried without typing elsewhere: `scripts/test --all`, or this file by its name, types it as well. */
const MORE = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

let receiver: Running;
let port: number;

before(async () => {
  port = await freePort();
  receiver = await startRunning("proxy", `http://127.0.0.1:${port}`);
});
after(() => receiver.close());

function typed(line: string, environment: Readonly<Record<string, string>> = {}) {
  return type(`${HARNESS} ${line}`, ".", { ...SECRETS, ...environment });
}

const shown = z.object({ entitlements: z.array(z.looseObject({})) });

/** What a buyer may use, by the receiver's probe. */
async function entitlementsOf(buyer: string): Promise<readonly object[]> {
  const response = await fetch(`${receiver.probe}?buyer_reference=${buyer}`, {
    headers: { authorization: `Bearer ${SECRETS.PROBE_TOKEN}` },
  });
  return shown.parse(await response.json()).entitlements;
}

/** A simulator that delivers to the receiver, which reads from it. */
function withSimulator(use: (origin: string) => Promise<void>): Promise<void> {
  return withRunningSimulator(receiver.webhook, port, use);
}

describe("harness trigger --to", () => {
  test("is the sender for as long as the story lasts", LONG, async () => {
    const line = `trigger purchase --to ${receiver.webhook} --port ${port} --buyer user_of_a_story`;
    const { code, stdout, stderr } = await typed(line);
    assert.equal(code, 0, stderr);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[1] ?? "", /^200 +\d+ ms {2}proxy_session\.paid +evt_\w+ +psess_\w+$/);
    assert.match(lines[2] ?? "", /^200 +\d+ ms {2}proxy_session\.provisionable +evt_/);
    assert.equal(lines[3], "2 deliveries, acknowledged");
    assert.equal((await entitlementsOf("user_of_a_story")).length, 1);
  });

  test("takes an origin for the target contract's paths, and prints JSON lines", MORE, async () => {
    const line = `trigger renewal --to ${receiver.origin} --port ${port} --json --repeat 2 --shuffle --seed 7`;
    const { code, stdout, stderr } = await typed(line);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /--seed 7/);
    const deliveries = stdout
      .trimEnd()
      .split("\n")
      .map((one) => deliveryRecord.parse(JSON.parse(one)));
    assert.equal(deliveries.length, 6);
    for (const { endpoint } of deliveries) assert.equal(endpoint, receiver.webhook);
  });

  test(
    "registers an invoice with a receiver of Gwop's that it knows by its origin",
    MORE,
    async () => {
      const gwop = await startRunning("gwop", "http://127.0.0.1:1");
      const { code, stdout, stderr } = await typed(
        `trigger invoice --to ${gwop.origin} --port ${port}`,
      );
      await gwop.close();
      assert.equal(code, 0, stderr);
      assert.match(stderr, /registration of the invoice: answered 20\d/);
      assert.match(stdout, /^200 .* invoice\.paid /m);
    },
  );

  test("ends with 1 where a delivery is not acknowledged", LONG, async () => {
    const { code, stdout } = await typed(
      `trigger purchase --to ${receiver.webhook} --port ${port} --attempts 1`,
      { PROXY_WEBHOOK_SIGNING_SECRET: "whsec_of_somebody_else" },
    );
    assert.equal(code, 1);
    assert.match(stdout, /^401 .* proxy_session\.paid /m);
    assert.match(stdout, /^2 of 2 deliveries not acknowledged$/m);
  });

  test("ends with 3 where nobody answers", MORE, async () => {
    const line = `trigger purchase --to http://127.0.0.1:1/webhook --port ${port} --attempts 1`;
    const { code, stderr } = await typed(line);
    assert.equal(code, 3);
    assert.match(stderr, /^Nobody answers at http:\/\/127\.0\.0\.1:1\/webhook \(unreachable\)/);
  });

  test("says of a port that is in use that a simulator may run there", MORE, () =>
    withSimulator(async () => {
      const { code, stderr } = await typed(
        `trigger purchase --to ${receiver.webhook} --port ${port}`,
      );
      assert.equal(code, 2);
      assert.match(stderr.replaceAll(/\s+/g, " "), /simulator that runs already: leave out --to/);
    }),
  );
});

describe("harness trigger", () => {
  test("ends with 2 and names the story that was probably meant", LONG, async () => {
    const { code, stdout, stderr } = await typed("trigger renewl");
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /there is no story renewl: is it renewal\?/);
  });

  test("and listen end with 3 where no simulator runs, and say what to type", LONG, async () => {
    for (const command of ["trigger purchase", "listen"]) {
      const { code, stderr } = await typed(`${command} --simulator http://127.0.0.1:1`);
      assert.equal(code, 3, command);
      assert.match(stderr, /^No simulator answers at http:\/\/127\.0\.0\.1:1/);
      assert.match(stderr, /^ {6}\S.* simulator --receiver /m);
    }
  });

  test("asks the simulator that runs, and names what that one does not play", MORE, () =>
    withSimulator(async (origin) => {
      const at = `--simulator ${origin}`;
      const bought = await typed(`trigger cancellation ${at} --buyer user_of_another`);
      assert.equal(bought.code, 0, bought.stderr);
      assert.match(bought.stdout, /^200 .* subscription\.cancelled /m);
      assert.ok((await entitlementsOf("user_of_another")).length > 0);

      const away = await typed(`trigger invoice ${at}`);
      assert.equal(away.code, 2);
      assert.match(away.stderr, /Gwop is not played/);
    }),
  );
});

describe("harness listen", () => {
  /** Started, and listening. */
  async function listening(args: string): Promise<{ child: ChildProcess; heard: string[] }> {
    const [command = "", ...words] = `${HARNESS} listen ${args}`.split(" ");
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
    const heard: string[] = [];
    createInterface(child.stdout).on("line", (line) => heard.push(line));
    await noted(child, /^listening to/);
    return { child, heard };
  }

  /** Waits for a line of the error output. */
  async function noted(child: ChildProcess, what: RegExp): Promise<void> {
    assert.ok(child.stderr !== null);
    for await (const line of createInterface(child.stderr)) if (what.test(line)) return;
    assert.fail(`it ended before it said ${what}`);
  }

  test("prints what others trigger, and ends with 130 by Ctrl-C", LONG, () =>
    withSimulator(async (origin) => {
      const { child, heard } = await listening(`--json --simulator ${origin}`);
      const triggered = await typed(`trigger purchase --json --simulator ${origin}`);
      assert.equal(triggered.code, 0, triggered.stderr);
      while (heard.length < 2) await once(child.stdout ?? child, "data");
      child.kill("SIGINT");
      const [code] = await once(child, "close");
      assert.equal(code, 130);
      assert.equal(`${heard.join("\n")}\n`, triggered.stdout);
    }),
  );

  test("ends with 0 where nobody reads on, as before head", MORE, () =>
    withSimulator(async (origin) => {
      const listened = typed(`listen --json --simulator ${origin} | head -1`);
      let ending: Ending | null = null;
      listened.then((end) => {
        ending = end;
      });
      // It may not listen yet: it begins with what comes next.
      while (ending === null) {
        await fetch(`${origin}/simulator/purchase`, {
          method: "POST",
          body: JSON.stringify({ buyer_reference: "user_of_nobody" }),
        });
      }
      const { stdout, stderr } = await listened;
      assert.equal(stdout.trimEnd().split("\n").length, 1);
      assert.doesNotMatch(stderr, /EPIPE/);
    }),
  );
});
