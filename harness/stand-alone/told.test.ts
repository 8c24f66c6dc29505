import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { freePort } from "../target/managed-target.ts";
import { parseSimulatorOptions } from "./options.ts";
import { standAlone } from "./stand-alone.ts";
import { ENVIRONMENT } from "./testing.ts";

const SECRETS = ["pass_of_a_test", "key_of_a_test"];

/** Runs one that listens at an address of its own, and calls it by loopback's. */
async function withSimulator(
  host: string,
  allowHosts: readonly string[],
  use: (told: () => string, ask: (path: string, body?: object) => Promise<string>) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const flags = {
    host,
    port: String(port),
    scheme: "t-v1",
    secretEnv: "PROXY_WEBHOOK_SIGNING_SECRET",
    apiKeyEnv: "PROXY_SECRET_KEY",
    endpoint: `http://user:${SECRETS[0]}@127.0.0.1:1/hook?key=${SECRETS[1]}`,
  };
  const stop = new AbortController();
  const lines: string[] = [];
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    ended = standAlone(
      parseSimulatorOptions(flags, ENVIRONMENT, allowHosts),
      stop.signal,
      (line) => {
        lines.push(line);
        if (line.startsWith("Open ")) resolve();
      },
    );
    ended.catch(reject);
  });
  const ask = async (path: string, body?: object): Promise<string> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`http://127.0.0.1:${port}${path}`, init)).text();
  };
  try {
    await use(() => lines.join("\n").replaceAll(String(port), "PORT"), ask);
  } finally {
    stop.abort();
    await ended;
  }
}

describe("what is told of a simulator", () => {
  test("has of an endpoint neither its user nor its query, wherever it is told", () =>
    withSimulator("127.0.0.1", [], async (told, ask) => {
      await ask("/simulator/purchase", { buyer_reference: "user_told" });
      const answers = [await ask("/"), await ask("/simulator"), await ask("/simulator/deliveries")];
      for (const text of [told(), ...answers]) {
        for (const secret of SECRETS) assert.ok(!text.includes(secret), text);
      }
      assert.match(answers[2] ?? "", /"endpoint":"http:\/\/127\.0\.0\.1:1\/hook"/);
    }));

  test("is an address by which its page can be opened, also where it listens at all", async () => {
    await withSimulator("0.0.0.0", [], async (told) => {
      assert.match(told(), /^Open http:\/\/127\.0\.0\.1:PORT in a browser to .*delivered$/m);
    });
  });
});

describe("the simulator's clock", () => {
  test("goes no further than years with four digits, and what would take it there is refused", () =>
    withSimulator("127.0.0.1", [], async (_told, ask) => {
      for (const ms of [Number.MAX_SAFE_INTEGER, 1e15, 253_402_300_800_000]) {
        const answer = await ask("/simulator/commands", { do: "wait", ms });
        assert.match(answer, /the clock goes no further than the year 9999/);
      }
      const create = { do: "create", session: "psess_late", buyer: "user_late", items: [] };
      const made = JSON.parse(await ask("/simulator/commands", create));
      assert.deepEqual(made.objects, ["psess_late"]);
    }));
});
