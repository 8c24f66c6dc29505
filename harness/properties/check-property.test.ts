import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Effort, ONE_CASE } from "../histories/effort.ts";
import { type History, histories } from "../histories/history.ts";
import { ANY_VERB } from "../providers/proxy/verbs.ts";
import { playOf } from "../providers/testing.ts";
import { Broken } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import { checkProperty, Falsified, type Property } from "./check-property.ts";

function historyOf(verb: string): History {
  const move = { verb, which: 0, quantity: 1, waitMs: 0, heard: [], repeats: [], noise: [] };
  return { moves: [move] };
}

/** An effort whose time is up from the first. */
function effortWith(recorded: readonly History[]): Effort {
  return { ...ONE_CASE, runs: 3, recorded: () => recorded };
}

function idleTrial(): Trial {
  const trial = {
    sender: { play: playOf("proxy") },
    tally: { add: () => {}, counts: () => ({}) },
    tell: () => {},
    again: () => trial,
    close: () => {},
  };
  // The property below asks for no more of a trial than this.
  return trial as unknown as Trial;
}

function property(holdsFor: Property["holdsFor"]): Property {
  return { id: "order/sample", arbitrary: histories({ verbs: ANY_VERB }), holdsFor };
}

describe("checkProperty()", () => {
  test("plays every history that broke it before, also when its time is up", async () => {
    const recorded = [historyOf("purchase"), historyOf("subscribe"), historyOf("begin")];
    const breaksAtLast = property(async (_trial, history) => {
      if (history === recorded[2]) throw new Broken("broken as before");
    });
    await assert.rejects(checkProperty(idleTrial(), effortWith(recorded), breaksAtLast), Falsified);
  });

  test("plays a generated one after those, also when its time is up", async () => {
    const recorded = [historyOf("purchase")];
    const breaksLater = property(async (_trial, history) => {
      if (!recorded.includes(history)) throw new Broken("broken by a new one");
    });
    await assert.rejects(checkProperty(idleTrial(), effortWith(recorded), breaksLater), Falsified);
  });
});
