/**
 * A Hono app that mounts the whole receiver below a path of its own, Gwop's routes too:
 * `node examples/hono/server.ts`. It holds every MUST and SHOULD.
 *
 * What Hono trips over:
 * - a middleware that reads the body, or bounds it for the whole app (`bodyLimit`, a validator), has
 *   it before the receiver: mount that first, or leave its path out;
 * - `mount` cuts its path off: the webhook is `/payments/api/proxy/webhook`, and so on;
 * - a middleware may answer instead (CSRF, a login) or change an answer (`compress`): the same;
 * - Node waits 5 minutes for a head and a body.
 *
 * @module
 */

import process from "node:process";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { parseConfig } from "../../server/config.ts";
import { createLog } from "../../server/log.ts";
import { PROVIDERS } from "../../server/providers.ts";
import { createReceiver } from "../../server/receiver.ts";

const config = parseConfig(process.env, PROVIDERS);
const log = createLog(config.logLevel, process.stdout);
const receiver = await createReceiver({ config, log });

const app = new Hono();
app.mount("/payments", receiver.fetch);
app.use(csrf()); // of the app's own pages, from here on
app.get("/", (c) => c.text("The shop"));

const server = serve({
  fetch: app.fetch,
  hostname: config.host,
  port: config.port,
  serverOptions: {
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 2000,
  },
});

process.once("SIGTERM", () => {
  // Idle connections are closed at once, the others when they have been answered.
  server.close(() => void receiver.end());
});

await receiver.start();
