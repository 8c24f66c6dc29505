/**
 * The two documented POSTs, by which a merchant's page starts a purchase and a payer opens it.
 *
 * @see docs/target-contract.md#the-simulator; docs/target-contract.md#session
 * @module
 */

import { z } from "zod";
import { type ApiAnswer, respond } from "../../simulator/serve.ts";
import type { Stage } from "../../simulator/stage.ts";
import { present } from "../../simulator/world.ts";
import { isSession, type LineItem } from "./objects.ts";
import type { ProxyCommand } from "./world.ts";

const AMOUNT_MINOR_MAX = 2_147_483_647;

/** What a merchant's page sends. */
export const handoff = z.object({
  amount_minor: z.int().min(0).max(AMOUNT_MINOR_MAX),
  buyer_reference: z.string().min(1),
  cart_snapshot: z.record(z.string(), z.unknown()),
  currency: z.string().regex(/^[a-z]{3}$/),
  publishable_key: z.string().min(1),
  expires_at: z.iso.datetime({ offset: true }).optional(),
  integration_mode: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  payer_contact: z.unknown().optional(),
  payer_destination_url: z.string().optional(),
});

const lineItems = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    amountMinor: z.int().min(0),
    quantity: z.int().min(0),
  }),
);

/** `POST /proxy_sessions/handoff`: creates a session and hands it to a payer. */
export function handOff(
  stage: Stage,
  { buyer_reference: buyer, cart_snapshot: cart }: z.infer<typeof handoff>,
  session: string,
): ApiAnswer {
  const items: readonly LineItem[] = lineItems.safeParse(cart["lineItems"]).data ?? [];
  const commands: readonly ProxyCommand[] = [
    { do: "create", session, buyer, items },
    { do: "hand_off", session },
  ];
  for (const command of commands) stage.enact(command);
  const made = present(stage.world(), session);
  if (made === undefined || !isSession(made)) throw new Error(`Bug: ${session} was not created`);
  const { id, status, integration_mode, expires_at } = made;
  return respond(200, { id, status, integration_mode, expires_at });
}

/** `POST /proxy_sessions/{id}/payer_opened`; null where the path is not that. */
export function openByPayer(stage: Stage, path: string): ApiAnswer | null {
  const session = /^\/proxy_sessions\/([^/]+)\/payer_opened$/.exec(path)?.[1];
  if (session === undefined) return null;
  const held = present(stage.world(), session);
  if (held === undefined) return respond(404, { error: "not_found" });
  const command: ProxyCommand = { do: "open", session };
  const step = stage.enact(command);
  if (!step.ok && held.status !== "payer_opened") return respond(409, { error: step.refusal });
  return respond(200, present(stage.world(), session));
}
