import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type History, histories, type Verb } from "../histories/history.ts";
import { Broken } from "../requirements/requirement.ts";
import type { Trial } from "../trial/trial.ts";
import { checkProperty, Falsified, type Property } from "./check-property.ts";

function historyOf(verb: Verb): History {
  const move = { verb, which: 0, quantity: 1, waitMs: 0, heard: [], repeats: [], noise: [] };
  return { moves: [move] };
}

/** A trial whose time is up from the first. */
function trialWith(recorded: readonly History[]): Trial {
  const trial = {
    effort: {
      seed: 1,
      runs: 3,
      path: null,
      shrinks: false,
      timeBudgetMs: 0,
      recorded: () => recorded,
    },
    tally: { add: () => {}, counts: () => ({}) },
    tell: () => {},
    again: () => trial,
    close: () => {},
  };
  // The property below asks for no more of a trial than this.
  return trial as unknown as Trial;
}

function property(holdsFor: Property["holdsFor"]): Property {
  return { id: "order/sample", arbitrary: histories(), holdsFor };
}

describe("checkProperty()", () => {
  test("plays every history that broke it before, also when its time is up", async () => {
    const recorded = [historyOf("purchase"), historyOf("subscribe"), historyOf("begin")];
    const breaksAtLast = property(async (_trial, history) => {
      if (history === recorded[2]) throw new Broken("broken as before");
    });
    await assert.rejects(checkProperty(trialWith(recorded), breaksAtLast), Falsified);
  });

  test("plays a generated one after those, also when its time is up", async () => {
    const recorded = [historyOf("purchase")];
    const breaksLater = property(async (_trial, history) => {
      if (!recorded.includes(history)) throw new Broken("broken by a new one");
    });
    await assert.rejects(checkProperty(trialWith(recorded), breaksLater), Falsified);
  });
});
