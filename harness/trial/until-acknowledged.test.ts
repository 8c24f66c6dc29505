import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Broken } from "../target/verdict.ts";
import { type Attempt, untilAcknowledged } from "./until-acknowledged.ts";

const REFUSED: Attempt = { isAcknowledged: false, answer: "503" };
const HUNG: Attempt = { isAcknowledged: false, answer: "no answer in time", hung: true };

/** @returns How many attempts were made before it was given up. */
async function attemptsOf(each: Attempt, hangsMax?: number): Promise<number> {
  let attempts = 0;
  const attempt = async (): Promise<Attempt> => {
    attempts += 1;
    return each;
  };
  await assert.rejects(untilAcknowledged("an event", attempt, hangsMax), Broken);
  return attempts;
}

describe("untilAcknowledged()", () => {
  test("sends what is refused again and again, and gives it up", async () => {
    assert.equal(await attemptsOf(REFUSED), 6);
  });

  test("waits for an answer that does not come twice at most, or as often as it is told", async () => {
    assert.equal(await attemptsOf(HUNG), 2);
    assert.equal(await attemptsOf(HUNG, 1), 1);
  });
});
