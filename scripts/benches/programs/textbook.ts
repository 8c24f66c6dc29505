/**
 * A receiver as the tutorials have it: verify, begin, remember the event, change the order, commit.
 *
 * It believes the payload, reads no state, keeps no history, and doesn't know of events that overtake
 * each other. What it does it does right: the key of the event is in the same transaction as the change.
 * Bun serves what is exported.
 *
 * @module
 */

import { createHmac, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import postgres from "postgres";

type Event = {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly object: { readonly id: string; readonly status: string } };
};

const TOLERANCE_SECONDS = 300;

const secret = process.env["PROXY_WEBHOOK_SIGNING_SECRET"] ?? "";
const sql = postgres(process.env["DATABASE_URL"] ?? "");
await sql`create table webhook_event (id text primary key, type text not null)`;
await sql`create table purchase (id text primary key, status text not null)`;

const app = new Hono();
app.get("/readyz", (c) => c.text("ready"));
app.post("/api/proxy/webhook", async (c) => {
  const body = await c.req.text();
  if (!isSigned(c.req.header("proxy-signature") ?? "", body)) return c.json({ error: "no" }, 401);

  const event: Event = JSON.parse(body);
  await sql.begin(async (transaction) => {
    const [first] = await transaction`
      insert into webhook_event (id, type) values (${event.id}, ${event.type})
      on conflict (id) do nothing returning id
    `;
    if (first === undefined) return;
    const { id, status } = event.data.object;
    await transaction`update purchase set status = ${status} where id = ${id}`;
  });
  return c.json({ received: true });
});

function isSigned(header: string, body: string): boolean {
  const [, timestamp = "", signature = ""] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest();
  return timingSafeEqual(Buffer.from(signature, "hex"), expected);
}

export default {
  port: process.env["PORT"],
  hostname: "127.0.0.1",
  development: false,
  fetch: app.fetch,
};
