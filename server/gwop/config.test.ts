import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEnvironmentReader, type Environment } from "../environment.ts";
import { readProxy } from "../proxy/config.ts";
import { assertRefusesEqualSecrets } from "../testing/environment.ts";
import { readGwop } from "./config.ts";

const SECRET = "whsec_a-gwop-secret-for-tests-only";

const ON: Environment = {
  GWOP_WEBHOOK_SECRET: SECRET,
  GWOP_MERCHANT_ID: "merchant_1",
  OPERATOR_TOKEN: "an-operator-token-for-tests-only",
};

/** @returns What was read, with the variables that head the problems and the warnings. */
function read(env: Environment) {
  const reader = createEnvironmentReader(env);
  const gwop = readGwop(reader);
  const named = (lines: readonly string[]) => lines.map((line) => line.split(":")[0]);
  return { gwop, problems: named(reader.problems), warnings: named(reader.warnings), reader };
}

describe("readGwop()", () => {
  test("is on, without a word, where everything is set", () => {
    const { gwop, problems, warnings } = read(ON);
    assert.deepEqual(gwop, {
      secrets: [SECRET],
      merchantId: "merchant_1",
      operatorToken: "an-operator-token-for-tests-only",
    });
    assert.deepEqual([problems, warnings], [[], []]);
  });

  test("is off, without a word, where nothing is set, or blank", () => {
    for (const env of [
      {},
      { GWOP_WEBHOOK_SECRET: " ", GWOP_MERCHANT_ID: "", OPERATOR_TOKEN: "" },
    ]) {
      const { gwop, problems, warnings } = read(env);
      assert.equal(gwop, null);
      assert.deepEqual([problems, warnings], [[], []]);
    }
  });

  test("takes several secrets, while one is being rotated out", () => {
    const list = `${SECRET}, ${SECRET}-new`;
    const { gwop } = read({ ...ON, GWOP_WEBHOOK_SECRET: list });
    assert.deepEqual(gwop?.secrets, [SECRET, `${SECRET}-new`]);
  });

  for (const name of ["GWOP_WEBHOOK_SECRET", "GWOP_MERCHANT_ID"]) {
    test(`is off without ${name} alone, and says which is missing`, () => {
      const { gwop, problems, warnings } = read({ ...ON, [name]: undefined });
      assert.equal(gwop, null);
      assert.deepEqual([problems, warnings], [[], [name]]);
    });
  }

  test("is on without OPERATOR_TOKEN, and says that nothing can be registered", () => {
    const { gwop, problems, warnings } = read({ ...ON, OPERATOR_TOKEN: undefined });
    assert.equal(gwop?.operatorToken, null);
    assert.deepEqual([problems, warnings], [[], ["OPERATOR_TOKEN"]]);
  });

  for (const [name, values] of Object.entries({
    GWOP_WEBHOOK_SECRET: [
      "whsec_",
      "whsec_23-characters-lon",
      `${SECRET},`,
      `,${SECRET}`,
      `${SECRET},whsec_`,
      "whsec_a secret with white space",
      `${SECRET}\u00a0`.padStart(40, "a b"),
    ],
    GWOP_MERCHANT_ID: ["two words"],
    OPERATOR_TOKEN: ["short", "an operator token with white space"],
  })) {
    for (const value of values) {
      test(`refuses ${name}=${JSON.stringify(value)}, even while Gwop is off`, () => {
        for (const env of [{ ...ON, [name]: value }, { [name]: value }]) {
          const { problems, reader } = read(env);
          assert.deepEqual(problems, [name]);
          assert.match(reader.problems[0] ?? "", /expected /);
        }
      });
    }
  }

  test("shares no secret with anybody, in use or not", () => {
    const problemsOf = (env: Environment): readonly string[] => {
      const reader = createEnvironmentReader(env);
      reader.token("PROBE_TOKEN", null);
      readProxy(reader);
      readGwop(reader);
      return reader.problems;
    };
    const env = {
      PROBE_TOKEN: "a-probe-token-for-tests-only",
      PROXY_SECRET_KEY: "sk_test_of_the_configuration",
      PROXY_WEBHOOK_SIGNING_SECRET: "a-signing-secret-for-tests-only",
      ...ON,
    };
    assertRefusesEqualSecrets(env, problemsOf);
    assertRefusesEqualSecrets({ ...env, GWOP_MERCHANT_ID: "" }, problemsOf);
  });

  test("repeats no secret in what it complains of", () => {
    const secret = "whsec_too short, too spaced";
    const { reader } = read({ GWOP_WEBHOOK_SECRET: secret, OPERATOR_TOKEN: "a secret" });
    const said = JSON.stringify([reader.problems, reader.warnings]);
    for (const part of ["spaced", "too short", "a secret"]) assert.ok(!said.includes(part));
  });
});
