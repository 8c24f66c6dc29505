/**
 * Who may work with the simulator that runs by itself: whoever calls it by a name that is its own, and no
 * page of anybody else's.
 *
 * A page elsewhere may have its own name resolve to our address: what it asks then is of one origin, as
 * far as its browser can tell. What a receiver reads of a sender's API is not asked about any of this.
 *
 * @module
 */

import { respond, type ServedRequest, type ServedRoute } from "../simulator/serve.ts";

/** What only this machine resolves to itself, with or without a port. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const PORT = /:\d+$/;

/** @param names Those by which it may be called beside this machine's own. */
export function admitting(route: ServedRoute, names: readonly string[]): ServedRoute {
  return async (request, body) => {
    const refusal = acts(request.path) ? refusalOf(request, names) : null;
    return refusal === null ? route(request, body) : respond(403, { error: refusal });
  };
}

/** Whether a path is one that acts, or tells: not one of a sender's own API. */
function acts(path: string): boolean {
  return path === "/" || path === "/simulator" || path.startsWith("/simulator/");
}

/** @returns Why a request is not taken, and what to do; null where it is. */
export function refusalOf(
  { method, path, headers }: Pick<ServedRequest, "method" | "path" | "headers">,
  names: readonly string[],
): string | null {
  const host = headers.host ?? "";
  const name = host.replace(PORT, "").toLowerCase();
  if (!LOOPBACK.test(name) && names.every((one) => one.toLowerCase() !== name)) {
    return "the simulator is called by a name that it does not know: open it as http://127.0.0.1 with its port, or start it with --allow-host and that name";
  }
  const { origin } = headers;
  const isOwn = [`http://${host}`, `https://${host}`].includes(origin ?? "");
  if (origin !== undefined && !isOwn) {
    return "the request comes from a page that is not the simulator's own: send it from the page at /, or without an Origin, as curl does";
  }
  const site = headers["sec-fetch-site"] ?? "none";
  if (site === "same-origin" || site === "none") return null;
  // Whoever follows a link to the page may see it: no other page can read it or show it as its own.
  const isLink = method === "GET" && path === "/" && headers["sec-fetch-mode"] === "navigate";
  if (isLink && headers["sec-fetch-dest"] === "document") return null;
  return "the request comes from another site: open the page at / and send it from there";
}
