/**
 * Delivers again what a database has lost that was restored to an earlier moment: by the receiver's log.
 *
 * Reads the log's lines on stdin, and for each of Proxy's events that was acknowledged delivers one of the same id,
 * type and object. It says nothing else: the receiver believes no payload, and reads the object's present state.
 * So it is harmless to deliver too many, and to do it again.
 *
 *   journalctl --unit='proxy-receiver@*' --since=... --output=cat | bun deploy/redeliver.ts http://127.0.0.1:3000/api/proxy/webhook
 *
 * The signing secret is that of PROXY_WEBHOOK_SIGNING_SECRET_FILE, for the scheme t-v1. Exit codes: 0 all are
 * acknowledged, 1 some aren't (do it again), 2 wrong usage.
 *
 * @module
 */

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";
import { z } from "zod";

/** As the receiver's log has a delivery that was acknowledged. Gwop's objects have other ids: its events are evidence. */
const Line = z.object({
  msg: z.literal("delivery"),
  status: z.literal(200),
  event_id: z.string(),
  type: z.string(),
  object_id: z.string().regex(/^(psess|psub)_/),
});

/** Before anything, so that no state that is read is older than the event says that its object was. */
const LONG_AGO = "1970-01-01T00:00:00.000Z";

/** A receiver answers within 10 s. */
const ANSWER_MS = 15_000;

const [url = ""] = process.argv.slice(2);
const file = process.env["PROXY_WEBHOOK_SIGNING_SECRET_FILE"] ?? "";
if (!URL.canParse(url) || file === "") {
  console.error(
    "Cannot redeliver: expected the webhook's URL, and PROXY_WEBHOOK_SIGNING_SECRET_FILE to name a file",
  );
  process.exit(2);
}
// During a rotation there are several, by lines or commas: any will do.
const [secret = ""] = readFileSync(file, "utf8")
  .trim()
  .split(/[\s,]+/);

const done = new Set<string>();
let refused = 0;
for await (const text of createInterface({ input: process.stdin })) {
  const line = Line.safeParse(parsed(text));
  if (!line.success || done.has(line.data.event_id)) continue;
  done.add(line.data.event_id);
  const status = await deliver(line.data);
  if (status !== 200) refused += 1;
  if (status !== 200) console.error(`${line.data.event_id}: ${status}`);
}
console.log(`${done.size - refused} acknowledged, ${refused} not`);
process.exit(refused === 0 ? 0 : 1);

/** @returns The answer's status, or what went wrong. */
async function deliver({ event_id: id, type, object_id }: z.infer<typeof Line>): Promise<unknown> {
  const object = { id: object_id, updated_at: LONG_AGO };
  const body = JSON.stringify({ id, type, created_at: LONG_AGO, data: { object } });
  const timestamp = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  const headers = {
    "content-type": "application/json",
    "proxy-signature": `t=${timestamp},v1=${mac}`,
  };
  const signal = AbortSignal.timeout(ANSWER_MS);
  return fetch(url, { method: "POST", headers, body, signal }).then(
    ({ status }) => status,
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

/** @returns `null` of what is no JSON, such as what journalctl says of itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
