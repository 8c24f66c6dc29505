/** What tests need of a sender without a target. @module */

import { createReader } from "../settings/reader.ts";
import type { Sender } from "../trial/sender.ts";
import { providerNamed } from "./providers.ts";

/** A sender whose endpoint is nowhere. */
export function senderNamed(name: string): Sender {
  const read = createReader({ isManaged: true, allowRemote: false }, {});
  const configured = providerNamed(name).configure({}, null, read);
  return configured.sender((path) => new URL(path, "http://127.0.0.1:9"));
}

export function playOf(name: string): Sender["play"] {
  return senderNamed(name).play;
}
