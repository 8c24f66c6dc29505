import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OrderError, parseOrder, parseReference } from "./order.ts";

describe("parseOrder()", () => {
  test("takes an age in days", () => {
    const order = { do: "drop", olderThanDays: 400, isDry: false };
    assert.deepEqual(parseOrder(["--older-than", "400d"]), order);
    assert.deepEqual(parseOrder(["--dry-run", "--older-than=31d"]), {
      ...order,
      olderThanDays: 31,
      isDry: true,
    });
  });

  test("takes a shorter age of deliveries alone, which nothing rests on", () => {
    const order = { do: "forget", olderThanDays: 1, isDry: false };
    assert.deepEqual(parseOrder(["--deliveries-older-than", "1d"]), order);
  });

  test("takes a buyer's reference, whatever it looks like, or standard input", () => {
    for (const [args, buyerReference] of [
      [["--erase-buyer", "user 42"], "user 42"],
      [["--erase-buyer=--help"], "--help"],
      [["--erase-buyer", "-"], null],
    ] as const) {
      assert.deepEqual(parseOrder(args), { do: "erase", buyerReference, isDry: false });
    }
  });

  test("has no age by default, and refuses what it can't tell", () => {
    for (const args of [
      [],
      ["--dry-run"],
      ["--older-than"],
      ["--older-than", "400d", "--erase-buyer", "user_42"],
      ["--older-than", "400d", "--deliveries-older-than", "7d"],
      ["--deliveries-older-than", "0d"],
      ["--erase-buyer", ""],
      ["--erase-buyer", "--dry-run"],
      ["--older"],
      ["now"],
      ...["", "400", "1y", "30d", "0d", "-400d", "4e2d", "36501d", "400D"].map((age) => [
        `--older-than=${age}`,
      ]),
    ]) {
      assert.throws(() => parseOrder(args), OrderError, args.join(" "));
    }
  });
});

describe("parseReference()", () => {
  test("takes what came without the line's end behind it, and nothing else off", () => {
    for (const [input, reference] of [
      ["user_42", "user_42"],
      ["user_42\n", "user_42"],
      ["user_42\r\n", "user_42"],
      [" user_42 \n\n", " user_42 \n"],
    ] as const) {
      assert.equal(parseReference(input), reference);
    }
  });

  test("refuses nothing at all", () => {
    for (const input of ["", "\n"]) assert.throws(() => parseReference(input), OrderError);
  });
});
