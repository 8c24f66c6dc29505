import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Effort, ONE_CASE } from "../histories/effort.ts";
import type { History } from "../histories/history.ts";
import { Falsified } from "../properties/check-property.ts";
import type { Invariant } from "../properties/invariant.ts";
import { providerNamed } from "../providers/providers.ts";
import { playOf } from "../providers/testing.ts";
import { INVARIANTS } from "../run/catalogue.ts";
import { Broken, Unfinished, Unreachable } from "../target/verdict.ts";
import type { Trial } from "../trial/trial.ts";
import { checkedOnEvery, isAskedOfEvery } from "./check-every.ts";
import { enumerate } from "./enumeration.ts";
import { ALL } from "./part.ts";
import type { Progress } from "./play-numbers.ts";

const ENUMERATION = enumerate(
  { events: 1, deviations: 1 },
  playOf("proxy"),
  providerNamed("proxy").repertoire,
);

const EFFORT: Effort = { ...ONE_CASE, timeBudgetMs: 60_000 };

function idleTrial(): Trial {
  const trial = { tally: { add: () => {} }, again: () => trial, close: () => {} };
  // The property below asks for no more of a trial than this.
  return trial as unknown as Trial;
}

/** @returns The invariant that is asked of every schedule, and how far it has come. */
function asked(holdsFor: (history: History) => Promise<void>, part = ALL) {
  const invariant = INVARIANTS.find(isAskedOfEvery);
  assert.ok(invariant !== undefined);
  const property: Invariant["property"] = {
    ...invariant.property,
    holdsFor: (_trial, history) => holdsFor(history),
  };
  const progress: Progress[] = [];
  const checked = checkedOnEvery({ ...invariant, property }, ENUMERATION, part, (one) =>
    progress.push(one),
  );
  return { checked, last: () => progress.at(-1) };
}

/** Breaks what comes for the so many-th time and later. */
function from(count: number): () => Promise<void> {
  let played = 0;
  return async () => {
    played += 1;
    if (played >= count) throw new Broken(`the schedule ${played}`);
  };
}

describe("checkedOnEvery()", () => {
  test("plays each schedule once, and says that none is left", async () => {
    const played: History[] = [];
    const { checked, last } = asked(async (history) => void played.push(history));
    await checked.check(idleTrial(), { ...EFFORT, lanes: 3 });
    assert.equal(new Set(played.map((one) => JSON.stringify(one))).size, ENUMERATION.total);
    assert.deepEqual(last(), { played: ENUMERATION.total, next: null });
  });

  test("has the first that breaks for a counterexample, and its number for the path", async () => {
    const { checked } = asked(from(3));
    await assert.rejects(checked.check(idleTrial(), EFFORT), (error) => {
      assert.ok(error instanceof Falsified);
      assert.equal(error.path, "3");
      assert.deepEqual(error.history, ENUMERATION.scheduleAt(3));
      assert.equal(error.hits, error.replays);
      return true;
    });
  });

  test("plays the one alone that a path names", async () => {
    const played: History[] = [];
    const { checked } = asked(async (history) => void played.push(history));
    await checked.check(idleTrial(), { ...EFFORT, path: "5" });
    assert.deepEqual(played, [ENUMERATION.scheduleAt(5)]);
  });

  test("holds for nobody where its time is up, and says where to go on", async () => {
    const { checked, last } = asked(async () => {}, { ...ALL, from: 4 });
    await assert.rejects(checked.check(idleTrial(), { ...EFFORT, timeBudgetMs: -1 }), (error) => {
      assert.ok(error instanceof Unfinished);
      assert.match(error.message, /nothing broke in 1 of \d+ schedules: .+ --from 5 goes on/);
      return true;
    });
    assert.deepEqual(last(), { played: 1, next: 5 });
  });

  test("accuses nobody of a target that went away", async () => {
    const { checked } = asked(() => Promise.reject(new Unreachable("gone", null)));
    await assert.rejects(checked.check(idleTrial(), EFFORT), Unreachable);
  });
});
