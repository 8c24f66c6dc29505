import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  accusationsIn,
  exitCodeOf,
  huntFrom,
  type Judgement,
  type Matrix,
  survived,
  tally,
  type Verdict,
} from "./matrix.ts";

const MUTANT = { name: "time/late", bug: "It is late." };
const MEANT = [{ id: "time/own" }, { id: "time/second" }] as const;

const held = (id: string): Verdict => ({ id, verdict: "held", doubt: null, reason: null });
const broken = (id: string): Verdict => ({ id, verdict: "broken", doubt: null, reason: "it is" });
const untested = (id: string): Verdict => ({ ...held(id), verdict: "untested", reason: "no" });

describe("huntFrom()", () => {
  test("calls a mutant killed where everything that is meant for it broke", () => {
    const findings = [broken("time/own"), broken("time/second"), held("body/other")];
    const hunt = huntFrom(MUTANT, MEANT, findings, true);
    assert.ok(!survived(hunt));
    assert.deepEqual(hunt.alsoKilledBy, []);
  });

  test("calls a mutant a survivor where one of those that are meant for it did not break", () => {
    const findings = [broken("time/own"), untested("time/second"), broken("body/other")];
    const hunt = huntFrom(MUTANT, MEANT, findings, true);
    assert.ok(survived(hunt));
    assert.deepEqual(hunt.missedBy, [{ id: "time/second", reason: "untested: no" }]);
    assert.deepEqual(hunt.alsoKilledBy, ["body/other"]);
  });

  test("calls a mutant a survivor where nothing is meant for it, whoever else noticed it", () => {
    assert.ok(survived(huntFrom(MUTANT, [], [broken("body/other")], true)));
  });

  test("takes a race that broke only once for a kill", () => {
    const once: Verdict = {
      ...broken("time/own"),
      verdict: "inconclusive",
      doubt: "different_when_repeated",
    };
    assert.ok(!survived(huntFrom(MUTANT, [{ id: "time/own" }], [once], false)));
  });
});

describe("accusationsIn()", () => {
  const judgement = (seed: number, ...findings: readonly Verdict[]): Judgement => ({
    scheme: "t-v1",
    seed,
    findings,
  });

  test("finds none where everything held at least once and was untested otherwise", () => {
    assert.deepEqual(accusationsIn([judgement(1, held("a/b")), judgement(2, untested("a/b"))]), []);
  });

  test("finds what broke on one seed only", () => {
    const judgements = [judgement(1, held("a/b")), judgement(2, broken("a/b"))];
    assert.deepEqual(
      accusationsIn(judgements).map(({ id, seed }) => ({ id, seed })),
      [{ id: "a/b", seed: 2 }],
    );
  });

  test("finds what never held, since that is not known to be possible", () => {
    assert.equal(accusationsIn([judgement(1, untested("a/b"))]).length, 1);
  });
});

describe("exitCodeOf()", () => {
  const killed = huntFrom(MUTANT, MEANT, [broken("time/own"), broken("time/second")], false);
  const survivor = huntFrom(MUTANT, MEANT, [held("time/own")], false);
  const accusation = { id: "a/b", reason: "broken", receiver: null, scheme: "t-v1", seed: 1 };
  const clean: Matrix = {
    hunts: [killed],
    differing: [],
    accusations: [],
    unshown: [],
    faults: [],
  };

  for (const [what, matrix, code] of [
    ["every mutant was killed", clean, 0],
    ["one survived", { ...clean, hunts: [killed, survivor] }, 1],
    ["the correct receiver was accused", { ...clean, accusations: [accusation] }, 1],
    ["the harness failed, whatever else", { ...clean, hunts: [survivor], faults: ["x"] }, 5],
  ] as const) {
    test(`is ${code} where ${what}`, () => assert.equal(exitCodeOf(matrix), code));
  }

  test("goes with a tally", () => {
    const matrix = { ...clean, hunts: [killed, survivor], accusations: [accusation] };
    assert.equal(tally(matrix), "1 mutants killed, 1 survivors, 1 accusations");
  });
});
