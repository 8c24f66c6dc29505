import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { DeliveryRecord } from "./record.ts";
import { type SimulatorUnderTest, startSimulator } from "./testing.ts";

let simulator: SimulatorUnderTest;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.close());

async function paid(buyer: string): Promise<{ session: string; event: string }> {
  const { answer } = await simulator.ask("/simulator/checkout", { buyer_reference: buyer });
  const [session] = answer.objects;
  const { answer: pay } = await simulator.ask("/simulator/commands", { do: "pay", session });
  return { session, event: pay.events[0].id };
}

async function recordOf(event: string): Promise<readonly DeliveryRecord[]> {
  const { answer } = await simulator.ask("/simulator/deliveries");
  return answer.deliveries.filter((one: DeliveryRecord) => one.event === event);
}

function heardOf(event: string) {
  return simulator.heard.filter(({ body }) => JSON.parse(body).id === event);
}

describe("the record of deliveries", () => {
  test("has each attempt, with what it was answered", async () => {
    const { session, event } = await paid("user_record");
    const [record, ...others] = await recordOf(event);
    assert.ok(record !== undefined);
    assert.deepEqual(others, []);
    const { number, sentAt, tookMs, endpoint, ...rest } = record;
    assert.deepEqual(rest, {
      event,
      type: "proxy_session.paid",
      object: session,
      provider: "proxy",
      attempt: 1,
      answer: { words: "200", status: 200 },
      misbehaved: null,
    });
    assert.ok(number > 0 && tookMs >= 0 && Date.parse(sentAt) > 0);
    assert.match(endpoint, /\/api\/proxy\/webhook$/);
    const { answer } = await simulator.ask(`/simulator/deliveries?since=${number}`);
    assert.deepEqual(answer.deliveries, []);
  });

  test("counts attempts that follow by themselves, and says what was answered to each", async () => {
    simulator.answerWith(500);
    const { event } = await paid("user_retry");
    simulator.answerWith(200);
    let records = await recordOf(event);
    while (records.length < 2) records = await recordOf(event);
    assert.deepEqual(
      records.map(({ attempt, answer }) => [attempt, answer.status]),
      [
        [1, 500],
        [2, 200],
      ],
    );
  });
});

describe("an event that is sent once more", () => {
  test("has the same bytes, and is the next attempt", async () => {
    const { event } = await paid("user_again");
    const { answer } = await simulator.ask("/simulator/deliveries", { event });
    assert.equal(answer.attempt, 2);
    const bodies = heardOf(event).map(({ body }) => body);
    assert.equal(bodies.length, 2);
    assert.equal(new Set(bodies).size, 1);
  });

  test("is signed with another secret where it is to be", async () => {
    const { event } = await paid("user_forged");
    const misbehave = { kind: "wrong_signature" };
    const { answer } = await simulator.ask("/simulator/deliveries", { event, misbehave });
    assert.equal(answer.misbehaved, "wrong_signature");
    const signatures = heardOf(event).map(({ headers }) => headers["proxy-signature"]);
    assert.equal(new Set(signatures.map((one) => String(one).split("v1=")[1])).size, 2);
  });

  test("does not come where it is lost", async () => {
    const { event } = await paid("user_lost");
    const { answer } = await simulator.ask("/simulator/deliveries", {
      event,
      misbehave: { kind: "drop" },
    });
    assert.deepEqual(answer.answer, { words: "lost on the way", status: null });
    assert.equal(heardOf(event).length, 1);
  });

  test("comes with a state that lags behind what it tells", async () => {
    const { session, event } = await paid("user_lag");
    await simulator.ask("/simulator/deliveries", { event, misbehave: { kind: "lag" } });
    const read = () => simulator.ask(`/proxy_sessions/${session}`);
    assert.equal((await read()).answer.status, "payer_opened");
    assert.equal((await read()).answer.status, "paid");
  });

  test("must be one that there is, and a sender whose state is read", async () => {
    const nobody = await simulator.ask("/simulator/deliveries", { event: "evt_nobody" });
    assert.deepEqual(nobody, { status: 404, answer: { error: "there is no event evt_nobody" } });
    const { answer } = await simulator.ask("/simulator/invoice", { buyer_reference: "user_gwop" });
    const event = answer.events[0].id;
    const lagging = await simulator.ask("/simulator/deliveries", {
      event,
      misbehave: { kind: "lag" },
    });
    assert.equal(lagging.status, 409);
  });
});

describe("deliveries that misbehave as planned", () => {
  test("are the next ones, one each; those that are lost come again as any", async () => {
    const plan = { deliveries: [{ kind: "drop" }] };
    await simulator.ask("/simulator/misbehave", plan);
    const { event } = await paid("user_planned");
    let records = await recordOf(event);
    while (records.length < 2) records = await recordOf(event);
    assert.deepEqual(
      records.map(({ misbehaved }) => misbehaved),
      ["drop", null],
    );
    await simulator.ask("/simulator/misbehave", plan);
    const taken = await simulator.ask("/simulator/misbehave", { deliveries: [] });
    assert.deepEqual(taken.answer, { deliveries: [] });
    const { event: other } = await paid("user_behaved");
    assert.equal((await recordOf(other))[0]?.misbehaved, null);
  });
});

describe("held deliveries", () => {
  test("wait, and come in the order in which they are released", async () => {
    await simulator.ask("/simulator/hold", { hold: true });
    const [first, second, third] = [
      await paid("user_1"),
      await paid("user_2"),
      await paid("user_3"),
    ];
    assert.deepEqual(await recordOf(first.event), []);
    const { answer: overview } = await simulator.ask("/simulator");
    assert.equal(overview.holding, true);
    assert.equal(overview.held.length, 3);
    const events = [third.event, first.event];
    const { answer } = await simulator.ask("/simulator/held", { events });
    assert.deepEqual(
      answer.sent.map(({ event, answered }: { event: string; answered: string }) => [
        event,
        answered,
      ]),
      events.map((event) => [event, "200"]),
    );
    const over = await simulator.ask("/simulator/hold", { hold: false });
    assert.deepEqual(over.answer, { holding: false, sent: [second.event] });
    const mine = new Set([first.event, second.event, third.event]);
    const order = simulator.heard
      .map(({ body }) => JSON.parse(body).id)
      .filter((id) => mine.has(id));
    assert.deepEqual(order, [third.event, first.event, second.event]);
  });

  test("are released all or none", async () => {
    const { status, answer } = await simulator.ask("/simulator/held", { events: ["evt_nobody"] });
    assert.equal(status, 404);
    assert.equal(answer.error, "no delivery of evt_nobody is held");
  });
});
