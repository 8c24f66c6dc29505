/**
 * A route handler of Next's App Router with the SDK, as Proxy's guide has it. It holds every MUST and
 * SHOULD.
 *
 * What Next trips over:
 * - a route handler has no bound of a body's size or time: `takeBody` has both;
 * - `request.text()` and `request.json()` lose bytes. So does the Pages Router, before its handler
 *   runs: use a route handler;
 * - Next answers a method that isn't exported 405 without `Allow`, and OPTIONS with 204;
 * - on the Edge there is no TCP to a database;
 * - a middleware that redirects to a login, or to a slash at the end, redirects deliveries as well:
 *   leave `/api/proxy` out of its matcher.
 *
 * @module
 */

import { createBodyBudget } from "../../../../../../server/body-budget.ts";
import { takeBody } from "../../../../../../server/delivery.ts";
import { entitlements, proxy, settings } from "../../../../proxy.ts";

export const runtime = "nodejs";

const bodies = createBodyBudget();

export async function POST(request: Request): Promise<Response> {
  const seat = bodies.takeSeat();
  if (seat === null) return new Response(null, { status: 503, headers: { "retry-after": "5" } });
  try {
    const body = await takeBody(request, { bytesMax: settings.bodyBytesMax, seat });
    if (body instanceof Response) return body; // it is too large, too late, or no JSON

    const { url, method, headers } = request;
    return await proxy.webhooks.handle(new Request(url, { method, headers, body }), {
      secret: settings.signingSecrets,
      scheme: settings.signatureScheme,
      toleranceSeconds: settings.toleranceSeconds,
      onResolved: (resolved) => entitlements.update(resolved, body),
    });
  } finally {
    seat.leave();
  }
}

export {
  refuse as DELETE,
  refuse as GET,
  refuse as HEAD,
  refuse as OPTIONS,
  refuse as PATCH,
  refuse as PUT,
};

function refuse(): Response {
  const headers = { allow: "POST" };
  return Response.json({ error: "method_not_allowed" }, { status: 405, headers });
}
