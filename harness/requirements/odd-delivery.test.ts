import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WireOutcome } from "../courier/wire.ts";
import { Broken, Unreachable } from "../target/verdict.ts";
import {
  expectGivenUp,
  expectStatusOrCut,
  inverted,
  repeating,
  rewriting,
  without,
} from "./odd-delivery.ts";

const HEADERS = [
  ["content-type", "application/json"],
  ["Proxy-Signature", "t=1,v1=ab"],
] as const;

const answered = (status: number): WireOutcome => ({
  kind: "answered",
  answer: { status, headers: new Map(), body: new Uint8Array() },
});

describe("headers of an odd delivery", () => {
  test("are rewritten by name, whatever the name's case", () => {
    const bend = rewriting("proxy-signature", (value) => value.replace("t=1,", ""));
    assert.deepEqual(bend(HEADERS), [HEADERS[0], ["Proxy-Signature", "v1=ab"]]);
  });

  test("are left out by name", () => {
    assert.deepEqual(without("proxy-signature")(HEADERS), [HEADERS[0]]);
  });

  test("are sent again behind themselves", () => {
    const bent = repeating("proxy-signature", (value) => `${value}c`)(HEADERS);
    assert.deepEqual(bent, [...HEADERS, ["Proxy-Signature", "t=1,v1=abc"]]);
  });
});

describe("inverted()", () => {
  test("never returns the signature that it was given", () => {
    for (const mac of ["ab", "ba", "0f", "zz", "+/"]) {
      assert.notEqual(inverted(mac), mac);
      assert.equal(inverted(mac).length, mac.length);
    }
  });
});

describe("expectGivenUp()", () => {
  test("accepts any refusal, a lost connection, and a request to try again", () => {
    for (const status of [400, 401, 408, 500, 503]) expectGivenUp(answered(status), "it");
    expectGivenUp({ kind: "cut" }, "it");
  });

  test("accuses who waits for ever, and who acknowledges", () => {
    for (const outcome of [{ kind: "timed_out" } as const, answered(200)]) {
      assert.throws(() => expectGivenUp(outcome, "it"), Broken);
    }
  });

  test("says nothing of who could not be reached", () => {
    const cause = new Error("refused");
    assert.throws(() => expectGivenUp({ kind: "unreachable", cause }, "it"), Unreachable);
  });
});

describe("expectStatusOrCut()", () => {
  test("accepts a connection that was cut, since the answer may be lost with it", () => {
    expectStatusOrCut({ kind: "cut" }, [413], "it");
  });

  test("accuses an answer with another status, and none in time", () => {
    assert.throws(() => expectStatusOrCut(answered(200), [413], "it"), Broken);
    assert.throws(() => expectStatusOrCut({ kind: "timed_out" }, [413], "it"), Broken);
  });
});
