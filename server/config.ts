/** Reads the environment once, completely, and complains about everything at once. @module */

import {
  assertSigningSecret,
  createProxyCheckoutServerClient,
  ProxyConfigurationError,
  type SignatureScheme,
} from "@proxy-checkout/server-js";
import { isToken, TOKEN_REMEDY } from "./bearer-token.ts";
import {
  createEnvironmentReader,
  type Environment,
  type EnvironmentReader,
} from "./environment.ts";
import { type GwopConfig, readGwop } from "./gwop/config.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";
import { DEFAULT_POLICY, type Policy } from "./proxy/policy.ts";

export type Config = {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly databasePoolMax: number;
  readonly proxySecretKey: string;
  /** `null`: the SDK's own. */
  readonly proxyApiBaseUrl: string | null;
  readonly proxyApiTimeoutMs: number;
  /** Several while one is being rotated out. */
  readonly signingSecrets: readonly string[];
  readonly signatureScheme: SignatureScheme;
  readonly toleranceSeconds: number;
  readonly bodyBytesMax: number;
  readonly probeToken: string;
  readonly policy: Policy;
  /** `null`: Proxy is the only provider. */
  readonly gwop: GwopConfig | null;
  readonly logLevel: LogLevel;
  /** What is odd about the environment, to be logged at the start. */
  readonly warnings: readonly string[];
};

export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

const SIGNATURE_SCHEMES = ["t-v1", "standard-webhooks"] as const satisfies SignatureScheme[];

/** A longer one would leave a delivery no time to be answered within 10 s. */
const API_TIMEOUT_MS_MAX = 5000;

/** What the SDK will verify at most. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** A day: beyond it a tolerance no longer stops a replay attack. */
const TOLERANCE_SECONDS_MAX = 86_400;

const PAST_DUE = ["restricted", "granted"] as const satisfies Policy["pastDue"][];
const CANCELLED = ["ended", "until_period_end"] as const satisfies Policy["cancelled"][];

/** @throws {ConfigError} Listing every missing or malformed variable, never its value. */
export function parseConfig(env: Environment): Config {
  const read = createEnvironmentReader(env);
  const config: Config = {
    host: read.optional("HOST") ?? "127.0.0.1",
    port: read.integer("PORT", { min: 0, max: 65_535, fallback: 3000 }),
    databaseUrl: readDatabaseUrl(read),
    databasePoolMax: read.integer("DATABASE_POOL_MAX", { min: 1, max: 1000, fallback: 10 }),
    ...readProxyApi(read),
    ...readSignature(read),
    bodyBytesMax: read.integer("BODY_LIMIT_BYTES", {
      min: 1,
      max: BODY_BYTES_MAX,
      fallback: 1024 * 1024,
    }),
    probeToken: readProbeToken(read),
    policy: {
      pastDue: read.oneOf("POLICY_PAST_DUE", PAST_DUE, DEFAULT_POLICY.pastDue),
      cancelled: read.oneOf("POLICY_CANCELLED", CANCELLED, DEFAULT_POLICY.cancelled),
    },
    gwop: readGwop(read),
    logLevel: read.oneOf("LOG_LEVEL", LOG_LEVELS, "info"),
    warnings: read.warnings,
  };
  if (config.gwop?.operatorToken === config.probeToken) {
    read.warn("OPERATOR_TOKEN", "the same as PROBE_TOKEN, so that whoever reads may register too");
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

function readDatabaseUrl(read: EnvironmentReader): string {
  const remedy =
    "expected postgres://user@host/database; scripts/dev starts one and prints its URL";
  const url = read.required("DATABASE_URL", remedy);
  if (url !== "" && !/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? "")) {
    read.refuse("DATABASE_URL", remedy);
  }
  return url;
}

function readProxyApi(
  read: EnvironmentReader,
): Pick<Config, "proxySecretKey" | "proxyApiBaseUrl" | "proxyApiTimeoutMs"> {
  const apiKey = read.required("PROXY_SECRET_KEY", "expected the secret key of your Proxy account");
  const baseUrl = read.optional("PROXY_API_BASE_URL");
  if (apiKey !== "") {
    refuseUnless(read, "PROXY_SECRET_KEY", () => createProxyCheckoutServerClient({ apiKey }));
  }
  if (baseUrl !== null) {
    refuseUnless(read, "PROXY_API_BASE_URL", () =>
      createProxyCheckoutServerClient({ apiKey: "any", baseUrl }),
    );
  }
  return {
    proxySecretKey: apiKey,
    proxyApiBaseUrl: baseUrl,
    proxyApiTimeoutMs: read.integer("PROXY_API_TIMEOUT_MS", {
      min: 1,
      max: API_TIMEOUT_MS_MAX,
      fallback: API_TIMEOUT_MS_MAX,
    }),
  };
}

function readSignature(
  read: EnvironmentReader,
): Pick<Config, "signingSecrets" | "signatureScheme" | "toleranceSeconds"> {
  const scheme = read.oneOf("PROXY_SIGNATURE_SCHEME", SIGNATURE_SCHEMES, "t-v1");
  const list = read.required(
    "PROXY_WEBHOOK_SIGNING_SECRET",
    "expected the signing secret of your endpoint, or several separated by commas",
  );
  const secrets = list === "" ? [] : list.split(",").map((secret) => secret.trim());
  for (const secret of secrets) {
    refuseUnless(read, "PROXY_WEBHOOK_SIGNING_SECRET", () => assertSigningSecret(secret, scheme));
  }
  return {
    signingSecrets: secrets,
    signatureScheme: scheme,
    toleranceSeconds: read.integer("PROXY_TOLERANCE_SECONDS", {
      min: 1,
      max: TOLERANCE_SECONDS_MAX,
      fallback: 300, // A2
    }),
  };
}

function readProbeToken(read: EnvironmentReader): string {
  const token = read.required("PROBE_TOKEN", TOKEN_REMEDY);
  if (token !== "" && !isToken(token)) read.refuse("PROBE_TOKEN", TOKEN_REMEDY);
  return token;
}

/** Lets the SDK judge what is the SDK's: a rule kept twice would be two rules one day. */
function refuseUnless(read: EnvironmentReader, name: string, accept: () => unknown): void {
  try {
    accept();
  } catch (error) {
    if (!(error instanceof ProxyConfigurationError)) throw error;
    read.refuse(name, error.message);
  }
}
