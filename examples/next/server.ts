/** Stands in for `next start`, so that the routes can be judged without Next. @module */

import process from "node:process";
import { serve } from "@hono/node-server";
import * as probe from "./app/api/entitlements/route.ts";
import * as webhook from "./app/api/proxy/webhook/route.ts";
import * as readyz from "./app/readyz/route.ts";
import { register } from "./instrumentation.ts";
import { entitlements, settings } from "./proxy.ts";

type Handler = (request: Request) => Promise<Response> | Response;

const ROUTES = new Map<string, Readonly<Record<string, Handler | string>>>([
  ["/api/proxy/webhook", webhook],
  ["/api/entitlements", probe],
  ["/readyz", readyz],
]);

async function route(request: Request): Promise<Response> {
  const methods = ROUTES.get(new URL(request.url).pathname);
  if (methods === undefined) return new Response(null, { status: 404 });
  const handler = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  return typeof handler === "function" ? handler(request) : new Response(null, { status: 405 });
}

const server = serve({ fetch: route, port: settings.port, hostname: settings.host });
process.once("SIGTERM", () => server.close(() => void entitlements.end()));
await register();
