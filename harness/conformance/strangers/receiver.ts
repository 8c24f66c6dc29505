/**
 * A small receiver of Proxy's webhooks in one file and in memory, with one flaw that its argument
 * names: what strangers' receivers were like on their first day. Tests judge it as a person would.
 *
 * @module
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { type Answer, type Asked, serveOneAtATime } from "./one-at-a-time.ts";

const [, , flaw = "none"] = process.argv;
const is = (name: string): boolean => flaw === name;
const {
  PROXY_WEBHOOK_SIGNING_SECRET: SECRETS = "",
  PROXY_API_BASE_URL,
  PROXY_SECRET_KEY,
} = process.env;
/** Two with a comma between them are no key to whoever decodes one. */
const isKeyless = is("decodes-one-secret") && SECRETS.includes(",");
const secrets = is("one-secret")
  ? [SECRETS]
  : SECRETS.split(",").filter(() => !is("wrong-secret") && !isKeyless);
const REFUSED = ["one-secret", "wrong-secret"].includes(flaw) ? 400 : 401;
/** Kathmandu's. */
const ZONE_SECONDS = is("zone") ? (5 * 60 + 45) * 60 : 0;

type Row = { readonly source: string; readonly access: string; readonly grants: number };
const rows = new Map<string, { readonly buyer: string; readonly row: Row }>();
let honest = 0;

function verify(header: string, body: Buffer): boolean {
  const [, t = "", signature = ""] = /^t=(\d+),v1=(.+)$/.exec(header) ?? [];
  const now = Date.now() / 1000 + ZONE_SECONDS;
  if (Math.abs(Number(t) - now) > 300) return false;
  return secrets.some((secret) => {
    const expected = createHmac("sha256", secret).update(`${t}.`).update(body).digest("hex");
    // Throws where the lengths differ: by this the flaw "dies" ends the process.
    if (is("dies")) return timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
    return expected === signature;
  });
}

async function read(id: string): Promise<Record<string, unknown>> {
  const kind = id.startsWith("psub_") ? "subscriptions" : "proxy_sessions";
  const response = await fetch(`${PROXY_API_BASE_URL}/${kind}/${id}`, {
    headers: { authorization: `Bearer ${PROXY_SECRET_KEY}` },
    signal: AbortSignal.timeout(600),
  });
  if (response.status !== 200) throw new Error(`the API answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function apply(object: Record<string, unknown>): void {
  const { status } = object;
  const source = String(object["id"]);
  const granted = ["provisionable", "active", "trialing"].includes(String(status));
  if (!granted && !rows.has(source)) return;
  if (is("forgetful-table")) throw new Error('column "acces" of relation "grants" does not exist');
  const row = { source, access: granted ? "granted" : "ended", grants: 1 };
  rows.set(source, { buyer: String(object["buyer_reference"]), row });
}

function parse(body: Buffer) {
  try {
    const event: unknown = JSON.parse(body.toString());
    if (typeof event !== "object" || event === null || !("type" in event)) return null;
    return event as { type: string; data?: { object?: Record<string, unknown> } };
  } catch {
    return null;
  }
}

async function webhook({ headers, body }: Asked): Promise<Answer> {
  const header = String(headers["proxy-signature"] ?? "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that is ASCII
  if (is("exits") && !/^[\x00-\x7f]*$/.test(header)) process.exit(7);
  const isGood = verify(header, body);
  if (!isGood && is("dies-of-forgeries")) process.exit(1);
  if (!isGood) return { status: REFUSED, body: '{"error":"bad_signature"}' };
  const event = parse(body);
  if (event === null) return { status: 400, body: '{"error":"no_event"}' };
  const object = event.data?.object;
  if (!/^(proxy_session|subscription)\./.test(event.type) || object === undefined) {
    return { status: 200, body: "" };
  }
  honest += 1;
  if (is("dies-of-purchases")) throw new Error("cannot read properties of undefined");
  if (is("hangs-on-purchases") || (is("hangs-now-and-then") && honest % 7 === 0)) {
    return new Promise(() => {});
  }
  const id = String(object["id"]);
  if (is("payload")) apply(object);
  else if (is("answers-first")) setTimeout(() => void read(id).then(apply, () => {}), 20);
  else {
    try {
      apply(await read(id));
    } catch (error) {
      console.error("cannot apply:", error instanceof Error ? error.message : error);
      return { status: 503, body: '{"error":"not_applied"}' };
    }
  }
  return { status: 200, body: "" };
}

async function answer(asked: Asked): Promise<Answer> {
  const { pathname, searchParams } = new URL(asked.url, "http://receiver");
  if (pathname === "/readyz") return { status: 200, body: "" };
  if (pathname === "/api/proxy/webhook")
    return is("hangs") ? new Promise(() => {}) : webhook(asked);
  const buyer = searchParams.get("buyer_reference");
  if (asked.headers["authorization"] !== `Bearer ${process.env["PROBE_TOKEN"]}`) {
    return { status: 401, body: "" };
  }
  if (buyer === null) return { status: 400, body: "" };
  const entitlements = [...rows.values()].filter((each) => each.buyer === buyer);
  const shown = { buyer_reference: buyer, entitlements: entitlements.map(({ row }) => row) };
  return { status: 200, body: JSON.stringify(shown) };
}

const port = Number(process.env["PORT"]);
if (is("one-at-a-time")) serveOneAtATime(port, answer);
else {
  createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "", url = "", headers } = request;
    // Nothing catches what this throws: an async handler of Express 4 is like that.
    const { status, body } = await answer({ method, url, headers, body: Buffer.concat(chunks) });
    response.writeHead(status).end(body);
  }).listen(port, "127.0.0.1");
}
