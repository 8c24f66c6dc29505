import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deliveryOf, type Note, nothingLearned, type Route } from "./arrival.ts";
import { judge } from "./verdict.ts";

/** @returns The verdict in short, of an answer by which nothing but `note` was learned. */
function verdictOf(status: number, route: Route, note: Note = {}, hasBody = false): string {
  const learned = { ...nothingLearned(), route, note };
  const body = new Uint8Array();
  const delivery = deliveryOf("proxy", new Request("http://localhost"), body);
  const verdict = judge({
    requestId: "",
    method: "POST",
    path: "/",
    receivedAt: new Date(0),
    durationMs: 0,
    status,
    learned: { ...learned, delivery: hasBody ? delivery : null },
  });
  switch (verdict.kind) {
    case "delivery":
      return `delivery ${verdict.outcome} ${verdict.reason}`;
    case "refusal":
      return `refusal ${verdict.route} ${verdict.reason}`;
    case "neither":
      return "neither";
  }
}

describe("judge()", () => {
  test("calls a delivery what its sender's key vouched for, refused or not", () => {
    for (const [status, note, verdict] of [
      [200, { outcome: "applied" }, "delivery applied null"],
      [200, { outcome: "unchanged", reason: "unknown_type" }, "delivery unchanged unknown_type"],
      [503, { refusal: "state_read_failed" }, "delivery refused state_read_failed"],
      [400, { refusal: "event_malformed" }, "delivery refused event_malformed"],
    ] as const) {
      assert.equal(verdictOf(status, "proxy", note, true), verdict);
    }
  });

  test("calls anything else that was turned away a refusal, by a word of a closed list", () => {
    for (const [status, note, reason] of [
      [401, { refusal: "signature_refused", reason: "signature_missing" }, "signature_missing"],
      [401, { refusal: "signature_refused" }, "signature_refused"],
      [413, { refusal: "body_too_large" }, "body_too_large"],
      [418, { refusal: "a word that nobody knows" }, "internal"],
      [500, {}, "internal"],
      [503, { refusal: "database_overloaded" }, "database_overloaded"],
    ] as const) {
      assert.equal(verdictOf(status, "proxy", note, true), `refusal proxy ${reason}`);
      assert.equal(verdictOf(status, "proxy", note, false), `refusal proxy ${reason}`);
    }
    assert.equal(verdictOf(404, "none"), "refusal none not_found");
    assert.equal(verdictOf(405, "none"), "refusal none method_not_allowed");
    assert.equal(verdictOf(401, "probe"), "refusal probe unauthorized");
  });

  test("calls neither what was answered, nor that we are not ready", () => {
    assert.equal(verdictOf(200, "probe"), "neither");
    assert.equal(verdictOf(201, "registration", { registered: "created" }), "neither");
    assert.equal(verdictOf(503, "health"), "neither");
  });
});
