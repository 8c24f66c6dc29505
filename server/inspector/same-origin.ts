/** Whether a request comes from a page of the inspector's own, by a name that is its own. @module */

import { type InspectorConfig, isLoopback } from "./config.ts";

type Names = Pick<InspectorConfig, "host" | "origin">;

/**
 * Whether `Host` is a name of ours. A page elsewhere may have its own name resolve to our address:
 * what it asks then is of one origin, as far as its browser can tell.
 *
 * Where we can't know our names (neither loopback nor an origin that we were told), any is taken: the
 * cookie of a session is sent to none but the name that set it.
 */
export function isOurName(headers: Headers, { host, origin }: Names): boolean {
  const given = headers.get("host") ?? "";
  if (origin !== null && given === new URL(origin).host) return true;
  if (isLoopback(host)) return isLoopbackName(given);
  return origin === null;
}

/** Whether `Host` is what only this machine resolves to itself, with or without a port. */
export function isLoopbackName(host: string): boolean {
  return isLoopback(host.replace(/:\d+$/, ""));
}

/**
 * Whether a POST was sent by a page of ours.
 *
 * `Sec-Fetch-Site` decides: since our pages say `no-referrer`, their forms come with `Origin: null`.
 * Browsers send it by https and to loopback, of other names by plain HTTP not; so there they are
 * refused, where a token and a session would be for everyone on the way to read.
 */
export function isFromOurPage(headers: Headers, { origin }: Pick<Names, "origin">): boolean {
  const site = headers.get("sec-fetch-site");
  const sender = headers.get("origin") ?? "null";
  const isOurs = sender === (origin ?? `http://${headers.get("host")}`);
  return site === null ? isOurs : site === "same-origin" && (isOurs || sender === "null");
}
