import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { UsageError } from "../settings/usage-error.ts";
import { PortTaken } from "../simulator/serve.ts";
import { freePort } from "../target/managed-target.ts";
import { parseSimulatorOptions } from "./options.ts";
import { standAlone } from "./stand-alone.ts";
import { FLAGS } from "./testing.ts";

const API_KEY = "sk_test";
const MERCHANT = "9e9c9ba5-3bab-4172-8a79-336f9ca0f163";

/** An endpoint that acknowledges everything, unless it is told to say nothing. */
const heard: string[] = [];
let isSilent = false;
const endpoint = createServer((request, response) => {
  request.on("data", (chunk) => heard.push(String(chunk)));
  request.on("end", () => {
    if (!isSilent) response.end();
  });
});

let url = "";
let port = 0;
let ended: Promise<void> = Promise.resolve();
const stop = new AbortController();

function settings(at: number) {
  // A TCP server's address is always of this shape: only a pipe's is a string.
  const { port: endpointPort } = endpoint.address() as AddressInfo;
  const origin = `http://127.0.0.1:${endpointPort}`;
  const endpoints = {
    endpoint: `${origin}/webhook`,
    gwopEndpoint: `${origin}/gwop`,
    gwopInvoices: `${origin}/invoices`,
  };
  return parseSimulatorOptions({ ...FLAGS, ...endpoints, port: String(at) }, ENV);
}

const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_of_a_test_of_the_simulator",
  PROXY_SECRET_KEY: API_KEY,
  GWOP_WEBHOOK_SECRET: "whsec_of_a_test_of_gwops_part",
  GWOP_MERCHANT_ID: MERCHANT,
  OPERATOR_TOKEN: "operator",
};

before(async () => {
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  port = await freePort();
  url = `http://127.0.0.1:${port}`;
  await new Promise<void>((resolve) => {
    ended = standAlone(settings(port), stop.signal, () => resolve());
  });
});

after(async () => {
  stop.abort();
  await ended;
  endpoint.close();
  endpoint.closeAllConnections();
});

async function ask(path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, { headers, ...init });
  return { status: response.status, answer: JSON.parse(await response.text()) };
}

function command(body: object) {
  return ask("/simulator/commands", body);
}

/** A session that can be paid, whose ids are the caller's. */
async function opened(session: string): Promise<void> {
  await command({ do: "create", session, buyer: `buyer_of_${session}`, items: [] });
  await command({ do: "hand_off", session });
  await command({ do: "open", session });
}

describe("the simulator by itself", () => {
  test("issues an invoice, registers it as the app would, and delivers that it was paid", async () => {
    const { answer } = await ask("/simulator/invoice", {
      buyer_reference: "user_42",
      quantity: 3,
      amount_usdc: "2000000",
      pay: false,
    });
    const { invoice_id: invoice, registration, registered, events } = answer;
    assert.equal(registered, "answered 200");
    assert.deepEqual(JSON.parse(heard.at(-1) ?? ""), registration);
    assert.deepEqual(events, []);
    assert.equal(registration.buyer_reference, "user_42");
    assert.equal(registration.amount_usdc, "2000000");
    assert.deepEqual(registration.items, [{ id: "item_1", quantity: 3 }]);

    const paid = await command({ do: "pay_invoice", invoice });
    assert.equal(paid.answer.events[0].answered, "200");
    const told = JSON.parse(heard.at(-1) ?? "");
    assert.equal(told.event_type, "invoice.paid");
    assert.equal(told.data.invoice_id, invoice);
    assert.equal(told.data.public_invoice_id, registration.public_invoice_id);
    assert.equal(told.data.merchant_id, MERCHANT);
    assert.equal(told.data.amount_usdc, "2050000");
    assert.deepEqual(await ask(`/simulator/events/${told.event_id}`), {
      status: 200,
      answer: told,
    });
    assert.equal((await command({ do: "expire_invoice", invoice })).status, 409);
  });

  test("takes every command with given ids, and hands out the event without delivering it", async () => {
    await opened("psess_given");
    const { status, answer } = await command({
      do: "pay",
      session: "psess_given",
      event: "evt_given",
      deliver: false,
    });
    assert.equal(status, 200);
    const { answer: event } = await ask("/simulator/events/evt_given");
    assert.deepEqual(answer.events, [event]);
    assert.equal(event.type, "proxy_session.paid");
    assert.equal(event.data.object.id, "psess_given");
    assert.ok(!heard.some((body) => body.includes("evt_given")));
  });

  test("delivers by itself unless told not to", async () => {
    await opened("psess_delivered");
    const { answer } = await command({ do: "pay", session: "psess_delivered", event: "evt_sent" });
    assert.deepEqual(answer.events, [
      { id: "evt_sent", type: "proxy_session.paid", answered: "200" },
    ]);
    assert.ok(heard.some((body) => body.includes("evt_sent")));
  });

  test("makes no event under an id that it has given away", async () => {
    await opened("psess_twice");
    const told = { event: "evt_twice", deliver: false };
    await command({ do: "pay", session: "psess_twice", ...told });
    const again = await command({ do: "make_provisionable", session: "psess_twice", ...told });
    assert.equal(again.status, 409);
    const { answer } = await ask("/simulator/objects/psess_twice");
    assert.equal(answer.status, "paid");
  });

  test("lets nanoseconds pass, which stamps then show", async () => {
    await command({ do: "wait", ms: 0, ns: 800 });
    await opened("psess_fine");
    const { answer } = await ask("/simulator/objects/psess_fine");
    assert.match(answer.updated_at, /\.\d{3}0008Z$/);
  });

  test("misbehaves one read at a time, until the plan is used up or taken back", async () => {
    await opened("psess_faulty");
    const status = { kind: "status", status: 503 };
    await ask("/simulator/faults", { id: "psess_faulty", faults: [status, status, status] });
    assert.equal((await ask("/proxy_sessions/psess_faulty")).status, 503);
    await ask("/simulator/faults", { id: "psess_faulty", faults: [] });
    assert.equal((await ask("/proxy_sessions/psess_faulty")).status, 200);
  });

  test("holds a read with the state as it was, until it is released", async () => {
    await opened("psess_held");
    await ask("/simulator/faults", { id: "psess_held", faults: [{ kind: "hold" }] });
    const read = ask("/proxy_sessions/psess_held");
    // The read may come before or after this: released is what is held by then, so ask again.
    let isOver = false;
    read.then(() => {
      isOver = true;
    });
    while (!isOver) await ask("/simulator/release", { id: "psess_held" });
    assert.equal((await read).answer.status, "payer_opened");
  });

  test("lists its objects, and says to who is lost which routes there are", async () => {
    await opened("psess_listed");
    const { answer } = await ask("/simulator");
    const ids: readonly string[] = answer.objects.map(({ id }: { id: string }) => id);
    assert.ok(ids.includes("psess_listed"));
    const lost = await ask("/simulator/command", {});
    assert.equal(lost.status, 404);
    assert.ok(lost.answer.routes.includes("POST /simulator/commands"));
  });

  test("says that its port is taken", async () => {
    await assert.rejects(
      standAlone(settings(port), stop.signal, () => {}),
      (error) => {
        assert.ok(error instanceof PortTaken);
        assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port} is in use`));
        return true;
      },
    );
  });

  test("answers who waits for a delivery while it is stopped", async () => {
    const other = await freePort();
    const end = new AbortController();
    let over: Promise<void> = Promise.resolve();
    await new Promise<void>((resolve) => {
      over = standAlone(settings(other), end.signal, () => resolve());
    });
    isSilent = true;
    endpoint.once("request", () => end.abort());
    const response = await fetch(`http://127.0.0.1:${other}/simulator/purchase`, {
      method: "POST",
      body: JSON.stringify({ buyer_reference: "user_1" }),
    });
    isSilent = false;
    assert.match(await response.text(), /given up: the simulator is stopping/);
    await over;
  });
});

describe("parseSimulatorOptions()", () => {
  const port = "3100";

  test("plays every sender whose secret is set at the paths of one receiver", () => {
    const receiver = "http://127.0.0.1:3000";
    const played = (env: Readonly<Record<string, string>>) =>
      parseSimulatorOptions({ ...FLAGS, port, receiver }, env).parts.map(
        ({ part }) => part.endpoint.webhook.href,
      );
    const ofProxy = `${receiver}/api/proxy/webhook`;
    assert.deepEqual(played(ENV), [ofProxy, `${receiver}/api/gwop/webhook`]);
    const { GWOP_WEBHOOK_SECRET: _, ...withoutGwop } = ENV;
    assert.deepEqual(played(withoutGwop), [ofProxy]);
  });

  const complaints: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ["nobody to deliver to", {}, /--endpoint is missing/],
    ["an endpoint that is no URL", { endpoint: "localhost" }, /--endpoint is not a URL/],
    ["a receiver that is no URL", { receiver: "localhost" }, /--receiver is not a URL/],
    [
      "a scheme that is none",
      { endpoint: "http://127.0.0.1/", scheme: "standard-webhoks" },
      /--scheme standard-webhoks: expected t-v1 or standard-webhooks/,
    ],
  ];
  for (const [what, flags, message] of complaints) {
    test(`complains of ${what}`, () => {
      assert.throws(
        () => parseSimulatorOptions({ ...FLAGS, port, ...flags }, ENV),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  test("says of a signing secret that isn't there that it is not set", () => {
    const { PROXY_WEBHOOK_SIGNING_SECRET: _, ...others } = ENV;
    const flags = { ...FLAGS, port: "0", endpoint: "http://127.0.0.1:1/webhook" };
    assert.throws(
      () => parseSimulatorOptions(flags, others),
      /PROXY_WEBHOOK_SIGNING_SECRET is not set: export the endpoint's signing secret/,
    );
  });
});
