import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { broken, flaky, held, known } from "../reporters/sample-report.ts";
import { groupsOf } from "./groups.ts";
import type { Finding } from "./report.ts";

function found(id: string, reason: string, more: Partial<Finding> = {}): Finding {
  return { ...broken, id, reason, details: [], ...more };
}

function answered(answer: string): Pick<Finding, "observed"> {
  return { observed: { durationMs: 1, answer, output: [] } };
}

const ids = (findings: readonly Finding[]) =>
  groupsOf(findings).map((group) => group.findings.map(({ id }) => id));

describe("groupsOf()", () => {
  test("puts together what differs between oracle and probe in the same way, whatever the object", () => {
    const findings = [
      found("order/a", "psub_1: expected access ended, shown granted", { details: ["1", "2"] }),
      found("order/b", "psess_1: expected quantity 2, shown 4"),
      found("order/c", "meanwhile psub_7: expected access ended, shown granted", {
        details: ["1"],
      }),
    ];
    assert.deepEqual(ids(findings), [["order/c", "order/a"], ["order/b"]]);
    assert.equal(groupsOf(findings)[0]?.cause, "psub_…: expected access ended, shown granted");
  });

  test("puts together what is answered alike where the same was demanded", () => {
    const body = (id: string) => answered(`503 {"error":"not_applied","event":"${id}"}`);
    const findings = [
      found("a/a", "a late event: expected 2xx, got 503", body("evt_1")),
      found("a/b", "proxy_session.paid was never acknowledged in 6 attempts", {
        details: ["answers  503, 503"],
        ...body("evt_2"),
      }),
      found("a/c", "a ping: expected 2xx, got 503", answered('503 {"error":"busy"}')),
      found("a/d", "no header: expected 401, got 400", answered("400")),
    ];
    assert.deepEqual(ids(findings), [["a/a", "a/b"], ["a/c"], ["a/d"]]);
  });

  test("puts together the ends of a receiver by the same error", () => {
    const end = (id: string, error: string): Finding =>
      found(id, `the receiver ended with exit code 1, after POST /hook ${id}`, {
        observed: { durationMs: 1, answer: null, output: ["at x", error] },
      });
    const one = "RangeError: Input buffers must have the same length";
    const findings = [end("a/a", one), end("a/b", "TypeError: no"), end("a/c", one)];
    assert.deepEqual(ids(findings), [["a/a", "a/c"], ["a/b"]]);
  });

  test("begins with the cause from which most follows, and never with a SHOULD", () => {
    const should = { level: "SHOULD" } as const;
    const findings = [
      found("a/a", "no Allow", should),
      found("a/b", "no Allow", should),
      found("a/c", "something else"),
    ];
    assert.deepEqual(ids(findings), [["a/c"], ["a/a", "a/b"]]);
  });

  test("accuses of nothing that held, that is known, or that could not be decided", () => {
    assert.deepEqual(ids([held, known, { ...flaky, doubt: "unreachable" }]), []);
    assert.deepEqual(ids([flaky]), [[flaky.id]]);
  });
});
