/**
 * What is wrong with a signature that the SDK refused, as far as headers tell. Pure.
 *
 * The SDK says no more than that it refused, as it must: its answer goes to whoever sent this. For the
 * operator we look again, after the fact and at the headers alone; nothing is decided by it.
 *
 * @module
 */

import type { ProxyConfig } from "./config.ts";

export type SignatureDoubt =
  | "signature_missing"
  | "signature_malformed"
  | "signature_mismatch"
  | "timestamp_outside_tolerance";

type Scheme = ProxyConfig["signatureScheme"];

/** Where each scheme has its signature, and its time in Unix seconds. */
const HEADERS = {
  "t-v1": {
    all: ["proxy-signature"],
    time: (headers) => /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(headers.get("proxy-signature") ?? "")?.[1],
    mac: (headers) => /(?:^|,)v1=[0-9a-f]{64}(?:,|$)/.test(headers.get("proxy-signature") ?? ""),
  },
  "standard-webhooks": {
    all: ["webhook-id", "webhook-timestamp", "webhook-signature"],
    time: (headers) => /^\d{1,12}$/.exec(headers.get("webhook-timestamp") ?? "")?.[0],
    mac: (headers) => /(?:^| )v1,\S/.test(headers.get("webhook-signature") ?? ""),
  },
} as const satisfies Record<
  Scheme,
  {
    readonly all: readonly string[];
    readonly time: (headers: Headers) => string | undefined;
    readonly mac: (headers: Headers) => boolean;
  }
>;

/**
 * Says what an operator should look at first. Too old or too new beats a signature that doesn't fit: the
 * one is told by a clock, and the other nobody can tell from it.
 */
export function doubtSignature(
  { signatureScheme, toleranceSeconds }: Pick<ProxyConfig, "signatureScheme" | "toleranceSeconds">,
  headers: Headers,
  now: Date,
): SignatureDoubt {
  const { all, time, mac } = HEADERS[signatureScheme];
  if (all.some((name) => (headers.get(name) ?? "") === "")) return "signature_missing";
  const seconds = time(headers);
  if (seconds === undefined || !mac(headers)) return "signature_malformed";
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(seconds);
  return Math.abs(ageSeconds) > toleranceSeconds
    ? "timestamp_outside_tolerance"
    : "signature_mismatch";
}
