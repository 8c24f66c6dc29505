/** The orders in which a receiver may hear of an invoice, all of them. @module */

import pMap from "p-map";
import { permutations } from "../../../requirements/permutations.ts";
import type { WebhookEvent } from "../../../simulator/event.ts";
import { Broken } from "../../../target/verdict.ts";
import type { Versions } from "../invoices.ts";
import { type Issued, issue } from "../stories.ts";
import type { GwopTrial } from "../trial.ts";
import { register } from "../trial.ts";

const ENDINGS = ["paid", "expired", "canceled"] as const;
const VERSIONS: readonly Versions[] = ["given", "tied", "missing"];

/** Before the first event, between two of them, or after the last one. */
const REGISTERED_AT = [0, 1, 2, 3];

type Heard = (typeof ENDINGS)[number] | "registration";

/** What is heard of the invoice, one thing after the other, and what its versions say. */
type Order = { readonly heard: readonly Heard[]; readonly versions: Versions };

export const ALL_ORDERS: readonly Order[] = permutations<Heard>(ENDINGS).flatMap((order) =>
  VERSIONS.flatMap((versions) =>
    REGISTERED_AT.map((at) => ({ heard: order.toSpliced(at, 0, "registration"), versions })),
  ),
);

/** There are many: a few go on at the same moment, each about an invoice of its own. */
const LANES = 4;

/** @throws {Broken} Naming the first order that ends wrong. */
export async function expectEachOrder(trial: GwopTrial): Promise<void> {
  // All of them beforehand, so that ids don't depend on which lane was faster.
  const stories = ALL_ORDERS.map((order) => ({ order, ...endedInvoice(trial, order) }));
  const objections = await pMap(
    stories,
    async (story) => {
      try {
        await play(trial, story);
        return [];
      } catch (error) {
        if (!(error instanceof Broken)) throw error;
        const { heard, versions } = story.order;
        return [{ reason: `${heard.join(", ")}; versions ${versions}: ${error.message}`, error }];
      }
    },
    { concurrency: LANES },
  );
  const broken = objections.flat();
  const [first] = broken;
  if (first === undefined) return;
  const extent = `${broken.length} of ${stories.length} cases end wrong`;
  throw new Broken(first.reason, [...first.error.details, extent]);
}

type Story = Issued & {
  readonly order: Order;
  readonly events: Readonly<Record<(typeof ENDINGS)[number], WebhookEvent>>;
};

function endedInvoice(trial: GwopTrial, { versions }: Order): Omit<Story, "order"> {
  const issued = issue(trial, { versions });
  const { invoice } = issued;
  return {
    ...issued,
    events: {
      expired: trial.announce({ do: "expire_invoice", invoice }),
      canceled: trial.announce({ do: "cancel_invoice", invoice }),
      paid: trial.announce({ do: "pay_invoice", invoice }),
    },
  };
}

async function play(trial: GwopTrial, { order, buyer, invoice, events }: Story): Promise<void> {
  for (const what of order.heard) {
    if (what === "registration") await register(trial, invoice);
    else await trial.settle(events[what]);
  }
  await trial.expectEntitlements(buyer);
}
