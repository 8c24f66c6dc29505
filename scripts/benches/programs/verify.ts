/** A receiver that only verifies, by the SDK: nothing is read, nothing is written. Bun serves what is exported. @module */

import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { Hono } from "hono";

const secret = process.env["PROXY_WEBHOOK_SIGNING_SECRET"] ?? "";
const client = createProxyCheckoutServerClient({ apiKey: "never_used" });

const app = new Hono();
app.get("/readyz", (c) => c.text("ready"));
app.post("/api/proxy/webhook", (c) =>
  client.webhooks.handle(c.req.raw, { secret, onResolved: () => undefined }),
);

export default {
  port: process.env["PORT"],
  hostname: "127.0.0.1",
  development: false,
  fetch: app.fetch,
};
