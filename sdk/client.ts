/** The client: an API key in, webhooks out (ENT). @module */

import { ProxyConfigurationError } from "./configuration-error.ts";
import type { Api } from "./read-state.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";

/** A9: the documentation names none, so this is a guess that `baseUrl` corrects. */
const BASE_URL = "https://api.proxycheckout.com";

/** A delivery is to be answered within 10 s whatever the API does: half of it is for the read. */
const TIMEOUT_MS = 5000;

/** What a timer holds; a longer one would fire at once. */
const TIMEOUT_MS_MAX = 2_147_483_647;

export type ProxyCheckoutServerClientOptions = {
  readonly apiKey: string;
  /** Where Proxy's API is; a path and a trailing slash are fine (A15). */
  readonly baseUrl?: string | undefined;
  /** Bounds one state read, its body included (A15). */
  readonly timeoutMs?: number | undefined;
  /** Stands in for the global one (A15). */
  readonly fetch?:
    | ((...args: Parameters<typeof globalThis.fetch>) => Promise<Response>)
    | undefined;
};

export type ProxyCheckoutServerClient = {
  readonly webhooks: Webhooks;
};

/** @throws {ProxyConfigurationError} If an option is one that nobody could mean. */
export function createProxyCheckoutServerClient(
  options: ProxyCheckoutServerClientOptions,
): ProxyCheckoutServerClient {
  return { webhooks: createWebhooks(parseOptions(options), { now: () => new Date() }) };
}

function parseOptions(options: ProxyCheckoutServerClientOptions): Api {
  const { apiKey, baseUrl = BASE_URL, timeoutMs = TIMEOUT_MS, fetch = globalThis.fetch } = options;

  if (!/^[\x21-\x7e]+$/.test(apiKey ?? "")) {
    throw new ProxyConfigurationError(
      "api_key_refused",
      "Cannot use API key: expected one word of printable ASCII",
    );
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > TIMEOUT_MS_MAX) {
    throw new ProxyConfigurationError(
      "timeout_refused",
      "Cannot use timeout: expected a whole number of milliseconds above 0",
    );
  }
  return { apiKey, baseUrl: parseBaseUrl(baseUrl), timeoutMs, fetch };
}

function parseBaseUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  const hasMore = url?.username !== "" || url.password !== "" || url.search + url.hash !== "";
  if (!isHttp || hasMore) {
    throw new ProxyConfigurationError(
      "base_url_refused",
      "Cannot use base URL: expected http or https, without credentials, query or fragment",
    );
  }
  return url.href.replace(/\/+$/, "");
}
