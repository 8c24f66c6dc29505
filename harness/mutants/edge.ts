/** The HTTP edge: which route, which requests, and how much of a body for how long. @module */

import { Buffer } from "node:buffer";
import type { Parts } from "./parts.ts";
import type { Environment, Fault, Incoming, Route } from "./passing.ts";

export const PROBE_PATH = "/api/entitlements";
const READY_PATH = "/readyz";

/** The routes that every receiver of this folder has. */
export function routeBeside(webhookPath: string): (incoming: Incoming) => Route {
  const routes: ReadonlyMap<string, Route> = new Map([
    [webhookPath, "webhook"],
    [PROBE_PATH, "probe"],
    [READY_PATH, "ready"],
  ]);
  return ({ path }) => routes.get(path) ?? "none";
}

export const edge: Pick<Parts, "admit" | "readBody"> = {
  admit: ({ method, headers }) => {
    if (method !== "POST") return "method_not_allowed";
    const type = headers.get("content-type")?.join(",") ?? "";
    const encoding = headers.get("content-encoding")?.join(",") ?? "identity";
    const isJson = /^application\/json\s*(;|$)/i.test(type);
    return isJson && encoding === "identity" ? null : "type_not_supported";
  },

  readBody: (incoming, environment) => {
    const declared = Number(incoming.headers.get("content-length")?.[0] ?? 0);
    if (declared > environment.bodyLimitBytes) return Promise.resolve("body_too_large");
    return within(collect(incoming, environment), environment.bodyWithinMs);
  },
};

async function collect(
  { chunks }: Incoming,
  { bodyLimitBytes }: Environment,
): Promise<Uint8Array | Fault> {
  const kept: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > bodyLimitBytes) return "body_too_large";
      kept.push(chunk);
    }
  } catch (error) {
    // What a stream throws when the sender goes away in the middle.
    if (error instanceof Error) return "body_incomplete";
    throw error;
  }
  return Buffer.concat(kept);
}

async function within(
  body: Promise<Uint8Array | Fault>,
  bodyWithinMs: number,
): Promise<Uint8Array | Fault> {
  const late = Promise.withResolvers<Fault>();
  const timer = setTimeout(() => late.resolve("body_incomplete"), bodyWithinMs);
  try {
    return await Promise.race([body, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
