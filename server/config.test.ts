import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConfigError, parseConfig } from "./config.ts";
import { createEnvironmentReader, type Environment } from "./environment.ts";
import type { Provider } from "./provider.ts";
import { PROVIDERS } from "./providers.ts";
import {
  assertRefusesEqualSecrets,
  namesRead,
  readExample,
  withoutBlanks,
} from "./testing/environment.ts";

/** Everything of everybody's that has no default. */
const REQUIRED: Environment = {
  DATABASE_URL: "postgres://user@localhost:5432/app",
  PROBE_TOKEN: "a-probe-token-for-tests-only",
};

/** @returns What `parseConfig` complains of, each problem by the variable that heads it. */
function problemsOf(env: Environment, providers: readonly Provider[] = []): readonly string[] {
  try {
    parseConfig(env, providers);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe("parseConfig()", () => {
  test("needs two variables, and has a default for every other", () => {
    assert.deepEqual(parseConfig(REQUIRED, []), {
      host: "127.0.0.1",
      port: 3000,
      databaseUrl: REQUIRED["DATABASE_URL"],
      databasePoolMax: 10,
      databasePrepare: true,
      applyBatchMax: 64,
      bodyBytesMax: 1_048_576,
      probeToken: REQUIRED["PROBE_TOKEN"],
      logLevel: "info",
      arrived: null,
      inspector: null,
      routes: [],
      takeUpAgain: new Map(),
      secretFiles: new Map(),
      warnings: [],
    });
    const names = problemsOf({}).map((problem) => problem.split(":")[0]);
    assert.deepEqual(names.toSorted(), Object.keys(REQUIRED).toSorted());
  });

  test("needs two more with the providers that there are", () => {
    const names = problemsOf({}, PROVIDERS).map((problem) => problem.split(":")[0]);
    assert.deepEqual(names.toSorted(), [
      "DATABASE_URL",
      "PROBE_TOKEN",
      "PROXY_SECRET_KEY",
      "PROXY_WEBHOOK_SIGNING_SECRET",
    ]);
  });

  for (const [name, values] of Object.entries({
    PORT: ["-1", "65536", "http", "80.5", "0x50", "1e3"],
    DATABASE_URL: [" ", "localhost", "mysql://user@localhost/app"],
    DATABASE_POOL_MAX: ["0"],
    DATABASE_PREPARE: ["no", "0", "False"],
    BODY_LIMIT_BYTES: ["0", "16777217"],
    PROBE_TOKEN: [" ", "short", "a probe token with white space in it"],
    LOG_LEVEL: ["loud"],
  })) {
    for (const value of values) {
      test(`refuses ${name}=${JSON.stringify(value)}, without repeating it`, () => {
        const [problem = "", ...others] = problemsOf({ ...REQUIRED, [name]: value });
        assert.match(problem, new RegExp(`^${name}: .*expected `));
        assert.deepEqual(others, []);
        if (value.length > 3) assert.ok(!problem.includes(value));
      });
    }
  }

  test("reports every problem at once, a provider's too", () => {
    const env = { ...REQUIRED, PORT: "x", LOG_LEVEL: "x", PROBE_TOKEN: "x", ODD: "x" };
    const odd: Provider = {
      name: "proxy",
      configure: (read) => {
        read.integer("ODD", { min: 0, max: 1, fallback: 0 });
        return null;
      },
    };
    assert.equal(problemsOf(env, [odd]).length, 4);
  });

  test("refuses any two secrets that are equal, whoever's they are, by name", () => {
    const alone: Environment = {
      ...REQUIRED,
      PROXY_SECRET_KEY: "sk_test_of_the_configuration",
      PROXY_WEBHOOK_SIGNING_SECRET: "a-signing-secret-for-tests-only",
    };
    assertRefusesEqualSecrets(alone, (env) => problemsOf(env, PROVIDERS));
  });

  test("has the routes of the providers that are on, and of no other", () => {
    const addRoutes = () => undefined;
    const takeUpAgain = async () => ({ ok: true, outcome: "unchanged" }) as const;
    const on: Provider = { name: "proxy", configure: () => ({ addRoutes, takeUpAgain }) };
    const off: Provider = { name: "proxy", configure: () => null };
    const config = parseConfig(REQUIRED, [off, on, off]);
    assert.deepEqual(config.routes, [addRoutes]);
    assert.deepEqual(config.takeUpAgain, new Map([["proxy", takeUpAgain]]));
  });
});

describe(".env.example", () => {
  test("lists every variable of everybody's, and no other, each default as the code has it", async () => {
    const example = await readExample("Everybody");
    const inspector = await readExample("Inspector");
    const read = namesRead((env) => problemsOf(env));
    assert.deepEqual(Object.keys({ ...example, ...inspector }).toSorted(), read);

    const filled = { ...withoutBlanks({ ...example, ...inspector }), ...REQUIRED };
    assert.deepEqual(parseConfig(filled, []), parseConfig(REQUIRED, []));
    const required = Object.keys(REQUIRED);
    const files = required.map((name) => `${name}_FILE`);
    const blank = Object.keys(example).filter((name) => example[name] === "");
    assert.deepEqual(blank.toSorted(), [...required, ...files].toSorted());
  });

  for (const { name, configure } of PROVIDERS) {
    test(`lists every variable of the provider ${name}, and no other`, async () => {
      const read = namesRead((env) => configure(createEnvironmentReader(env)));
      assert.ok(read.length > 0);
      assert.deepEqual(Object.keys(await readExample(name)).toSorted(), read);
    });
  }
});
