/** What a buyer may use now: the probe. @module */

import { isAuthorized } from "../../../../../server/bearer-token.ts";
import { describeError } from "../../../../../server/log.ts";
import { entitlements, log, settings } from "../../../proxy.ts";

export const runtime = "nodejs";

/** An answer that is kept is another moment's. */
export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  const authorization = request.headers.get("authorization") ?? undefined;
  if (!isAuthorized(authorization, settings.probeToken)) {
    const headers = { "www-authenticate": "Bearer" };
    return Response.json({ error: "unauthorized" }, { status: 401, headers });
  }
  const buyer = new URL(request.url).searchParams.get("buyer_reference") ?? "";
  if (buyer === "" || buyer.includes("\0")) {
    return Response.json({ error: "buyer_reference_invalid" }, { status: 400 });
  }
  try {
    return Response.json({ buyer_reference: buyer, entitlements: await entitlements.of(buyer) });
  } catch (error) {
    // Thrown, it would be Next's 500, which tells nobody to come again.
    log.error(describeError(error), "entitlements not read");
    return Response.json(
      { error: "unavailable" },
      { status: 503, headers: { "retry-after": "5" } },
    );
  }
}
