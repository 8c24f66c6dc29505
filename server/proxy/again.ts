/** Takes an event of Proxy's up again: what its object is now is read anew, and applied where it is newer. @module */

import { createHmac, randomBytes } from "node:crypto";
import type { ProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { z } from "zod";
import type { Outcome } from "../apply.ts";
import type { Intake } from "../intake.ts";
import type { RecordedEvent, TakenUp } from "../provider.ts";
import { entitlementOf } from "./entitlement.ts";
import type { Policy } from "./policy.ts";

/** What the SDK's refusal says. */
const refusal = z.object({ error: z.string(), code: z.string().optional() });

/** Before anything, so that no read of ours is older than this event says its object was. */
const LONG_AGO = "1970-01-01T00:00:00.000Z";

/**
 * The SDK reads a state only for a delivery whose signature holds, so this makes one, by a secret that
 * lives as long as the call: no signing secret of Proxy's is used, and none can be learned by it.
 *
 * @throws {postgres.PostgresError | DatabaseError} If the database fails. Nothing is lost: do it again.
 */
export async function takeUpAgain(
  { client, policy }: { readonly client: ProxyCheckoutServerClient; readonly policy: Policy },
  intake: Intake,
  event: RecordedEvent,
): Promise<TakenUp> {
  const { eventId, type, objectId } = event;
  const body = JSON.stringify({
    id: eventId,
    type,
    created_at: LONG_AGO,
    data: { object: { id: objectId, updated_at: LONG_AGO } },
  });
  const secret = randomBytes(32).toString("hex");
  const timestamp = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");

  let outcome: Outcome | null = null;
  let failure: unknown = null;
  const response = await client.webhooks.handle(
    {
      headers: new Headers({ "proxy-signature": `t=${timestamp},v1=${mac}` }),
      rawBody: new TextEncoder().encode(body),
    },
    {
      secret,
      scheme: "t-v1",
      onResolved: async (resolved) => {
        const entitlement = entitlementOf(resolved, policy);
        if (entitlement === null) {
          outcome = "unchanged";
          return;
        }
        try {
          outcome = await intake.run((desk) =>
            desk.apply({ isRecorded: true, provider: "proxy", eventId, entitlement }),
          );
        } catch (error) {
          failure = error; // the SDK turns it into an answer, which says nothing of it
          throw error;
        }
      },
    },
  );
  if (failure !== null) throw failure;
  if (outcome !== null) return { ok: true, outcome };
  const parsed = refusal.safeParse(await response.json());
  return { ok: false, code: parsed.data?.code ?? parsed.data?.error ?? "not_applied" };
}
