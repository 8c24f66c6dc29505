/** Gwop, and the app that sells by it, in the simulator that runs by itself. @module */

import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { describe } from "../../courier/outcome.ts";
import { sendOverWire } from "../../courier/wire.ts";
import { parsed } from "../../simulator/parsed.ts";
import { type ApiAnswer, respond } from "../../simulator/serve.ts";
import type { PlayedStage, StandAlone, StandAlonePart } from "../provider.ts";
import { INVOICE_COMMANDS, type InvoiceCommand } from "./invoices.ts";
import { type Registration, type Registry, registrationRequest } from "./registration.ts";
import { GWOP_SCHEME } from "./scheme.ts";
import { gwopSender } from "./sender.ts";
import { TOLD_STORIES } from "./told-stories.ts";
import type { GwopCommand } from "./world.ts";

const ANSWER_WITHIN_MS = 10_000;

const id = z.string().min(1).max(255);

const invoice = z.strictObject({
  buyer_reference: id,
  quantity: z.int().min(1).default(1),
  /** Asked for, in millionths of a USDC. */
  amount_usdc: z
    .string()
    .regex(/^\d{1,78}$/)
    .default("1000000"),
  pay: z.boolean().default(true),
});

const billed = z.object({
  invoice_id: z.string(),
  /** What the app tells the receiver. */
  registration: z.looseObject({}),
  /** What the receiver answered to that. */
  registered: z.string(),
  events: z.array(z.looseObject({})),
});

const amounts = z.object({ amount_usdc: z.string() });

const WORDS = {
  pay_invoice: "Pay",
  pay_invoice_short: "Pay too little",
  expire_invoice: "Expire",
  cancel_invoice: "Cancel",
} as const satisfies Record<InvoiceCommand, string>;

const command: z.ZodType<GwopCommand> = z.object({ do: z.enum(INVOICE_COMMANDS), invoice: id });

export const standAlone: StandAlone = {
  flags: [
    { flag: "--gwop-endpoint <url>", help: "play Gwop as well, and deliver its events there" },
    {
      flag: "--gwop-secret-env <name>",
      help: "holds Gwop's signing secret",
      preset: "GWOP_WEBHOOK_SECRET",
    },
    {
      flag: "--gwop-merchant-env <name>",
      help: "holds Gwop's id of the merchant",
      preset: "GWOP_MERCHANT_ID",
    },
    { flag: "--gwop-invoices <url>", help: "play the app too, and register its invoices there" },
    {
      flag: "--operator-token-env <name>",
      help: "holds the token for that",
      preset: "OPERATOR_TOKEN",
    },
  ],
  endpointFlag: "gwopEndpoint",
  stories: {
    begin: ({ buyer, quantity }) => ({
      path: "/simulator/invoice",
      body: { buyer_reference: buyer, quantity, pay: false },
    }),
    begun: (answer) => {
      const { success, data } = billed.safeParse(answer);
      if (!success) return null;
      return { id: data.invoice_id, said: `registration of the invoice: ${data.registered}` };
    },
    all: TOLD_STORIES,
  },
  routes: [
    {
      route: "POST /simulator/invoice",
      does: "Gwop issues an invoice, the app registers it, and unless told not to the buyer pays it",
      body: invoice,
      answer: billed,
      refusals: [400, 409],
    },
  ],
  away: "Gwop is not played: start the simulator with --gwop-endpoint",
  command,
  beginnings: [
    {
      title: "Issue an invoice",
      path: "/simulator/invoice",
      fields: [
        { name: "buyer_reference", label: "Buyer", kind: "text", preset: "user_42" },
        { name: "quantity", label: "Quantity", kind: "number", preset: "1" },
        { name: "amount_usdc", label: "Millionths of USDC", kind: "text", preset: "1000000" },
        { name: "pay", label: "Pay it at once", kind: "boolean", preset: "" },
      ],
    },
  ],
  offers: ({ id: about }) =>
    INVOICE_COMMANDS.map((verb) => ({ words: WORDS[verb], command: { do: verb, invoice: about } })),
  facts: (object) => {
    const { amount_usdc } = amounts.parse(object);
    return [`${amount_usdc} millionths of USDC`];
  },
  idsOf: (one: GwopCommand) => ("invoice" in one ? [one.invoice] : []),
  read: (flags, receiver, { complain, variable, url, secret }): StandAlonePart | null => {
    const { gwopSecretEnv = "", gwopMerchantEnv = "", operatorTokenEnv = "" } = flags;
    // Where only the receiver is named, it is played if it is set up.
    const isSetUp = receiver !== null && variable(gwopSecretEnv) !== "";
    const given = flags["gwopEndpoint"] ?? (isSetUp ? `${receiver}/api/gwop/webhook` : undefined);
    if (given === undefined) return null;
    const webhook = url(given, "--gwop-endpoint");
    const signing = secret(gwopSecretEnv, GWOP_SCHEME);
    const merchantId = variable(gwopMerchantEnv);
    if (merchantId === "") complain(`${gwopMerchantEnv} is not set: export the merchant's id`);
    const registering =
      flags["gwopInvoices"] ?? (isSetUp ? `${receiver}/api/gwop/invoices` : undefined);
    const invoices = registering === undefined ? null : url(registering, "--gwop-invoices");
    const token = variable(operatorTokenEnv);
    if (invoices !== null && token === "") {
      complain(`${operatorTokenEnv} is not set: export the token by which invoices are registered`);
    }
    if (webhook === null) return null;
    const registry = invoices === null ? null : { url: invoices, token };
    const sender = gwopSender(merchantId, registry);
    return {
      sender,
      endpoint: { webhook, scheme: GWOP_SCHEME, secrets: [signing], spell: sender.wire.spell },
      api: null,
      post: async (path, body, played) =>
        path === "/simulator/invoice"
          ? parsed(invoice, body, (wish) => bill(wish, { merchantId, registry }, played))
          : null,
    };
  },
};

/** Issues an invoice; the app registers it before anyone can pay it; unless told not to, it is paid. */
async function bill(
  wish: z.infer<typeof invoice>,
  { merchantId, registry }: { readonly merchantId: string; readonly registry: Registry | null },
  { play }: PlayedStage,
): Promise<ApiAnswer> {
  const { buyer_reference, quantity, amount_usdc } = wish;
  const ids = {
    invoice: randomUUID(),
    public_invoice_id: `inv_${randomBytes(16).toString("hex")}`,
    merchant_id: merchantId,
  };
  const items = [{ id: "item_1", quantity }];
  const terms = { items, base_amount: amount_usdc, versions: "given" } as const;
  const issue: GwopCommand = { do: "issue", ...ids, buyer: buyer_reference, ...terms };
  await play([issue]);
  const { public_invoice_id } = ids;
  const registration = { public_invoice_id, buyer_reference, amount_usdc, items };
  const registered = await register(registry, ids.invoice, registration);
  const pay: GwopCommand = { do: "pay_invoice", invoice: ids.invoice };
  const paid = wish.pay ? await play([pay]) : null;
  const events = paid?.ok ? paid.told : [];
  return respond(200, { invoice_id: ids.invoice, registration, registered, events });
}

/** @returns In words, what became of it: that nobody answered is no reason not to go on. */
async function register(
  registry: Registry | null,
  invoiceId: string,
  registration: Registration,
): Promise<string> {
  if (registry === null) return "not by the simulator, which has no --gwop-invoices";
  const request = registrationRequest(registry, invoiceId, registration);
  const outcome = await sendOverWire(request, { answerWithinMs: ANSWER_WITHIN_MS });
  return outcome.kind === "answered" ? `answered ${outcome.answer.status}` : describe(outcome);
}
