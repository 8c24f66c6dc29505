/** What Proxy calls things, as its receivers know it. @module */

import type { Parts } from "../../../mutants/parts.ts";

export const PROXY_NAMES: Parts["names"] = {
  provider: "proxy",
  webhookPath: "/api/proxy/webhook",
  about: "object",
  variables: { secrets: "PROXY_WEBHOOK_SIGNING_SECRET", tolerance: "PROXY_TOLERANCE_SECONDS" },
  signature: "proxy-signature",
  id: "id",
  type: "type",
};
