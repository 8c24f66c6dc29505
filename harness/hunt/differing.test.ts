import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DIFFERING } from "../mutants/differing/all.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { accusationsOf, DIFFERING_CASES, judgedWays, notAsSaid } from "./differing.ts";
import type { Judgement, Verdict } from "./matrix.ts";

const IDS = new Set(CATALOGUE.map(({ id, level }) => `${level} ${id}`));

const ALIKE = "refuses with 400 (proxy)";
const AT_GWOP = "refuses with 400 (gwop)";

const held = (id: string): Verdict => ({ id, verdict: "held", doubt: null, reason: null });
const broken = (id: string): Verdict => ({ ...held(id), verdict: "broken", reason: "it is" });
const untested = (id: string, reason: string): Verdict => ({
  ...held(id),
  verdict: "untested",
  reason,
});

const accused = (name: string, findings: readonly Verdict[], plain: readonly Judgement[] = []) =>
  accusationsOf({ name, findings }, plain).map(({ id }) => id);

describe("the correct receivers that differ", () => {
  test("are at least thirty, with a name each", () => {
    const names = new Set(DIFFERING.map(({ name }) => name));
    assert.equal(names.size, DIFFERING.length);
    assert.ok(names.size >= 30);
  });

  for (const { name, breaks = [], provider } of DIFFERING) {
    test(`break nothing but a SHOULD that there is: ${name}`, () => {
      for (const id of breaks) {
        const isKnown = IDS.has(`SHOULD ${id}`) || IDS.has(`SHOULD gwop/${id}`);
        assert.ok(isKnown, `${id} of ${provider ?? "any sender"}`);
      }
    });
  }
});

describe("accusationsOf()", () => {
  test("bears what a receiver says of itself, at each sender's endpoint", () => {
    assert.deepEqual(accused(ALIKE, [broken("signature/unauthorized")]), []);
    assert.deepEqual(accused(AT_GWOP, [broken("gwop/signature/unauthorized")]), []);
    const why = "the target answers a wrong signature and a body over the limit alike: 400";
    assert.deepEqual(accused(ALIKE, [untested("body/over-limit-unsigned", why)]), []);
  });

  test("finds a MUST, another SHOULD, what differed when repeated, and what was not asked", () => {
    const findings: readonly Verdict[] = [
      broken("signature/missing"),
      broken("body/bad-request"),
      { ...held("time/stale"), verdict: "inconclusive", doubt: "different_when_repeated" },
      untested("entitlement/renews", "the probe does not report renews"),
    ];
    assert.deepEqual(
      accused(ALIKE, findings),
      findings.map(({ id }) => id),
    );
  });

  test("bears what was not asked of the plain one either", () => {
    const findings = [untested("signature/two-timestamps", "there is one")];
    const scheme = DIFFERING_CASES.find(({ name }) => name === ALIKE)?.scheme ?? "";
    assert.deepEqual(accused(ALIKE, findings, [{ scheme, seed: 1, findings }]), []);
  });
});

describe("notAsSaid()", () => {
  test("finds a receiver that does not differ as it says", () => {
    const judged = DIFFERING_CASES.filter(
      ({ differing }) => differing.name === "other methods are not found",
    ).map(({ name }) => ({ name, findings: [held("http/allow")] }));
    assert.deepEqual(
      notAsSaid(judged).map(({ id }) => id),
      ["http/allow"],
    );
    assert.deepEqual(
      judgedWays(judged).map(({ name }) => name),
      ["other methods are not found"],
    );
  });

  test("says nothing of who was not judged at every endpoint", () => {
    assert.deepEqual(notAsSaid([]), []);
  });
});
