/**
 * What a target tells of itself when it is asked a few harmless questions.
 *
 * It gets one event of a type that nobody knows, signed by each scheme, and is asked about a buyer
 * who does not exist. A correct receiver is the same afterwards; so is its data.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { requestOf } from "../courier/delivery.ts";
import type { Scheme } from "../courier/scheme.ts";
import { sendOverWire, type WireOutcome } from "../courier/wire.ts";
import { type Probe, type ProbeAnswer, readProbe } from "../target/probe.ts";
import { Unreachable } from "../target/verdict.ts";
import { ping } from "../trial/ping.ts";
import type { RunOptions } from "./options.ts";

export type Survey = {
  /** How it answered a ping that was signed by the secret, by scheme. */
  readonly pings: readonly { readonly scheme: Scheme; readonly outcome: WireOutcome }[];
  /** How far its clock is from ours; null where it sends no date. */
  readonly clockApartSeconds: number | null;
  /** What the probe said of a buyer it has never heard of; null where there is none to ask. */
  readonly probe: ProbeAnswer | { readonly kind: "unreachable" } | null;
};

export async function survey(options: RunOptions, signal: AbortSignal): Promise<Survey> {
  const [side] = options.sides;
  const { probe, secrets } = side.configured;
  const pings = [];
  for (const scheme of side.provider.schemes) {
    if (scheme.faultOf(secrets[0]) !== null) continue;
    pings.push({ scheme, outcome: await sendPing(options, scheme, signal) });
  }
  return {
    pings,
    clockApartSeconds: apartOf(pings.map(({ outcome }) => outcome)),
    probe:
      probe === null ? null : await askProbe({ url: new URL(probe), token: options.probeToken }),
  };
}

function sendPing(
  { sides: [{ configured }], answerWithinMs }: RunOptions,
  scheme: Scheme,
  signal: AbortSignal,
): Promise<WireOutcome> {
  const { webhook, secrets } = configured;
  const sender = configured.sender((path) => new URL(path));
  const endpoint = { webhook: new URL(webhook), scheme, secrets, spell: sender.wire.spell };
  const request = requestOf(endpoint, ping({ freshId, sender }), Date.now());
  return sendOverWire(request, { answerWithinMs, signal });
}

async function askProbe(probe: Probe): Promise<Survey["probe"]> {
  try {
    return await readProbe(probe, freshId("buyer"));
  } catch (error) {
    if (error instanceof Unreachable) return { kind: "unreachable" };
    throw error;
  }
}

function apartOf(outcomes: readonly WireOutcome[]): number | null {
  const dates = outcomes.flatMap((outcome) =>
    outcome.kind === "answered" ? (outcome.answer.headers.get("date") ?? []) : [],
  );
  const apart = Math.abs(Date.parse(dates.at(-1) ?? "") - Date.now()) / 1000;
  return Number.isNaN(apart) ? null : Math.round(apart);
}

function freshId(prefix: string): string {
  return `${prefix}_init_${randomBytes(6).toString("hex")}`;
}
