/**
 * Express 5 with the SDK: `node examples/express/server.ts`. It holds every MUST and SHOULD.
 *
 * What Express trips over, where it is mended below:
 * - `express.json()` ahead of the route eats the bytes: the route has `express.raw()` of its own, and
 *   comes first;
 * - `express.raw()` takes only `application/octet-stream`, inflates what is compressed, and ends at
 *   100 kB;
 * - the default error handler answers HTML, with a stack outside of production;
 * - another method is a 404, and OPTIONS a 200;
 * - Node waits 5 minutes for a body. `requestTimeout` goes to `createServer`: set on what `app.listen()`
 *   returns, it means nothing below `headersTimeout`, 60 s, since Node takes the one for the other.
 *
 * @module
 */

import { createServer } from "node:http";
import process from "node:process";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { isAuthorized } from "../../server/bearer-token.ts";
import { isDatabaseError } from "../../server/database-error.ts";
import { createLog, describeError } from "../../server/log.ts";
import { openEntitlements, readSettings } from "../entitlements.ts";

const settings = readSettings(process.env);
const log = createLog(settings.logLevel, process.stdout);
const entitlements = await openEntitlements(settings, log);
const proxy = createProxyCheckoutServerClient({
  apiKey: settings.secretKey,
  baseUrl: settings.apiBaseUrl ?? undefined,
  timeoutMs: settings.apiTimeoutMs,
});

/** The SDK judges the content type, so every one is read; inflated bytes are not those signed. */
const readBytes = express.raw({
  type: () => true,
  limit: settings.bodyBytesMax,
  inflate: false,
});

const receiveDelivery: RequestHandler = async (request, response) => {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  // A header that was sent twice is one text by now, with a comma in it, which the SDK refuses.
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const delivery = new Request("http://localhost/api/proxy/webhook", {
    method: "POST",
    headers: Object.fromEntries(headers),
    body,
  });
  const answer = await proxy.webhooks.handle(delivery, {
    secret: settings.signingSecrets,
    scheme: settings.signatureScheme,
    toleranceSeconds: settings.toleranceSeconds,
    onResolved: (resolved) => entitlements.update(resolved, body),
  });
  response.status(answer.status).setHeaders(answer.headers);
  response.end(await answer.text());
};

const showEntitlements: RequestHandler = async (request, response) => {
  if (!isAuthorized(request.headers.authorization, settings.probeToken)) {
    response.status(401).set("www-authenticate", "Bearer").json({ error: "unauthorized" });
    return;
  }
  const buyer = request.query["buyer_reference"]; // a list where it is there twice
  if (typeof buyer !== "string" || buyer === "" || buyer.includes("\0")) {
    response.status(400).json({ error: "buyer_reference_invalid" });
    return;
  }
  response.json({ buyer_reference: buyer, entitlements: await entitlements.of(buyer) });
};

/** Four parameters make it one. No message is repeated: it may quote what was sent. */
const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = error instanceof Error && "status" in error ? Number(error.status) : 0;
  if (status >= 400 && status < 500) {
    // A body that was refused may be unread, and would be taken for the next request.
    response.status(status).set("connection", "close").json({ error: "request_refused" });
    return;
  }
  log.error(describeError(error), "request failed");
  response.status(isDatabaseError(error) ? 503 : 500).set("retry-after", "5");
  response.json({ error: "internal" });
};

const app = express();
app.disable("x-powered-by");
app.post("/api/proxy/webhook", readBytes, receiveDelivery);
app.all("/api/proxy/webhook", (_request, response) => {
  response.status(405).set("allow", "POST").json({ error: "method_not_allowed" });
});
app.use(express.json()); // for the rest of the app, from here on
app.get("/api/entitlements", showEntitlements);
app.get("/readyz", async (_request, response) => {
  response.status((await entitlements.isReady()) ? 200 : 503).end();
});
app.use((_request, response) => {
  response.status(404).json({ error: "not_found" });
});
app.use(answerError);

/** A body that doesn't arrive is answered 408 after 15 s. Node would look for those every 30 s. */
const limits = { requestTimeout: 15_000, connectionsCheckingInterval: 2000 };
const server = createServer(limits, app).listen(settings.port, settings.host);

process.once("SIGTERM", () => {
  // Idle connections are closed at once, the others when they have been answered.
  server.close(() => void entitlements.end());
});

await entitlements.start();
