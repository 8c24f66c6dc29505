/** Plays a planned history against the target, and writes down what was done, in plain words. @module */

import type { WireOutcome } from "../courier/wire.ts";
import { describe, isAccepted } from "../expect.ts";
import { Broken } from "../requirement.ts";
import type { ProxyEvent } from "../simulator/event.ts";
import { eventOf } from "../simulator/event.ts";
import type { Command } from "../simulator/world.ts";
import type { Trial } from "../trial.ts";
import type { History } from "./history.ts";
import { BUYERS } from "./history.ts";
import { planOf } from "./plan.ts";

/** How the deliveries that fall between two moves are sent. */
export type Manner = "one by one" | "together";

/**
 * Plays a history, redelivers what was not acknowledged, and compares every buyer with the oracle.
 *
 * @throws {Broken} Where the two disagree; its details are the steps that led there.
 */
export async function playHistory(trial: Trial, history: History, manner: Manner): Promise<void> {
  const { moves, slots } = planOf(history);
  const steps: string[] = [];
  const events: ProxyEvent[] = [];
  const unacknowledged = new Set<ProxyEvent>();

  try {
    for (let slot = 0; slot < Math.max(moves.length, slots.length); slot += 1) {
      for (const command of moves[slot] ?? []) {
        const change = trial.act(withWireIds(trial, command));
        steps.push(`Proxy    ${wordsFor(command)}`);
        if (change !== null) events.push(eventOf(change, trial.idOf(`evt_${events.length + 1}`)));
      }
      const due = (slots[slot] ?? []).flatMap(({ event: index, lag }) => {
        const event = events[index];
        return event === undefined ? [] : [{ event, lag }];
      });
      const heard = await hear(trial, due, manner);
      steps.push(...heard.steps);
      for (const event of heard.refused) unacknowledged.add(event);
    }
    for (const event of unacknowledged) {
      await trial.settle(event);
      steps.push(`redeliver ${trial.symbolic(event.id)}  ${event.type} → acknowledged`);
    }
    for (let buyer = 1; buyer <= BUYERS; buyer += 1) {
      await trial.expectEntitlements(trial.idOf(`buyer_${buyer}`));
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const story = steps.map((step, index) => `${String(index + 1).padStart(2)}  ${step}`);
    throw new Broken(trial.symbolic(error.message), [
      ...story,
      ...error.details.map(trial.symbolic),
    ]);
  }
}

type Due = { readonly event: ProxyEvent; readonly lag: number };

async function hear(trial: Trial, due: readonly Due[], manner: Manner) {
  const isRace = manner === "together" && due.length > 1;
  const outcomes = isRace ? await race(trial, due) : await inTurn(trial, due);
  const refused = due.flatMap(({ event }, index) => {
    const outcome = outcomes[index];
    return outcome !== undefined && isAccepted(outcome) ? [] : [event];
  });
  const steps = due.map(({ event, lag }, index) => {
    const outcome = outcomes[index];
    const answer = outcome === undefined ? "not sent" : describe(outcome);
    const how = isRace ? "race   " : "deliver";
    const read = lag === 0 ? "" : `, read ${lag} change${lag === 1 ? "" : "s"} behind`;
    return `${how}  ${trial.symbolic(event.id)}  ${event.type}${read} → ${answer}`;
  });
  return { steps, refused };
}

/** Which of the deliveries reads which state is left to the race. */
async function race(trial: Trial, due: readonly Due[]): Promise<readonly WireOutcome[]> {
  for (const { event, lag } of due) letLag(trial, event, lag);
  const outcomes = await trial.deliverTogether(due.map(({ event }) => ({ event })));
  for (const { event } of due) trial.stage.behave(event.data.object.id);
  return outcomes;
}

async function inTurn(trial: Trial, due: readonly Due[]): Promise<readonly WireOutcome[]> {
  const outcomes: WireOutcome[] = [];
  for (const { event, lag } of due) {
    letLag(trial, event, lag);
    outcomes.push(await trial.deliver({ event }));
    trial.stage.behave(event.data.object.id);
  }
  return outcomes;
}

function letLag({ stage }: Trial, event: ProxyEvent, changes: number): void {
  if (changes > 0) stage.misbehave(event.data.object.id, [{ kind: "lag", changes }]);
}

function withWireIds(trial: Trial, command: Command): Command {
  switch (command.do) {
    case "wait":
      return command;
    case "create":
      return {
        ...command,
        session: trial.idOf(command.session),
        buyer: trial.idOf(command.buyer),
      };
    case "start_subscription":
      return {
        ...command,
        session: trial.idOf(command.session),
        subscription: trial.idOf(command.subscription),
      };
    default:
      return "session" in command
        ? { ...command, session: trial.idOf(command.session) }
        : { ...command, subscription: trial.idOf(command.subscription) };
  }
}

function wordsFor(command: Command): string {
  switch (command.do) {
    case "wait":
      return `waits ${command.ms} ms`;
    case "create":
      return `creates ${command.session} for ${command.buyer}`;
    case "start_subscription":
      return `starts ${command.subscription} from ${command.session}`;
    default: {
      const subject = "session" in command ? command.session : command.subscription;
      return `${command.do.replaceAll("_", " ")}: ${subject}`;
    }
  }
}
