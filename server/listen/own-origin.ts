/** Routes by the path alone: what a sender says our name is decides nothing. @module */

/** Nobody's name, so that nothing which is built on it can reach anybody. */
const ORIGIN = "http://receiver.invalid";

/**
 * Puts a request on an origin of ours.
 *
 * By a property of its own: a new `Request` would take the body out of the runtime's hands, and
 * can't be made of every method.
 *
 * @returns Null where the request has no path.
 */
export function onOwnOrigin(request: Request): Request | null {
  const path = pathOf(request.url);
  return path === null
    ? null
    : Object.defineProperty(request, "url", { value: `${ORIGIN}${path}` });
}

/**
 * Takes path and query out of a request's target, not by `URL`: that refuses names which are none.
 *
 * @param target With an origin or without: `/readyz`, `https://name/readyz`.
 * @returns Null where there is no path, as in `*` and `name:443`.
 */
export function pathOf(target: string): string | null {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  if (path.startsWith("/")) return path;
  return path !== target && (path === "" || path.startsWith("?")) ? `/${path}` : null;
}

export function refuseTarget(): Response {
  const headers = { connection: "close" };
  return Response.json({ error: "target_malformed" }, { status: 400, headers });
}
