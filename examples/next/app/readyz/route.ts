import { entitlements } from "../../proxy.ts";

export const runtime = "nodejs";

/** Built in advance, it would say for ever what it said at the build. */
export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  return new Response(null, { status: (await entitlements.isReady()) ? 200 : 503 });
}
