/**
 * The inspector and the metrics, on an address of their own: what arrived, what was made of it, and why.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { isAuthorized } from "../bearer-token.ts";
import { isDatabaseError } from "../database-error.ts";
import { describeError } from "../log.ts";
import { addActions } from "./actions/page.ts";
import { sayWrong } from "./answers.ts";
import { addAssets } from "./assets.ts";
import { addBuyer } from "./buyer/page.ts";
import { isLoopback } from "./config.ts";
import type { InspectorApp, InspectorContext, InspectorRequest } from "./context.ts";
import { addLive } from "./deliveries/live.ts";
import { addDeliveries } from "./deliveries/page.ts";
import { addEvent } from "./event/page.ts";
import { addHealth } from "./health/page.ts";
import { addObject } from "./object/page.ts";
import { addRefusals } from "./refusals/page.ts";
import { isLoopbackName, isOurName } from "./same-origin.ts";
import { addSignIn } from "./sign-in.ts";

/** No source but ourselves, no line of script in a page, no frame of anybody's around it. */
const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

export function createInspector(context: InspectorContext): InspectorApp {
  const { config, log } = context;
  const app: InspectorApp = new Hono();

  app.use(async (c, next) => {
    const requestId = randomUUID();
    c.set("log", log.child({ request_id: requestId }));
    await next();
    c.header("x-request-id", requestId);
    c.header("cache-control", "no-store");
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: CONTENT_SECURITY_POLICY,
      referrerPolicy: "no-referrer",
      xFrameOptions: "DENY",
      strictTransportSecurity: false, // whoever ends TLS says that
    }),
  );

  app.get("/metrics", (c) => answerMetrics(c, context));
  if (config.token !== null) addPages(app, context, config.token);

  app.notFound((c) => sayWrong(c, 404, "There is no such page."));
  app.onError((error, c) => {
    // The route, never the path or its query: those may name a buyer.
    const line = { route: c.req.routePath, ...describeError(error) };
    if (!isDatabaseError(error)) {
      c.var.log.error(line, "inspector failed");
      return sayWrong(c, 500, "That is a fault of the inspector. Its log has a line about it.");
    }
    c.var.log.warn(line, "inspector without database");
    return sayWrong(c, 503, "The database didn't answer in time. Try again, or ask for less.");
  });
  return app;
}

function addPages(app: InspectorApp, context: InspectorContext, token: string): void {
  app.use(async (c, next) => {
    if (isOurName(c.req.raw.headers, context.config)) return next();
    c.var.log.warn({ reason: "host" }, "inspector refused");
    return sayWrong(c, 421, "INSPECTOR_ORIGIN doesn't name the host that you asked for.");
  });
  addAssets(app);
  addSignIn(app, { ...context, token });
  for (const add of [
    addDeliveries,
    addLive,
    addEvent,
    addObject,
    addBuyer,
    addRefusals,
    addHealth,
    addActions,
  ]) {
    add(app, context);
  }
}

/**
 * Without a token of its own it is for this machine alone: neither where another one could ask, nor
 * where a proxy asks for others, nor a page whose name resolves to us.
 */
async function answerMetrics(
  c: InspectorRequest,
  { config, metrics }: InspectorContext,
): Promise<Response> {
  const isOpen =
    config.metricsToken === null &&
    isLoopback(config.host) &&
    config.origin === null &&
    isLoopbackName(c.req.header("host") ?? "");
  const isOff = metrics === null || (config.metricsToken === null && !isOpen);
  if (isOff) return c.text("not found\n", 404);
  if (!isOpen && !isAuthorized(c.req.header("authorization"), config.metricsToken ?? "")) {
    return c.text("unauthorized\n", 401, { "www-authenticate": "Bearer" });
  }
  const { body, contentType } = await metrics.scrape();
  return c.body(body, 200, { "content-type": contentType });
}
