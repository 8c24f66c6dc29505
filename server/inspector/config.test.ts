import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConfigError, parseConfig } from "../config.ts";
import type { Environment } from "../environment.ts";
import { assertRefusesEqualSecrets, readExample, withoutBlanks } from "../testing/environment.ts";
import { isLoopback } from "./config.ts";

const REQUIRED: Environment = {
  DATABASE_URL: "postgres://user@localhost:5432/app",
  PROBE_TOKEN: "a-probe-token-for-tests-only",
};
const TOKEN = "an-inspector-token-for-tests-only";

function configOf(env: Environment) {
  return parseConfig({ ...REQUIRED, ...env }, []);
}

function problemsOf(env: Environment): readonly string[] {
  try {
    configOf(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe("readInspector()", () => {
  test("is off without a token, whatever else is set", () => {
    const env = { INSPECTOR_HOST: "0.0.0.0", INSPECTOR_ORIGIN: "https://inspector.example.com" };
    assert.equal(configOf(env).inspector, null);
  });

  test("is on with either token, on loopback unless told otherwise", () => {
    const address = { host: "127.0.0.1", port: 3001, origin: null };
    assert.deepEqual(configOf({ INSPECTOR_TOKEN: TOKEN }).inspector, {
      ...address,
      token: TOKEN,
      metricsToken: null,
    });
    assert.deepEqual(configOf({ METRICS_TOKEN: TOKEN }).inspector, {
      ...address,
      token: null,
      metricsToken: TOKEN,
    });
  });

  test("has in .env.example what its settings are by default", async () => {
    const example = withoutBlanks(await readExample("Inspector"));
    const env = { INSPECTOR_TOKEN: TOKEN };
    assert.deepEqual(configOf({ ...example, ...env }), configOf(env));
  });

  test("refuses tokens that are equal to each other, or to another secret", () => {
    const env = { ...REQUIRED, INSPECTOR_TOKEN: TOKEN, METRICS_TOKEN: `${TOKEN}-of-metrics` };
    assertRefusesEqualSecrets(env, problemsOf);
  });

  for (const [name, values] of Object.entries({
    INSPECTOR_TOKEN: ["short", "an inspector token with white space"],
    METRICS_TOKEN: ["short"],
    INSPECTOR_PORT: ["http", "65536", "3000"],
    INSPECTOR_ORIGIN: ["inspector.example.com", "ftp://example.com", "https://example.com/path"],
  })) {
    for (const value of values) {
      test(`refuses ${name}=${value}, by name`, () => {
        const problems = problemsOf({ INSPECTOR_TOKEN: TOKEN, [name]: value });
        assert.equal(problems.length, 1);
        assert.match(problems[0] ?? "", new RegExp(`^${name}: .*expected `));
      });
    }
  }

  test("takes an origin with a slash at its end", () => {
    const env = { INSPECTOR_TOKEN: TOKEN, INSPECTOR_ORIGIN: "https://inspector.example.com/" };
    assert.equal(configOf(env).inspector?.origin, "https://inspector.example.com");
  });

  test("warns where a cookie would cross the network in the open", () => {
    const env = { INSPECTOR_TOKEN: TOKEN, INSPECTOR_HOST: "0.0.0.0" };
    assert.match(configOf(env).warnings.join(), /^INSPECTOR_ORIGIN: not set/);
    const told = { ...env, INSPECTOR_ORIGIN: "https://inspector.example.com" };
    assert.deepEqual(configOf(told).warnings, []);
  });
});

describe("isLoopback()", () => {
  for (const host of ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "::1", "[::1]"]) {
    test(`is so of ${host}`, () => assert.ok(isLoopback(host)));
  }
  for (const host of ["", "0.0.0.0", "::", "10.0.0.1", "127.0.0.1.example.com", "localhost.com"]) {
    test(`is not so of ${JSON.stringify(host)}`, () => assert.ok(!isLoopback(host)));
  }
});
