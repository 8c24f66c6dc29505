/** Receivers that handle a delivery in another order, at another pace, or not now. @module */

import { setTimeout as wait } from "node:timers/promises";
import { json } from "../answers.ts";
import { withPlaces } from "../bugs/bend.ts";
import type { Parts } from "../parts.ts";
import { type Answer, Outage } from "../passing.ts";
import { answering, type Differing } from "./differing.ts";

const SLOW_MS = 300;
const AT_ONCE_MAX = 8;
/** So that all of them, each ended by its timeout, take less than an answer may. */
const READS_MAX = 8;

export const differingHandling: readonly Differing[] = [
  {
    name: "slow",
    way: `Takes ${SLOW_MS} ms for each delivery.`,
    untested: ["fewer than"],
    parts: answering(async (answer) => {
      await wait(SLOW_MS);
      return answer;
    }),
  },
  {
    name: "one write at a time",
    way: "Applies one event after the other, once their states are read.",
    parts: (correct) => {
      const inTurn = withPlaces(1);
      return {
        ...correct,
        apply: (key, state, context) => inTurn(() => correct.apply(key, state, context)),
      };
    },
  },
  {
    name: "copies in flight are a conflict",
    way: "Answers 409 to a copy of an event that it is still handling.",
    parts: puttingOffCopies(json(409, { error: "in_progress" })),
  },
  {
    name: "copies in flight are put off",
    way: "Answers 503 to a copy of an event that it is still handling.",
    parts: puttingOffCopies(json(503, { error: "in_progress" }, { "retry-after": "1" })),
  },
  {
    name: "sheds",
    way: `Answers 503 to what comes while it handles ${AT_ONCE_MAX} events.`,
    breaks: ["state/beside-ten-hanging-reads", "state/beside-fifty-hanging-reads"],
    parts: (correct) => {
      let handled = 0;
      return {
        ...correct,
        process: async (event, verified, context) => {
          if (handled === AT_ONCE_MAX) throw new Outage("too much to do");
          handled += 1;
          try {
            return await correct.process(event, verified, context);
          } finally {
            handled -= 1;
          }
        },
      };
    },
  },
  {
    name: "asks the inbox first",
    way: "Acknowledges what it has recorded without reading a state.",
    parts: (correct) => ({
      ...correct,
      process: async (event, verified, context) => {
        const key = correct.dedupeKey(event, verified);
        const isKnown = await context.storage.transact(({ inbox }) => inbox.has(key));
        return isKnown ? "duplicate" : correct.process(event, verified, context);
      },
    }),
  },
  {
    name: "reads the state twice",
    way: "Reads the state once to look at it, and once more to apply it.",
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      resolve: async (snapshot, context) => {
        await correct.resolve(snapshot, context);
        return correct.resolve(snapshot, context);
      },
    }),
  },
  {
    name: "reads again before it gives up",
    way: `Where the state could not be read or is too old, reads it up to ${READS_MAX - 1} times more, after a moment each.`,
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      resolve: async (snapshot, context) => {
        for (let reads = 1; reads < READS_MAX; reads += 1) {
          try {
            return await correct.resolve(snapshot, context);
          } catch (error) {
            if (!(error instanceof Outage)) throw error;
            await wait(20);
          }
        }
        return correct.resolve(snapshot, context);
      },
    }),
  },
  {
    name: "keeps what it refused",
    way: "Keeps the ids of the events that it refused, in a list that nothing reads.",
    parts: (correct) => {
      const refused: string[] = [];
      return {
        ...correct,
        answerFault: (fault, received, context) => {
          refused.push(`${fault} ${received.body.length}`);
          return correct.answerFault(fault, received, context);
        },
      };
    },
  },
  {
    name: "starts without a secret",
    way: "Starts without what it needs to verify anything, and then verifies nothing.",
    parts: (correct) => ({
      ...correct,
      canStart: () => true,
      secretsInUse: (environment) =>
        correct.canStart(environment) ? correct.secretsInUse(environment) : [],
    }),
  },
  {
    name: "forgets what it doesn't know",
    way: "Acknowledges events of unknown types and keeps nothing of them.",
    parts: (correct) => ({
      ...correct,
      apply: async (key, state, context) =>
        state === null ? "unchanged" : correct.apply(key, state, context),
    }),
  },
  {
    name: "looks at the text first",
    way: "Refuses what is no UTF-8 as malformed, before it looks at the signature.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) =>
        correct.decode(received.body) === null
          ? "event_malformed"
          : correct.verify(received, context),
    }),
  },
  {
    name: "looks at the time first",
    way: "Refuses what is stale before it computes a MAC.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) => {
        const claim = correct.readClaim(received.incoming, context);
        const seconds = typeof claim === "string" ? null : correct.readTimestamp(claim.timestamp);
        return seconds !== null && !correct.isFresh(seconds, context.environment)
          ? "timestamp_outside_tolerance"
          : correct.verify(received, context);
      },
    }),
  },
  {
    name: "hangs up on bodies",
    way: "Closes the connection, without an answer, on a body that is too large or too late.",
    parts: answering((answer) =>
      answer.status === 413 || answer.status === 408 ? { ...answer, hangsUp: true } : answer,
    ),
  },
  {
    name: "reads large bodies to the end",
    way: "Reads all of a body that is too large, and answers then.",
    parts: (correct) => ({
      ...correct,
      readBody: async (incoming, environment) => {
        const all = await correct.readBody(incoming, { ...environment, bodyLimitBytes: Infinity });
        const isOver = typeof all !== "string" && all.length > environment.bodyLimitBytes;
        return isOver ? "body_too_large" : all;
      },
    }),
  },
];

/** The copies that come while the first one is handled. */
function puttingOffCopies(answer: Answer): (correct: Parts) => Parts {
  return (correct) => {
    const inFlight = new Set<string>();
    return {
      ...correct,
      process: async (event, verified, context) => {
        const key = correct.dedupeKey(event, verified);
        if (inFlight.has(key)) throw new PutOff();
        inFlight.add(key);
        try {
          return await correct.process(event, verified, context);
        } finally {
          inFlight.delete(key);
        }
      },
      answerError: (error) => (error instanceof PutOff ? answer : correct.answerError(error)),
    };
  };
}

class PutOff extends Error {
  override readonly name = "PutOff";
}
