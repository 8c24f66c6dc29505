/**
 * Fastify 5 with the SDK: `node examples/fastify/server.ts`. It holds every MUST and SHOULD.
 *
 * What Fastify trips over, where it is mended below:
 * - its parser of `application/json` hands the route an object: the bytes are gone. The route is in a
 *   plugin of its own, whose parser keeps them, for every content type;
 * - it has no bound of time, and its `requestTimeout` means nothing below Node's `headersTimeout`, 60 s:
 *   Node takes the one for the other;
 * - the default error handler repeats messages;
 * - another method is a 404, and a path with a slash at its end another route.
 *
 * @module
 */

import process from "node:process";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import Fastify, { type FastifyError, type FastifyPluginAsync } from "fastify";
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

const webhook: FastifyPluginAsync = async (plugin) => {
  plugin.removeAllContentTypeParsers();
  plugin.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });

  plugin.post("/api/proxy/webhook", async (request, reply) => {
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
    return reply.send(answer); // Fastify sends a Response as it is
  });

  plugin.route({
    method: plugin.supportedMethods.filter((method) => method !== "POST"),
    url: "/api/proxy/webhook",
    handler: (_request, reply) =>
      reply.code(405).header("allow", "POST").send({ error: "method_not_allowed" }),
  });
};

const app = Fastify({
  bodyLimit: settings.bodyBytesMax,
  requestTimeout: 15_000, // a body that doesn't arrive is answered 408
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2000 }, // instead of every 30 s
  routerOptions: { ignoreTrailingSlash: true },
});

app.register(webhook);

app.get<{ Querystring: { buyer_reference?: string | string[] } }>(
  "/api/entitlements",
  async (request, reply) => {
    if (!isAuthorized(request.headers.authorization, settings.probeToken)) {
      return reply.code(401).header("www-authenticate", "Bearer").send({ error: "unauthorized" });
    }
    const { buyer_reference: buyer } = request.query; // a list where it is there twice
    if (typeof buyer !== "string" || buyer === "" || buyer.includes("\0")) {
      return reply.code(400).send({ error: "buyer_reference_invalid" });
    }
    return { buyer_reference: buyer, entitlements: await entitlements.of(buyer) };
  },
);

app.get("/readyz", async (_request, reply) =>
  reply.code((await entitlements.isReady()) ? 200 : 503).send(),
);

app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: "not_found" }));

/** No message is repeated: it may quote what was sent. */
app.setErrorHandler((error: FastifyError, _request, reply) => {
  const status = error.statusCode ?? 500;
  if (status >= 400 && status < 500) {
    // A body that was refused may be unread, and would be taken for the next request.
    return reply.code(status).header("connection", "close").send({ error: "request_refused" });
  }
  log.error(describeError(error), "request failed");
  const isAway = isDatabaseError(error);
  return reply
    .code(isAway ? 503 : 500)
    .header("retry-after", "5")
    .send({ error: "internal" });
});

app.addHook("onClose", () => entitlements.end()); // after the last answer

process.once("SIGTERM", () => void app.close());

await app.listen({ port: settings.port, host: settings.host });
await entitlements.start();
