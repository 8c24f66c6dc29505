import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { UsageError } from "../../settings/usage-error.ts";
import { parseSimulatorOptions } from "../options.ts";
import type { DeliveryRecord } from "../record.ts";
import { openSimulator, type RunningSimulator } from "../stand-alone.ts";
import { asking, NoSimulator } from "./asking.ts";
import { ReceiverSilent } from "./delivering.ts";
import { findStory, STORIES } from "./stories.ts";
import { drawn, type Telling, tell } from "./telling.ts";

const API_KEY = "sk_of_a_test_of_stories";

const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_of_a_test_of_stories",
  PROXY_SECRET_KEY: API_KEY,
  GWOP_WEBHOOK_SECRET: "whsec_of_a_test_of_gwops_stories",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
};

const FLAGS = {
  host: "127.0.0.1",
  port: "0",
  scheme: "t-v1",
  secretEnv: "PROXY_WEBHOOK_SIGNING_SECRET",
  apiKeyEnv: "PROXY_SECRET_KEY",
  gwopSecretEnv: "GWOP_WEBHOOK_SECRET",
  gwopMerchantEnv: "GWOP_MERCHANT_ID",
};

/** An endpoint that acknowledges all but what it is told to refuse, and reads each session's state. */
let refusals: number[] = [];
let isReading = false;
let read: string[] = [];
const delivered = z.object({ data: z.object({ object: z.object({ id: z.string() }) }) });
const endpoint = createServer(async (request, response) => {
  const body = Buffer.concat(await Array.fromAsync(request)).toString();
  if (isReading) {
    const { id } = delivered.parse(JSON.parse(body)).data.object;
    const state = await fetch(`${simulator.url}/proxy_sessions/${id}`, {
      headers: { authorization: `Bearer ${API_KEY}` },
    });
    read.push(z.object({ status: z.string() }).parse(await state.json()).status);
  }
  response.writeHead(refusals.shift() ?? 200).end();
});

let simulator: RunningSimulator;
const stop = new AbortController();

/** Delivers to a port. */
function start(port: number): Promise<RunningSimulator> {
  const origin = `http://127.0.0.1:${port}`;
  const ends = { endpoint: `${origin}/webhook`, gwopEndpoint: `${origin}/gwop` };
  return openSimulator(
    parseSimulatorOptions({ ...FLAGS, ...ends }, ENV),
    stop.signal,
    () => undefined,
  );
}

before(async () => {
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is always of this shape: only a pipe's is a string.
  simulator = await start((endpoint.address() as AddressInfo).port);
});
after(async () => {
  stop.abort();
  await simulator.close();
  endpoint.close();
  endpoint.closeAllConnections();
});

async function told(name: string, how: Partial<Telling> = {}, origin = simulator.url) {
  const found = findStory(name, (problem) => assert.fail(problem));
  assert.ok(found !== null);
  const deliveries: DeliveryRecord[] = [];
  const telling: Telling = {
    stories: found.provider.standAlone.stories,
    story: found.story,
    wish: { buyer: "user_42", quantity: 3 },
    repeat: 1,
    attemptsMax: 1,
    shuffledBy: null,
    ...how,
  };
  const end = await tell(asking(origin, stop.signal), telling, {
    delivered: (delivery) => deliveries.push(delivery),
    note: () => undefined,
  });
  return { ...end, deliveries, types: deliveries.map(({ type }) => type) };
}

describe("the stories", () => {
  test("have each a name of its own, whoever sends", () => {
    const names = STORIES.map(({ story }) => story.name);
    assert.deepEqual([...new Set(names)], names);
  });

  for (const { provider, story } of STORIES) {
    test(`of ${provider.name} are played to their end: ${story.name}`, async () => {
      const { wanted, acknowledged, deliveries } = await told(story.name);
      assert.ok(wanted > 0);
      assert.equal(acknowledged, wanted);
      assert.deepEqual(new Set(deliveries.map((one) => one.provider)), new Set([provider.name]));
    });
  }

  test("name the one that was probably meant", () => {
    const problems: string[] = [];
    assert.equal(
      findStory("renewl", (problem) => problems.push(problem)),
      null,
    );
    assert.match(problems.join(), /no story renewl: is it renewal\?/);
  });
});

describe("tell()", () => {
  test("delivers what happened before the next thing happens", async () => {
    [isReading, read] = [true, []];
    const { types } = await told("purchase");
    isReading = false;
    assert.deepEqual(types, ["proxy_session.paid", "proxy_session.provisionable"]);
    assert.deepEqual(read, ["paid", "provisionable"]);
  });

  test("delivers in an order that is drawn once all has happened, as often as it is told to", async () => {
    [isReading, read] = [true, []];
    const orders = [];
    for (const seed of [7, 7, 8]) {
      const { wanted, acknowledged, types } = await told("purchase", {
        shuffledBy: seed,
        repeat: 4,
      });
      assert.deepEqual({ wanted, acknowledged }, { wanted: 8, acknowledged: 8 });
      orders.push(types.join());
    }
    isReading = false;
    assert.equal(orders[0], orders[1]);
    assert.notEqual(orders[0], orders[2]);
    assert.deepEqual(new Set(read), new Set(["provisionable"]));
  });

  test("delivers again what was not acknowledged, before what came after it", async () => {
    refusals = [503];
    const { acknowledged, deliveries } = await told("purchase", { attemptsMax: 2 });
    assert.equal(acknowledged, 2);
    assert.deepEqual(
      deliveries.map(({ attempt, answer }) => [attempt, answer.status]),
      [
        [1, 503],
        [2, 200],
        [1, 200],
      ],
    );
  });

  test("counts what is given up, and goes on", async () => {
    refusals = [401];
    const { wanted, acknowledged, types } = await told("purchase");
    assert.deepEqual({ wanted, acknowledged }, { wanted: 2, acknowledged: 1 });
    assert.equal(types.length, 2);
  });

  test("ends where nobody answers, and says at which address", async () => {
    const lonely = await start(1);
    await assert.rejects(
      told("purchase", {}, lonely.url),
      (error) =>
        error instanceof ReceiverSilent && /http:\/\/127\.0\.0\.1:1\/webhook/.test(error.message),
    );
    await lonely.close();
  });

  test("tells nobody who listens from somebody who is no simulator", async () => {
    await assert.rejects(
      told("purchase", {}, "http://127.0.0.1:1"),
      (error) => error instanceof NoSimulator && /^No simulator answers at/.test(error.message),
    );
    const { port } = endpoint.address() as AddressInfo;
    await assert.rejects(
      told("purchase", {}, `http://127.0.0.1:${port}`),
      (error) => error instanceof NoSimulator && /is no simulator/.test(error.message),
    );
  });

  test("hands on why a simulator refuses", async () => {
    await assert.rejects(
      told("purchase", { wish: { buyer: "", quantity: 1 } }),
      (error) => error instanceof UsageError && /refuses: .*buyer_reference/.test(error.message),
    );
  });
});

describe("drawn()", () => {
  test("leaves nothing out, adds nothing, and is the same for a seed", () =>
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (all, seed) => {
        const order = drawn(all, seed);
        assert.deepEqual(order.toSorted(), all.toSorted());
        assert.deepEqual(drawn(all, seed), order);
      }),
    ));
});
