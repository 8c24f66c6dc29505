/**
 * Reads the header of scheme `t-v1` (A1): `Proxy-Signature: t=1700000000,v1=<64 hex digits>`.
 *
 * Signed is `<t>.<body>`.
 *
 * @module
 */

import { decodeHex } from "./bytes.ts";
import { type Claim, type ClaimFault, headerFault, isTimestamp, MACS_MAX } from "./claim.ts";

/** Exactly one `t`, at least one well-formed `v1`; pairs of other names are for someone else. */
export function readTV1Claim(headers: Headers): Claim | ClaimFault {
  const header = headers.get("proxy-signature") ?? "";
  const fault = headerFault(header);
  if (fault !== null) return fault;
  if (header.includes(" ")) return "signature_malformed";

  const pairs = header.split(",").map(splitPair);
  const valuesOf = (wanted: string) =>
    pairs.filter(({ name }) => name === wanted).map(({ value }) => value);

  const [timestamp = "", ...otherTimestamps] = valuesOf("t");
  if (otherTimestamps.length > 0 || !isTimestamp(timestamp)) return "signature_malformed";

  const offered = valuesOf("v1");
  const macs = offered.filter((value) => /^[0-9a-f]{64}$/.test(value)).map(decodeHex);
  if (offered.length > MACS_MAX || macs.length === 0) return "signature_malformed";

  return { timestamp, prefix: `${timestamp}.`, macs, eventId: null };
}

function splitPair(pair: string): { readonly name: string; readonly value: string } {
  const [name = "", ...rest] = pair.split("=");
  return { name, value: rest.join("=") };
}
