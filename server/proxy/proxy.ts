/** Proxy Checkout as a provider: its settings, its client, its route. @module */

import {
  createProxyCheckoutServerClient,
  type ProxyCheckoutServerClient,
} from "@proxy-checkout/server-js";
import type { Meters } from "../meters.ts";
import type { AddRoutes, Provider } from "../provider.ts";
import { takeUpAgain } from "./again.ts";
import { type ProxyConfig, readProxy } from "./config.ts";
import { type DeliveryConfig, receiveProxyDelivery } from "./webhook.ts";

export const proxy: Provider = {
  name: "proxy",
  configure: (read) => {
    const config = readProxy(read);
    // The client is made with the routes: it throws at settings that the reader has just refused.
    return {
      addRoutes: (app, shared) => routesOf(clientOf(config, shared.meters), config)(app, shared),
      takeUpAgain: (intake, event) =>
        takeUpAgain({ client: clientOf(config, undefined), policy: config.policy }, intake, event),
    };
  },
};

/** @param client Passed in, so that a test can have a Proxy of its own. */
export function routesOf(client: ProxyCheckoutServerClient, config: DeliveryConfig): AddRoutes {
  return (app, shared) => {
    const context = { client, config, ...shared };
    app.post("/api/proxy/webhook", (c) => receiveProxyDelivery(context, c.req.raw, c.var));
  };
}

function clientOf(
  { secretKey, apiBaseUrl, apiTimeoutMs }: ProxyConfig,
  meters: Meters | undefined,
): ProxyCheckoutServerClient {
  return createProxyCheckoutServerClient({
    apiKey: secretKey,
    baseUrl: apiBaseUrl ?? undefined,
    timeoutMs: apiTimeoutMs,
    fetch: meters === undefined ? undefined : meteredFetch(meters),
  });
}

function meteredFetch({
  stateRead,
}: Meters): (...request: Parameters<typeof fetch>) => Promise<Response> {
  return async (...request) => {
    const startedAt = performance.now();
    const tell = (result: string) => stateRead((performance.now() - startedAt) / 1000, result);
    try {
      const response = await fetch(...request);
      tell(String(response.status));
      return response;
    } catch (error) {
      tell(error instanceof Error ? error.name : "unknown");
      throw error;
    }
  };
}
