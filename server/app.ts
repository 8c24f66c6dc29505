/** The routes that are nobody's alone, and what every route answers when something is wrong. @module */

import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { Logger } from "pino";
import { type Arrival, nothingLearned, type Onlooker } from "./arrival.ts";
import { isAuthorized } from "./bearer-token.ts";
import type { BodyBudget } from "./body-budget.ts";
import type { Config } from "./config.ts";
import { isDatabaseError } from "./database-error.ts";
import type { Intake } from "./intake.ts";
import { describeError } from "./log.ts";
import type { Meters } from "./meters.ts";
import type { Pools } from "./pools.ts";
import { readEntitlements } from "./probe.ts";
import type { App } from "./provider.ts";
import type { Readiness } from "./readiness.ts";

export type AppContext = {
  readonly intake: Intake;
  readonly pools: Pick<Pools, "reads">;
  readonly config: Pick<Config, "bodyBytesMax" | "probeToken" | "routes">;
  readonly log: Logger;
  readonly isReady: () => Promise<Readiness>;
  readonly isAlive: () => Promise<boolean>;
  readonly bodies: BodyBudget;
  /** Are told of every request once it is answered. */
  readonly onlookers?: readonly Onlooker[];
  /** Where somebody measures. */
  readonly meters?: Meters | undefined;
};

const RETRY_AFTER_SECONDS = "5";

export function createApp(context: AppContext): App {
  const { intake, pools, config, bodies, meters, onlookers = [] } = context;
  const app: App = new Hono();

  app.use(async (c, next) => {
    const requestId = randomUUID(); // ours: one from outside could be anybody's, or anything
    c.set("log", context.log.child({ request_id: requestId }));
    const learned = nothingLearned();
    c.set("learned", learned);
    const tell =
      onlookers.length === 0 ? null : lookOn(onlookers, c.req, c.var.log, { requestId, learned });
    await next();
    c.header("x-request-id", requestId);
    // A body that nobody reads may have no end, and would hold the connection as long.
    if (isBodyUnread(c.req.raw)) c.header("connection", "close");
    tell?.(c.res.status);
  });

  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, allowed) =>
        c.json({ error: "method_not_allowed" }, 405, { allow: allowed.join(", ") }),
    }),
  );

  for (const addRoutes of config.routes) {
    addRoutes(app, { intake, bodyBytesMax: config.bodyBytesMax, bodies, meters });
  }

  app.get("/api/entitlements", async (c) => {
    c.var.learned.route = "probe";
    if (!isAuthorized(c.req.header("authorization"), config.probeToken)) {
      return c.json({ error: "unauthorized" }, 401, { "www-authenticate": "Bearer" });
    }
    const buyer = c.req.query("buyer_reference") ?? "";
    // NUL: Postgres refuses it in a text, so that no buyer of ours can have it.
    if (buyer === "" || buyer.includes("\0")) {
      return c.json({ error: "buyer_reference_invalid" }, 400);
    }
    const entitlements = await pools.reads.run((sql) => readEntitlements(sql, buyer));
    return c.json({ buyer_reference: buyer, entitlements });
  });

  app.get("/healthz", async (c) => {
    c.var.learned.route = "health";
    const isAlive = await context.isAlive();
    return isAlive ? c.json({ status: "alive" }) : c.json({ error: "restart_needed" }, 503);
  });

  app.get("/readyz", async (c) => {
    c.var.learned.route = "health";
    const readiness = await context.isReady();
    if (readiness === "ready") return c.json({ status: "ready" });
    return c.json({ error: readiness }, 503, { "retry-after": RETRY_AFTER_SECONDS });
  });

  app.notFound((c) => c.json({ error: "not_found" }, 404));

  app.onError((error, c) => {
    const line = { path: c.req.path, ...describeError(error) };
    if (!isDatabaseError(error)) {
      c.var.log.error(line, "request failed");
      return c.json({ error: "internal" }, 500);
    }
    c.var.log.warn(line, "database unavailable");
    return c.json({ error: "database_unavailable" }, 503, { "retry-after": RETRY_AFTER_SECONDS });
  });

  return app;
}

/** @returns What tells the onlookers of the request, once its status is known. */
function lookOn(
  onlookers: readonly Onlooker[],
  { method, path }: { readonly method: string; readonly path: string },
  log: Logger,
  known: Pick<Arrival, "requestId" | "learned">,
): (status: number) => void {
  const receivedAt = new Date();
  const startedAt = performance.now();
  for (const { began } of onlookers) began?.();
  return (status) => {
    const durationMs = performance.now() - startedAt;
    const arrival = { ...known, method, path, receivedAt, durationMs, status };
    for (const { answered } of onlookers) {
      try {
        answered(arrival);
      } catch (error) {
        log.error(describeError(error), "onlooker failed"); // the answer stands, whoever looks on
      }
    }
  };
}

/** By its headers: a GET has no body as far as `Request` knows, and yet may send one. */
function isBodyUnread({ headers, bodyUsed }: Request): boolean {
  const isAnnounced =
    headers.has("transfer-encoding") || (headers.get("content-length") ?? "0") !== "0";
  return isAnnounced && !bodyUsed;
}
