import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createEnvironmentReader, type Environment } from "../environment.ts";
import { readExample, withoutBlanks } from "../testing/environment.ts";
import { type ProxyConfig, readProxy } from "./config.ts";

const SECRET = "a-signing-secret-for-tests-only";

/** Everything that has no default. */
const REQUIRED: Environment = {
  PROXY_SECRET_KEY: "sk_test_1",
  PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
};

/** What is read where nothing else is set. */
const DEFAULTS: ProxyConfig = {
  secretKey: "sk_test_1",
  apiBaseUrl: null,
  apiTimeoutMs: 5000,
  signingSecrets: [SECRET],
  signatureScheme: "t-v1",
  toleranceSeconds: 300,
  policy: { pastDue: "restricted", cancelled: "ended" },
};

function read(env: Environment) {
  const reader = createEnvironmentReader(env);
  return { config: readProxy(reader), problems: reader.problems, warnings: reader.warnings };
}

describe("readProxy()", () => {
  test("needs two variables, and has a default for every other", () => {
    assert.deepEqual(read(REQUIRED), { config: DEFAULTS, problems: [], warnings: [] });
    const names = read({}).problems.map((problem) => problem.split(":")[0]);
    assert.deepEqual(names.toSorted(), Object.keys(REQUIRED).toSorted());
  });

  test("has the defaults of .env.example", async () => {
    const example = await readExample("Proxy");
    const filled = { ...withoutBlanks(example), ...REQUIRED };
    assert.deepEqual(read(filled).config, DEFAULTS);
    const blank = Object.keys(example).filter((name) => example[name] === "");
    const required = Object.keys(REQUIRED);
    const files = required.map((name) => `${name}_FILE`);
    assert.deepEqual(blank.toSorted(), [...required, ...files, "PROXY_API_BASE_URL"].toSorted());
  });

  test("takes several signing secrets, while one is being rotated out", () => {
    const list = `${SECRET}, ${SECRET}-new`;
    const { config } = read({ ...REQUIRED, PROXY_WEBHOOK_SIGNING_SECRET: list });
    assert.deepEqual(config.signingSecrets, [SECRET, `${SECRET}-new`]);
  });

  for (const [name, values] of Object.entries({
    PROXY_SECRET_KEY: [" ", "two words"],
    PROXY_API_BASE_URL: ["proxy", "ftp://proxy", "https://user:password@proxy"],
    PROXY_API_TIMEOUT_MS: ["0", "5001", "NaN", "Infinity"],
    PROXY_WEBHOOK_SIGNING_SECRET: [" ", "short", `${SECRET},`, `${SECRET},short`],
    PROXY_SIGNATURE_SCHEME: ["v2"],
    PROXY_TOLERANCE_SECONDS: ["0", "-1", "NaN", "Infinity", "86401"],
    POLICY_PAST_DUE: ["ended"],
    POLICY_CANCELLED: ["granted"],
  })) {
    for (const value of values) {
      test(`refuses ${name}=${JSON.stringify(value)}, without repeating it`, () => {
        const [problem = "", ...others] = read({ ...REQUIRED, [name]: value }).problems;
        assert.match(problem, new RegExp(`^${name}: .*expected `));
        assert.deepEqual(others, []);
        if (value.length > 3) assert.ok(!problem.includes(value));
      });
    }
  }

  test("judges a signing secret by the scheme that it is for", () => {
    const standard = { ...REQUIRED, PROXY_SIGNATURE_SCHEME: "standard-webhooks" };
    assert.equal(read(standard).problems.length, 1);
    const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
    assert.deepEqual(read({ ...standard, PROXY_WEBHOOK_SIGNING_SECRET: secret }).problems, []);
  });
});
