import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEnvironmentReader } from "./environment.ts";

const TOKEN = "a-token-for-tests-only-24";

describe("token()", () => {
  test("gives a token, and null where it isn't set, or blank", () => {
    const read = createEnvironmentReader({ A: ` ${TOKEN} `, B: " " });
    assert.deepEqual(
      ["A", "B", "C"].map((name) => read.token(name, "look")),
      [TOKEN, null, null],
    );
    assert.deepEqual([read.problems, read.warnings], [[], []]);
  });

  test("refuses what could be guessed, or what no header could carry, in use or not", () => {
    for (const value of ["x".repeat(23), `${TOKEN} ${TOKEN}`, `${TOKEN}\u00fc`]) {
      for (const may of ["look", null]) {
        const read = createEnvironmentReader({ A: value });
        read.token("A", may);
        assert.deepEqual(read.problems, ["A: expected at least 24 random characters of your own"]);
      }
    }
  });

  test("warns of any two that are equal, naming the first, and repeats neither", () => {
    const read = createEnvironmentReader({ A: TOKEN, B: `${TOKEN}!`, C: TOKEN, D: TOKEN });
    for (const [name, may] of Object.entries({ A: "read", B: "look", C: "register", D: "pay" })) {
      read.token(name, may);
    }
    assert.deepEqual(read.warnings, [
      "C: the same as A, so that whoever reads may register too",
      "D: the same as A, so that whoever reads may pay too",
    ]);
    assert.deepEqual(read.problems, []);
  });

  test("compares with none a token that nothing asks for", () => {
    const read = createEnvironmentReader({ A: TOKEN, B: TOKEN, C: TOKEN });
    read.token("A", null);
    read.token("B", "look");
    read.token("C", null);
    assert.deepEqual(read.warnings, []);
  });
});
