/**
 * "Implement in this order" of docs/target-contract.md can be followed: each step's command is typed as
 * the page has it, before a receiver that has got as far as that step, and before one that has not.
 *
 * @module
 */

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import pMap from "p-map";
import type { Parts } from "../harness/mutants/parts.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { pageText } from "./pages.ts";
import { type Ending, type } from "./person.ts";
import { SECRETS, startRunning } from "./running-receiver.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** Bun ends a test after 5 s. */
const LONG = { timeout: 120_000 };

/** `scripts/test --all`, or this file alone, tries the receivers that are not there yet as well. */
const BRIEF = process.env["TEST_ALL"] !== "1";

/** What this test is not about takes minutes. */
const BRIEFLY = { CONFORMANCE_RUNS: "5", CONFORMANCE_TIME_BUDGET: "4" };

const [, page = ""] = pageText("target-contract.md").split("\n## Implement in this order\n");
const [path = ""] = page.split(/^## /m);
const blocks = [...path.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, lines = ""]) =>
  lines.replaceAll(/^ +/gm, ""),
);
const exported = blocks.filter((block) => block.startsWith("export "));
const steps = blocks.filter((block) => !block.startsWith("export "));
/** Which the receiver is told as well. */
const secrets = {
  ...SECRETS,
  ...Object.fromEntries(
    [...exported.join("").matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  ),
};

/** What a receiver does that has not got to a step yet. By the number of that step. */
const NOT_YET: Readonly<Record<number, (parts: Parts) => Partial<Parts>>> = {
  2: () => ({ verify: () => ({ eventId: null, timestamp: "", signatures: [] }) }),
  3: () => ({
    readTimestamp: (text) => (text === "" ? null : Number(text) || 1),
    isFresh: () => true,
  }),
  4: () => ({ readEvent: () => ({ id: "evt_any", type: "any", snapshot: null }) }),
  5: ({ readBody }) => ({
    readBody: (incoming, environment) =>
      readBody(incoming, { ...environment, bodyLimitBytes: Number.MAX_SAFE_INTEGER }),
    decode: (body) => new TextDecoder().decode(body),
  }),
  6: () => ({ admit: ({ method }) => (method === "POST" ? null : "method_not_allowed") }),
  7: () => ({ process: async () => "applied" }),
};

/** Has got as far as a step, and no further. */
function upTo(step: number): (correct: Parts) => Parts {
  const missing = Object.entries(NOT_YET).filter(([number]) => Number(number) > step);
  return (correct) => Object.assign({}, correct, ...missing.map(([, not]) => not(correct)));
}

/** From it on the page has more to be exported. */
const FIRST_OF_STATE = 7;

/** Types a step's command before a receiver, with all that the page exports. */
async function judged({ step, bug, at = "" }: Try): Promise<Ending> {
  const port = String(await freePort());
  const receiver = await startRunning("proxy", `http://127.0.0.1:${port}`, bug, secrets);
  const told = step < FIRST_OF_STATE ? exported.slice(0, 1) : exported;
  const lines = [...told, steps[step - 1]].join("\n");
  const filledIn = lines
    .replace("http://127.0.0.1:3000/api/proxy/webhook", `${receiver.webhook}${at}`)
    .replace("http://127.0.0.1:3000/api/entitlements", receiver.probe)
    .replace("=3100", `=${port}`)
    .replace("npx proxy-checkout-conformance", `${ROOT}/scripts/harness`);
  try {
    return await type(filledIn, ROOT, BRIEFLY);
  } finally {
    await receiver.close();
  }
}

/** A receiver that is at a step, or at the one before it, and what its command says. */
type Try = { readonly step: number; readonly bug: (correct: Parts) => Parts; readonly at?: string };

/** More at once would keep each other from the machine, and look slow. */
const LANES = 3;

/** Those of a group are tried at the same time, and waited for one by one. */
function tryAll(tries: readonly Try[]): (index: number) => Promise<Ending> {
  let all: Promise<readonly Ending[]> | null = null;
  return async (index) => {
    all ??= pMap(tries, judged, { concurrency: LANES });
    const ending = (await all)[index];
    assert.ok(ending !== undefined);
    return ending;
  };
}

describe("the order in which the contract is implemented", () => {
  test("has a command a step, each of them the package's", () => {
    assert.equal(steps.length, path.match(/^\d+\. /gm)?.length);
    for (const step of steps) assert.match(step, /^npx proxy-checkout-conformance run \S/m);
  });

  const reached = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((step) => ({ step, bug: upTo(step) }));
  const passes = tryAll(reached);
  for (const [index, { step }] of reached.entries()) {
    test(`can stop at step ${step}: its command asks for nothing that comes later`, {
      ...LONG,
      skip: BRIEF,
    }, async () => {
      const { code, stdout, stderr } = await passes(index);
      assert.equal(code, 0, stdout + stderr);
    });
  }
});

describe("the order in which the contract is implemented, before a step", { skip: BRIEF }, () => {
  test("begins with a path at which nothing is", LONG, async () => {
    const { code, stdout } = await judged({ step: 1, bug: upTo(1), at: "/elsewhere" });
    assert.equal(code, 2, stdout);
    assert.match(stdout, /answered 404/);
  });

  const missed = [2, 3, 4, 5, 6, 7].map((step) => ({ step, bug: upTo(step - 1) }));
  const fails = tryAll(missed);
  for (const [index, { step }] of missed.entries()) {
    test(`needs step ${step}: its command says what is missing until then`, LONG, async () => {
      const { code, stdout, stderr } = await fails(index);
      assert.ok(code === 1 || code === 2, `exit code ${code}\n${stdout}${stderr}`);
      assert.match(stdout, /^ +remedy +\S/m);
    });
  }

  test("ends with a receiver that is started, here ours", LONG, async () => {
    const server = process.env["TEST_DATABASE_URL"];
    assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
    const name = `path_${process.pid}`;
    const line = (steps[11] ?? "")
      .replace("npx proxy-checkout-conformance", `${ROOT}/scripts/harness`)
      .replace("node server.js", "bun server/main.ts");
    const environment = {
      ...BRIEFLY,
      CONFORMANCE_URL: "/not/there",
      CONFORMANCE_ONLY: "dedupe",
      DATABASE_URL: await createDatabase(server, name),
    };
    try {
      const { code, stdout, stderr } = await type(line, ROOT, environment);
      assert.equal(code, 0, stdout + stderr);
    } finally {
      await dropDatabase(server, name);
    }
  });
});
