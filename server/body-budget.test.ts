import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createBodyBudget, SEAT_BYTES, type Seat } from "./body-budget.ts";

function take(budget: ReturnType<typeof createBodyBudget>): Seat {
  const seat = budget.takeSeat();
  assert.ok(seat !== null);
  return seat;
}

describe("createBodyBudget()", () => {
  test("has so many seats, and one again for each that is left", () => {
    const budget = createBodyBudget(2, 0);
    const first = take(budget);
    take(budget);
    assert.equal(budget.takeSeat(), null);
    first.leave();
    first.leave();
    take(budget);
    assert.equal(budget.takeSeat(), null);
  });

  test("gives a seat its own room, whatever others took of what is shared", () => {
    const budget = createBodyBudget(2, 10);
    assert.ok(take(budget).reserve(SEAT_BYTES + 10));
    const small = take(budget);
    assert.ok(small.reserve(SEAT_BYTES));
    assert.equal(small.reserve(SEAT_BYTES + 1), false);
    assert.ok(small.reserve(SEAT_BYTES));
  });

  test("tells what there is room for, and takes nothing by that", () => {
    const budget = createBodyBudget(2, 10);
    const [first, second] = [take(budget), take(budget)];
    assert.ok(first.hasRoom(SEAT_BYTES + 10) && second.hasRoom(SEAT_BYTES + 10));
    assert.ok(!first.hasRoom(SEAT_BYTES + 11));
    assert.ok(first.reserve(SEAT_BYTES + 10));
    assert.ok(first.hasRoom(SEAT_BYTES + 10));
    assert.ok(second.hasRoom(SEAT_BYTES) && !second.hasRoom(SEAT_BYTES + 1));
  });

  test("counts what a body takes in all, and has it back when the seat is left", () => {
    const budget = createBodyBudget(1, 10);
    for (let round = 0; round < 3; round += 1) {
      const seat = take(budget);
      for (let more = 0; more <= 10; more += 1) assert.ok(seat.reserve(SEAT_BYTES + more));
      assert.equal(seat.reserve(SEAT_BYTES + 11), false);
      seat.leave();
    }
  });
});
