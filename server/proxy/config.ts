/** What a receiver of Proxy's deliveries is told by its environment. @module */

import {
  assertSigningSecret,
  createProxyCheckoutServerClient,
  ProxyConfigurationError,
  type SignatureScheme,
} from "@proxy-checkout/server-js";
import type { EnvironmentReader } from "../environment.ts";
import { DEFAULT_POLICY, type Policy } from "./policy.ts";

export type ProxyConfig = {
  readonly secretKey: string;
  /** `null`: the SDK's own. */
  readonly apiBaseUrl: string | null;
  readonly apiTimeoutMs: number;
  /** Several while one is being rotated out. */
  readonly signingSecrets: readonly string[];
  readonly signatureScheme: SignatureScheme;
  readonly toleranceSeconds: number;
  readonly policy: Policy;
};

const SIGNATURE_SCHEMES = ["t-v1", "standard-webhooks"] as const satisfies SignatureScheme[];

/** A longer one would leave a delivery no time to be answered within 10 s. */
const API_TIMEOUT_MS_MAX = 5000;

/** A day: beyond it a tolerance no longer stops a replay attack. */
const TOLERANCE_SECONDS_MAX = 86_400;

const PAST_DUE = ["restricted", "granted"] as const satisfies Policy["pastDue"][];
const CANCELLED = ["ended", "until_period_end"] as const satisfies Policy["cancelled"][];

export function readProxy(read: EnvironmentReader): ProxyConfig {
  return {
    ...readApi(read),
    ...readSignature(read),
    policy: {
      pastDue: read.oneOf("POLICY_PAST_DUE", PAST_DUE, DEFAULT_POLICY.pastDue),
      cancelled: read.oneOf("POLICY_CANCELLED", CANCELLED, DEFAULT_POLICY.cancelled),
    },
  };
}

function readApi(
  read: EnvironmentReader,
): Pick<ProxyConfig, "secretKey" | "apiBaseUrl" | "apiTimeoutMs"> {
  const apiKey =
    read.secret("PROXY_SECRET_KEY", "expected the secret key of your Proxy account") ?? "";
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
    secretKey: apiKey,
    apiBaseUrl: baseUrl,
    apiTimeoutMs: read.integer("PROXY_API_TIMEOUT_MS", {
      min: 1,
      max: API_TIMEOUT_MS_MAX,
      fallback: API_TIMEOUT_MS_MAX,
    }),
  };
}

function readSignature(
  read: EnvironmentReader,
): Pick<ProxyConfig, "signingSecrets" | "signatureScheme" | "toleranceSeconds"> {
  const scheme = read.oneOf("PROXY_SIGNATURE_SCHEME", SIGNATURE_SCHEMES, "t-v1");
  const secrets =
    read.secrets(
      "PROXY_WEBHOOK_SIGNING_SECRET",
      "expected the signing secret of your endpoint, or several separated by commas",
    ) ?? [];
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

/** Lets the SDK judge what is the SDK's: a rule kept twice would be two rules one day. */
function refuseUnless(read: EnvironmentReader, name: string, accept: () => unknown): void {
  try {
    accept();
  } catch (error) {
    if (!(error instanceof ProxyConfigurationError)) throw error;
    read.refuse(name, error.message);
  }
}
