import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { ConfigError, parseConfig } from "./config.ts";
import type { Environment } from "./environment.ts";

const SECRET = "a-signing-secret-for-tests-only";

/** Everything that has no default. */
const REQUIRED: Environment = {
  DATABASE_URL: "postgres://user@localhost/app",
  PROXY_SECRET_KEY: "sk_test_1",
  PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
  PROBE_TOKEN: "a-probe-token-for-tests-only",
};

/** @returns What `parseConfig` complains of, each problem by the variable that heads it. */
function problemsOf(env: Environment): readonly string[] {
  try {
    parseConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
  return [];
}

describe("parseConfig()", () => {
  test("needs four variables, and has a default for every other", () => {
    const config = parseConfig(REQUIRED);
    assert.equal(config.port, 3000);
    assert.equal(config.host, "127.0.0.1");
    assert.equal(config.signatureScheme, "t-v1");
    assert.equal(config.toleranceSeconds, 300);
    assert.equal(config.bodyBytesMax, 1_048_576);
    assert.equal(config.proxyApiTimeoutMs, 5000);
    assert.deepEqual(config.policy, { pastDue: "restricted", cancelled: "ended" });
    assert.equal(config.gwop, null);
    assert.deepEqual(config.warnings, []);

    const names = problemsOf({}).map((problem) => problem.split(":")[0]);
    assert.deepEqual(names.toSorted(), Object.keys(REQUIRED).toSorted());
  });

  test("takes several signing secrets, while one is being rotated out", () => {
    const list = `${SECRET}, ${SECRET}-new`;
    const config = parseConfig({ ...REQUIRED, PROXY_WEBHOOK_SIGNING_SECRET: list });
    assert.deepEqual(config.signingSecrets, [SECRET, `${SECRET}-new`]);
  });

  for (const [name, values] of Object.entries({
    PORT: ["-1", "65536", "http", "80.5", "0x50", "1e3"],
    DATABASE_URL: [" ", "localhost", "mysql://user@localhost/app"],
    DATABASE_POOL_MAX: ["0"],
    PROXY_SECRET_KEY: [" ", "two words"],
    PROXY_API_BASE_URL: ["proxy", "ftp://proxy", "https://user:password@proxy"],
    PROXY_API_TIMEOUT_MS: ["0", "5001", "NaN", "Infinity"],
    PROXY_WEBHOOK_SIGNING_SECRET: [" ", "short", `${SECRET},`, `${SECRET},short`],
    PROXY_SIGNATURE_SCHEME: ["v2"],
    PROXY_TOLERANCE_SECONDS: ["0", "-1", "NaN", "Infinity", "86401"],
    BODY_LIMIT_BYTES: ["0", "16777217"],
    PROBE_TOKEN: [" ", "short", "a probe token with white space in it"],
    POLICY_PAST_DUE: ["ended"],
    POLICY_CANCELLED: ["granted"],
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

  test("judges a signing secret by the scheme that it is for", () => {
    const standard = { ...REQUIRED, PROXY_SIGNATURE_SCHEME: "standard-webhooks" };
    assert.equal(problemsOf(standard).length, 1);
    const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
    assert.deepEqual(problemsOf({ ...standard, PROXY_WEBHOOK_SIGNING_SECRET: secret }), []);
  });

  test("reports every problem at once", () => {
    assert.equal(
      problemsOf({ ...REQUIRED, PORT: "x", LOG_LEVEL: "x", PROBE_TOKEN: "x" }).length,
      3,
    );
  });
});

describe(".env.example", () => {
  test("lists every variable that is read, and no other, each default as the code has it", async () => {
    const example = await readExample();

    const read = new Set<string>();
    problemsOf(
      new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) }),
    );
    assert.deepEqual(Object.keys(example).toSorted(), [...read].toSorted());

    const filled = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ""));
    assert.deepEqual(parseConfig({ ...filled, ...REQUIRED }), parseConfig(REQUIRED));
    const blank = Object.keys(example).filter((name) => example[name] === "");
    const optional = [
      "PROXY_API_BASE_URL",
      "GWOP_WEBHOOK_SECRET",
      "GWOP_MERCHANT_ID",
      "OPERATOR_TOKEN",
    ];
    assert.deepEqual(blank.toSorted(), [...Object.keys(REQUIRED), ...optional].toSorted());
  });
});

async function readExample(): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(new URL(".env.example", import.meta.url), "utf8");
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(lines.map((line) => line.split("=", 2)));
}
