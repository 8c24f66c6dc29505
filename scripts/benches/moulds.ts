/**
 * One event of each kind, played once in the harness's worlds; all others are cast from it by its name.
 *
 * The clock is fixed: the API and the events are made in two processes, and must tell of one moment.
 *
 * @module
 */

import { gwopSender } from "../../harness/providers/gwop/sender.ts";
import { PROXY_SENDER } from "../../harness/providers/proxy/sender.ts";
import { eventOf, type WebhookEvent } from "../../harness/simulator/event.ts";
import { createWorlds } from "../../harness/simulator/stage.ts";
import { purchase } from "../worst-days/purchase.ts";

/** In the place of 32 hex digits. */
export const NAME = "f".repeat(32);

export const MERCHANT_ID = "9e9c9ba5-3bab-4172-8a79-336f9ca0f163";

const worlds = createWorlds(() => Date.UTC(2026, 0, 1));

/** Of three seats, for `buyer_<name>`. */
export const PURCHASE: WebhookEvent = purchase(worlds.open(PROXY_SENDER.play), NAME);

export const INVOICE_PAID: WebhookEvent = payInvoice();

/** The UUID in the place of which a name's goes. */
export const INVOICE_ID = uuidOf(NAME);

/** An invoice's id at Gwop, from a name. */
export function uuidOf(name: string): string {
  return name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function payInvoice(): WebhookEvent {
  const { play } = gwopSender(MERCHANT_ID, null);
  const stage = worlds.open(play);
  const ids: Readonly<Record<string, string>> = { invoice: uuidOf(NAME), inv: `inv_${NAME}` };
  const { commands } = play.purchase(`buyer_${NAME}`, 2, (prefix) => ids[prefix] ?? prefix);
  const [last] = commands.map((command) => stage.enact(command)).slice(-1);
  if (!last?.ok || last.change === null) throw new Error("Bug: an invoice that can't be paid");
  return eventOf(last.change, `evt_${NAME}`);
}
