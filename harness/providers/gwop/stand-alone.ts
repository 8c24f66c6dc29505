/** An invoice of Gwop's from beginning to end, for the simulator that runs by itself. @module */

import type { z } from "zod";
import { describe } from "../../courier/outcome.ts";
import { sendOverWire } from "../../courier/wire.ts";
import type { Stage } from "../../simulator/stage.ts";
import { type Command, presentInvoice } from "../../simulator/world.ts";
import type { GwopPart } from "../../stand-alone/options.ts";
import type { invoice } from "../../stand-alone/requests.ts";
import { invoiceOf } from "../../stand-alone/stories.ts";
import { type ApiAnswer, respond } from "../proxy/state-api.ts";
import { type Registry, registrationOf, registrationRequest } from "./registration.ts";

const ANSWER_WITHIN_MS = 10_000;

/** What came of some commands: what was told of them, or why one would not be carried out. */
export type Played =
  | { readonly ok: true; readonly told: readonly unknown[] }
  | { readonly ok: false; readonly refusal: string };

/** Issues an invoice; the app registers it before anyone can pay it; unless told not to, it is paid. */
export async function bill(
  wish: z.infer<typeof invoice>,
  {
    stage,
    gwop,
    play,
  }: {
    readonly stage: Stage;
    readonly gwop: GwopPart | null;
    readonly play: (commands: readonly Command[]) => Promise<Played>;
  },
): Promise<ApiAnswer> {
  if (gwop === null) {
    return respond(409, { error: "Gwop is not played: start the simulator with --gwop-endpoint" });
  }
  const command = invoiceOf(wish, gwop.merchantId);
  const id = command.invoice;
  await play([command]);
  const registration = registrationOf(presentInvoice(stage.world(), id));
  const registered = await register(gwop.registry, id, registration);
  const paid = wish.pay ? await play([{ do: "pay_invoice", invoice: id }]) : null;
  const events = paid?.ok ? paid.told : [];
  return respond(200, { invoice_id: id, registration, registered, events });
}

/** @returns In words, what became of it: that nobody answered is no reason not to go on. */
async function register(
  registry: Registry | null,
  id: string,
  registration: object,
): Promise<string> {
  if (registry === null) return "not by the simulator, which has no --gwop-invoices";
  const request = registrationRequest(registry, id, registration);
  const outcome = await sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS });
  return outcome.kind === "answered" ? `answered ${outcome.answer.status}` : describe(outcome);
}
