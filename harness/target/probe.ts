/**
 * The probe: the one route by which the harness reads a target's entitlements.
 *
 * @see docs/target-contract.md#the-probe
 * @module
 */

import { z } from "zod";
import { parseJson } from "./parse-json.ts";
import type { ShownRecord } from "./shown-record.ts";
import { Unreachable } from "./verdict.ts";

export type Probe = {
  readonly url: URL;
  readonly token: string;
};

const record = z.object({
  source: z.string().min(1),
  access: z.enum(["granted", "restricted", "ended", "unavailable"]),
  renews: z.boolean().nullable().optional(),
  access_until: z.iso.datetime({ offset: true }).nullable().optional(),
  // Of a cart whose units are unknown it may be anything.
  quantity: z.number().nullable().optional(),
  grants: z.int().min(0).nullable().optional(),
  // Nobody's business but Gwop's: whatever else a row may have there, it is no malformed row.
  provider: z.string().optional().catch(undefined),
  flags: z.array(z.string()).readonly().optional().catch(undefined),
}) satisfies z.ZodType<ShownRecord>;

const answer = z.object({ buyer_reference: z.string(), entitlements: z.array(record) });

export type ProbeAnswer =
  | { readonly kind: "records"; readonly records: readonly ShownRecord[] }
  | { readonly kind: "refused"; readonly status: number; readonly body: string }
  | { readonly kind: "malformed"; readonly reason: string };

const PROBE_WITHIN_MS = 10_000;
const ANSWER_CHARACTERS_MAX = 4_000_000;

/**
 * Reads what a buyer may use.
 *
 * @param authorization The header's value; `null` sends none. By default the probe's own token.
 * @throws {Unreachable} If the target does not answer: that says nothing about its entitlements.
 */
export async function readProbe(
  probe: Probe,
  buyer: string | null,
  authorization: string | null = `Bearer ${probe.token}`,
): Promise<ProbeAnswer> {
  const url = new URL(probe.url);
  if (buyer !== null) url.searchParams.set("buyer_reference", buyer);

  return probeAnswerOf(await get(url, authorization), buyer);
}

/** @returns What the probe said, from its answer as it came. */
export function probeAnswerOf(
  { status, body }: { readonly status: number; readonly body: string },
  buyer: string | null,
): ProbeAnswer {
  if (status !== 200) return { kind: "refused", status, body };
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) return { kind: "malformed", reason: firstIssue(parsed.error) };
  if (parsed.data.buyer_reference !== buyer) {
    return { kind: "malformed", reason: "buyer_reference is not the one that was asked for" };
  }
  return { kind: "records", records: parsed.data.entitlements };
}

async function get(url: URL, authorization: string | null) {
  try {
    const response = await fetch(url, {
      // A connection that stays would keep a receiver that serves one at a time from all others.
      headers: { connection: "close", ...(authorization === null ? {} : { authorization }) },
      redirect: "manual",
      signal: AbortSignal.timeout(PROBE_WITHIN_MS),
    });
    const body = (await response.text()).slice(0, ANSWER_CHARACTERS_MAX);
    return { status: response.status, body };
  } catch (error) {
    throw new Unreachable(`the probe at ${url.origin}${url.pathname} did not answer`, error);
  }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "not the documented shape";
  return `${issue.path.join(".") || "the answer"}: ${issue.message}`;
}
