import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import published from "../../docs/simulator.openapi.json" with { type: "json" };
import { openApiOf } from "./open-api.ts";
import { ROUTES } from "./routes.ts";
import { API_KEY, type SimulatorUnderTest, startSimulator } from "./testing.ts";

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(published, "document");

let simulator: SimulatorUnderTest;
before(async () => {
  simulator = await startSimulator();
  await make();
});
after(() => simulator.close());

const SESSION = "psess_documented";
const OPENED = "psess_handed_off";

/** What the examples are about: a session with an event, and one that a payer may open. */
async function make(): Promise<void> {
  const created = { buyer: "user_1", items: [] };
  for (const command of [
    { do: "create", session: SESSION, ...created },
    { do: "hand_off", session: SESSION },
    { do: "open", session: SESSION },
    { do: "pay", session: SESSION, event: "evt_documented" },
    { do: "start_subscription", session: SESSION, subscription: "psub_documented" },
    { do: "create", session: OPENED, ...created },
    { do: "hand_off", session: OPENED },
  ]) {
    const { status } = await simulator.ask("/simulator/commands", command);
    assert.equal(status, 200);
  }
}

const HANDOFF = {
  amount_minor: 100,
  buyer_reference: "user_1",
  cart_snapshot: {},
  currency: "usd",
  publishable_key: "pk_1",
};

/** A request to each, which is answered with 200; in this order. */
const EXAMPLES: readonly (readonly [route: string, path?: string | undefined, body?: object])[] = [
  ["GET /proxy_sessions/{id}", `/proxy_sessions/${SESSION}`],
  ["GET /subscriptions/{id}", "/subscriptions/psub_documented"],
  ["POST /proxy_sessions/handoff", undefined, HANDOFF],
  ["POST /proxy_sessions/{id}/payer_opened", `/proxy_sessions/${OPENED}/payer_opened`],
  ["POST /simulator/checkout", undefined, { buyer_reference: "user_1", quantity: 2 }],
  ["POST /simulator/purchase", undefined, { buyer_reference: "user_1" }],
  ["POST /simulator/subscribe", undefined, { buyer_reference: "user_1", trial: true }],
  ["POST /simulator/invoice", undefined, { buyer_reference: "user_1", amount_usdc: "5" }],
  ["GET /"],
  ["GET /simulator/assets/simulator.css"],
  ["GET /simulator/assets/simulator.js"],
  ["GET /simulator"],
  ["GET /simulator/objects/{id}", `/simulator/objects/${SESSION}`],
  ["GET /simulator/events/{id}", "/simulator/events/evt_documented"],
  ["POST /simulator/commands", undefined, { do: "make_provisionable", session: SESSION }],
  ["POST /simulator/faults", undefined, { id: SESSION, faults: [{ kind: "lag", changes: 1 }] }],
  ["POST /simulator/release", undefined, { id: SESSION }],
  ["GET /simulator/deliveries"],
  ["GET /simulator/live"],
  [
    "POST /simulator/deliveries",
    undefined,
    { event: "evt_documented", misbehave: { kind: "delay", ms: 1 } },
  ],
  ["POST /simulator/misbehave", undefined, { deliveries: [] }],
  ["POST /simulator/hold", undefined, { hold: true }],
  ["POST /simulator/held", undefined, { events: ["evt_held"] }],
];

type Operation = {
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly content: object }>>;
};

function operationOf(route: string): { operation: Operation; pointer: string } {
  const [method = "", path = ""] = route.split(" ");
  const paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> = published.paths;
  const operation = paths[path]?.[method.toLowerCase()];
  assert.ok(operation, route);
  const spelled = path.replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");
  return { operation, pointer: `document#/paths/${spelled}/${method.toLowerCase()}` };
}

const JSON_SCHEMA = "content/application~1json/schema";

function isAnswered(route: string, status: number, answer: unknown): boolean {
  const { pointer } = operationOf(route);
  return ajv.validate(`${pointer}/responses/${status}/${JSON_SCHEMA}`, answer) === true;
}

async function send(route: string, path: string | undefined, body: unknown) {
  const [method = "", own = ""] = route.split(" ");
  const end = new AbortController();
  const response = await fetch(simulator.url + (path ?? own), {
    method,
    signal: end.signal,
    headers: { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("text/")) {
    end.abort(); // one of them never ends
    return { status: response.status, type, answer: null };
  }
  return { status: response.status, type, answer: JSON.parse(await response.text()) };
}

/** The same body with one thing of it otherwise. */
function variantsOf(body: object): readonly unknown[] {
  const fields = Object.entries(body);
  return [
    [],
    { ...body, no_such_field: 1 },
    ...fields.flatMap(([name, value]) => {
      const { [name]: _left, ...others } = Object.fromEntries(fields);
      const odd = [null, 0, -1, "", "x", [], {}, [{}], [{ kind: "x" }], !value];
      return [others, ...odd.map((one) => ({ ...others, [name]: one }))];
    }),
  ];
}

describe("docs/simulator.openapi.json", () => {
  test("is what `bun run docs` writes", () => {
    assert.deepEqual(published, JSON.parse(JSON.stringify(openApiOf(ROUTES))));
  });

  test("has every route that there is an example of, and no other", () => {
    const documented = Object.entries(published.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const examples = EXAMPLES.map(([route]) => route);
    assert.deepEqual(documented.toSorted(), examples.toSorted());
  });

  test("says what each route answers", async () => {
    for (const [route, path, body] of EXAMPLES) {
      if (route === "POST /simulator/held") await holdOne();
      const { status, type, answer } = await send(route, path, body);
      assert.equal(status, 200, `${route}: ${JSON.stringify(answer)}`);
      const { operation } = operationOf(route);
      const [media = ""] = Object.keys(operation.responses["200"]?.content ?? {});
      assert.ok(type.startsWith(media), `${route}: ${type}`);
      if (answer !== null)
        assert.ok(isAnswered(route, 200, answer), `${route}: ${ajv.errorsText()}`);
    }
  });

  test("says what each route takes: what it does not, is refused with the field's name", async () => {
    for (const [route, path, body] of EXAMPLES) {
      if (body === undefined) continue;
      const { pointer } = operationOf(route);
      for (const variant of variantsOf(body)) {
        const isTaken = ajv.validate(`${pointer}/requestBody/${JSON_SCHEMA}`, variant) === true;
        const { status, answer } = await send(route, path, variant);
        const told = `${route} ${JSON.stringify(variant)}: ${status} ${JSON.stringify(answer)}`;
        assert.equal(status === 400, !isTaken, told);
        assert.ok(isAnswered(route, status, answer), told);
        if (status === 400) assert.match(answer.error, /^(the body|[\w.]+): \S/, told);
      }
    }
  });

  test("leaves nothing out: another path, or another method, is none of its routes", async () => {
    for (const [route, path] of EXAMPLES) {
      const [method = "", own = ""] = route.split(" ");
      for (const [other, at] of [
        ["DELETE", path ?? own],
        [method, `${path ?? own}/x`],
        [method, "/simulator/other"],
      ] as const) {
        const response = await fetch(simulator.url + at, { method: other });
        await response.body?.cancel();
        assert.ok([404, 405].includes(response.status), `${other} ${at}: ${response.status}`);
      }
    }
  });
});

async function holdOne(): Promise<void> {
  await simulator.ask("/simulator/hold", { hold: true });
  const session = "psess_held";
  const made = { do: "create", session, buyer: "user_1", items: [] };
  for (const command of [made, { do: "expire", session, event: "evt_held" }]) {
    await simulator.ask("/simulator/commands", command);
  }
}
