/** What tells other bytes under one id. @module */

import { createHash } from "node:crypto";

/** @returns 64 lower-case hex digits. */
export function sha256(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}
