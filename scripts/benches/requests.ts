/**
 * Signed requests, made before a load begins: signing must not be a part of what is measured.
 *
 * Names are random digits, as most senders' ids are: each index of the receiver's is written to all over.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { requestOf } from "../../harness/courier/delivery.ts";
import type { WireRequest } from "../../harness/courier/wire.ts";
import { encodeBody, encodeHead } from "../../harness/courier/wire-request.ts";
import type { Workload } from "./workloads.ts";

export function newNames(count: number): readonly string[] {
  return Array.from({ length: count }, newName);
}

export function newName(): string {
  return randomBytes(16).toString("hex");
}

/** Stamped as of now: good for as long as the tolerance of the receiver. */
export function signedRequest({ endpoint, type, bodyOf }: Workload, origin: string, name: string) {
  const { path, ...signing } = endpoint;
  const body = new TextEncoder().encode(bodyOf(name));
  const delivery = { body, eventId: `evt_${name}`, eventType: type };
  return requestOf({ ...signing, webhook: new URL(path, origin) }, delivery, Date.now());
}

/** How much is written to the file at once, in requests. */
const CHUNK = 5_000;

/** Writes them for `wrk.lua`: a line with how many bytes a request has, and the request, one after the other. */
export async function writeRequests(
  file: string,
  names: readonly string[],
  sign: (name: string) => WireRequest,
): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (let from = 0; from < names.length; from += CHUNK) {
      const parts = names.slice(from, from + CHUNK).flatMap((name) => framed(sign(name)));
      await handle.write(Buffer.concat(parts));
    }
  } finally {
    await handle.close();
  }
}

/** With one Host header, and kept open, which wrk does by itself with HTTP/1.1. */
function framed(request: WireRequest): readonly Uint8Array[] {
  const headers = [...request.headers, ["Connection", "keep-alive"] as const];
  const head = encodeHead({ ...request, headers });
  const body = encodeBody(request);
  return [Buffer.from(`${head.length + body.length}\n`), head, body];
}
