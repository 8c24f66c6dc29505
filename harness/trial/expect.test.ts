import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import { expectStatus } from "./expect.ts";

const answered = (status: number): WireOutcome => ({
  kind: "answered",
  answer: { status, headers: new Map(), body: new Uint8Array() },
});

describe("expectStatus()", () => {
  test("takes any status of a class for one of it", () => {
    for (const status of [400, 401, 403, 409, 413, 422, 431]) {
      expectStatus(answered(status), ["4xx"], "it");
    }
    expectStatus(answered(204), ["2xx"], "it");
    expectStatus(answered(599), ["4xx", "5xx"], "it");
  });

  test("takes no refusal for what senders take for something else", () => {
    for (const status of [404, 408, 410, 425, 429]) {
      assert.throws(() => expectStatus(answered(status), ["4xx"], "it"), {
        name: "Broken",
        message: `it: expected 4xx, got ${status}, which senders take for something else`,
      });
      expectStatus(answered(status), ["any_4xx"], "it");
    }
  });

  test("accuses a status that is of no class, and an answer that is none", () => {
    assert.throws(() => expectStatus(answered(500), ["2xx", 404], "it"), {
      name: "Broken",
      message: "it: expected 2xx or 404, got 500",
    });
    assert.throws(() => expectStatus({ kind: "timed_out" }, ["5xx"], "it"), Broken);
  });

  test("says nothing of who could not be reached", () => {
    const cause = new Error("refused");
    assert.throws(() => expectStatus({ kind: "unreachable", cause }, ["4xx"], "it"), Unreachable);
  });
});
