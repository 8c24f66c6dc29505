/** Delivers one burst of a history, each delivery in its manner, and says what was answered. @module */

import type { Delivery } from "../courier/delivery.ts";
import { describe, isAccepted } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Forgery, Manner } from "../histories/history.ts";
import { inWords } from "../histories/in-words.ts";
import type { Burst, PlannedDelivery } from "../histories/plan.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { ReadFault } from "../simulator/fault.ts";
import { heldRead } from "../simulator/held-read.ts";
import type { Sent, Step, Story } from "../target/story.ts";
import { Broken } from "../target/verdict.ts";
import { untilRead } from "../trial/stories.ts";
import type { Trial } from "../trial/trial.ts";

/** A delivery whose read is held back: it goes on while the next ones begin. */
export type Slow = {
  readonly event: WebhookEvent;
  readonly outcome: Promise<WireOutcome>;
  readonly release: () => void;
};

type Stand = {
  readonly events: readonly WebhookEvent[];
  /** The events that were not acknowledged yet. */
  readonly open: Set<WebhookEvent>;
  readonly slow: Slow[];
};

/** Lets slow reads end, the latest first, and waits for the answers. */
export async function letGo(
  { pause }: Pick<Trial, "pause">,
  slow: readonly Slow[],
  open: Set<WebhookEvent>,
): Promise<readonly Step[]> {
  for (const { release } of slow.toReversed()) release();
  if (slow.length > 0) await pause();
  const steps: Step[] = [];
  for (const { event, outcome: answering } of slow) {
    const outcome = await answering;
    if (isAccepted(outcome)) open.delete(event);
    steps.push({ kind: "answered", event: event.id, answer: describe(outcome) });
  }
  return steps;
}

/** @returns What was done. Takes the events that were acknowledged out of `open`. */
export async function deliverBurst(
  trial: Trial,
  burst: Burst,
  { events, open, slow }: Stand,
): Promise<readonly Step[]> {
  const due = burst.flatMap((planned) => {
    const event = events[planned.event];
    return event === undefined ? [] : [{ planned, event }];
  });
  const faultyReads = due.length === 1 ? FAULTY_READS : 1;
  const over = Promise.withResolvers<void>();
  for (const { planned, event } of due) {
    prepareRead(trial, planned, event, { reads: faultyReads, over: over.promise });
  }
  const sent: Sent[] = [];
  const [only] = due;
  if (due.length === 1 && only !== undefined) {
    const { planned, event } = only;
    const isSlow = planned.kind === "honest" && planned.manner === "read_slow";
    sent.push(
      isSlow
        ? await deliverSlowly(trial, event, slow)
        : await deliverAlone(trial, planned, event, open),
    );
  } else {
    const joined = due.map(({ planned, event }) => deliveryOf(trial, planned, event));
    const outcomes = await trial.deliverTogether(joined);
    for (const [index, { event }] of due.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined && isAccepted(outcome)) open.delete(event);
      const answer = outcome === undefined ? "not sent" : describe(outcome);
      sent.push({ ...PLAINLY, event: event.id, type: event.type, answer });
    }
  }
  for (const { event } of due) {
    trial.stage.behave(event.data.object.id);
    if (isOvertaken(event, events)) trial.tally.add(`late ${event.type}`);
  }
  over.resolve();
  return sent.length === 0 ? [] : [{ kind: "delivered", deliveries: sent }];
}

const PLAINLY = { how: null, times: 1 } as const;

/** Whether something newer has happened to its object by the time that it is delivered. */
function isOvertaken(event: WebhookEvent, events: readonly WebhookEvent[]): boolean {
  const later = events.slice(events.indexOf(event) + 1);
  return later.some(({ data }) => data.object.id === event.data.object.id);
}

/** Begins a delivery, and returns as soon as the target has asked for the state. */
async function deliverSlowly(trial: Trial, event: WebhookEvent, slow: Slow[]): Promise<Sent> {
  trial.tally.add("honest read_slow");
  const held = heldRead();
  trial.stage.misbehave(event.data.object.id, [held.fault]);
  const outcome = trial.deliver({ event });
  await untilRead(
    trial,
    held,
    outcome.catch(() => undefined),
  );
  slow.push({ event, outcome, release: held.release });
  const { id, type } = event;
  return { event: id, type, how: "slow read", answer: "not yet", times: 1 };
}

async function deliverAlone(
  trial: Trial,
  planned: PlannedDelivery,
  event: WebhookEvent,
  open: Set<WebhookEvent>,
): Promise<Sent> {
  const how = planned.kind === "honest" ? mannerFor(trial, planned.manner) : planned.forgery;
  trial.tally.add(`${planned.kind} ${how}`);
  const tie = how === "read_lags" ? tieOf(trial, event) : "";
  const oddity = how === "plain" ? null : `${how.replaceAll("_", " ")}${tie}`;
  const told = { event: event.id, type: event.type, how: oddity, times: 1 };

  if (how === "answer_lost" || how === "half_sent") {
    await trial.deliverAndHangUp({ event }, how === "half_sent" ? "half_sent" : "sent");
    return { ...told, answer: "not read" };
  }
  const outcome = await trial.deliver(deliveryOf(trial, planned, event));
  const answer = describe(outcome);
  if (isAccepted(outcome)) {
    if (planned.kind === "forged") {
      const said = `a forged delivery (${how.replaceAll("_", " ")}) was acknowledged`;
      const story: Story = [{ kind: "delivered", deliveries: [{ ...told, answer }] }];
      throw new Broken(said, inWords(story), null, null, story);
    }
    open.delete(event);
  }
  return { ...told, answer };
}

/** In words, where the state that is read can't be told from the event's by its stamp. */
function tieOf({ sender, stage }: Trial, { data: { object } }: WebhookEvent): string {
  const { ordersBy } = sender.play;
  const read = stage.world().objects.get(object.id)?.at(-2);
  const isOther = read !== object;
  return ordersBy !== null && isOther && read?.[ordersBy] === object[ordersBy]
    ? `, to a state with the same ${ordersBy}`
    : "";
}

/** Without a second secret there is no rotation: nothing is counted that was not tried. */
function mannerFor({ target }: Trial, manner: Manner): Manner {
  return manner === "other_secret" && target.secrets.length < 2 ? "plain" : manner;
}

function deliveryOf(trial: Trial, planned: PlannedDelivery, event: WebhookEvent): Delivery {
  return planned.kind === "honest"
    ? honest(trial, event, planned.manner)
    : forged(trial, event, planned.forgery);
}

function honest(trial: Trial, event: WebhookEvent, manner: Manner): Delivery {
  const [, other] = trial.target.secrets;
  return manner === "other_secret" && other !== undefined ? { event, secret: other } : { event };
}

/** Beyond the tolerance by more than two clocks may be apart. */
const BEYOND_SECONDS = 60;

function forged(trial: Trial, event: WebhookEvent, forgery: Forgery): Delivery {
  const beyond = trial.target.toleranceSeconds + BEYOND_SECONDS;
  const forgedEvent = { event, isForged: true };
  switch (forgery) {
    case "wrong_secret":
      return { ...forgedEvent, secret: "whsec_bm90IHRoZSBzZWNyZXQgdGhhdCB3YXMgYWdyZWVk" };
    case "unsigned":
      return {
        ...forgedEvent,
        bendHeaders: (headers) => headers.filter(([name]) => name === "content-type"),
      };
    case "tampered":
      return { ...forgedEvent, tamper: (body) => Uint8Array.of(...body, 0x20) };
    case "stale":
      return { ...forgedEvent, skewSeconds: -beyond };
    case "future":
      return { ...forgedEvent, skewSeconds: beyond };
    case "malformed":
      return { ...forgedEvent, body: new TextEncoder().encode('{"id":'), eventId: event.id };
  }
}

/** Enough for a receiver that reads again by itself. In a race, one read each goes wrong. */
const FAULTY_READS = 3;

const READ_FAULTS: Readonly<Partial<Record<Manner, ReadFault>>> = {
  read_fails: { kind: "status", status: 500 },
  read_hangs: { kind: "hang" },
  read_cut: { kind: "cut" },
  read_lags: { kind: "lag", changes: 1 },
};

function prepareRead(
  trial: Trial,
  planned: PlannedDelivery,
  event: WebhookEvent,
  { reads, over }: { readonly reads: number; readonly over: Promise<void> },
): void {
  const fault = planned.kind === "honest" ? READ_FAULTS[planned.manner] : undefined;
  if (fault === undefined) return;
  // Who reads later would be waiting for it long after the burst, and in the time to settle.
  const endsWithUs = fault.kind === "hang" && trial.settleMs > 0;
  const ending = { kind: "hold", status: 503, reached: () => {}, release: over } as const;
  trial.stage.misbehave(event.data.object.id, Array(reads).fill(endsWithUs ? ending : fault));
}
