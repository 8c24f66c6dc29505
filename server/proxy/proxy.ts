/** Proxy Checkout as a provider: its settings, its client, its route. @module */

import {
  createProxyCheckoutServerClient,
  type ProxyCheckoutServerClient,
} from "@proxy-checkout/server-js";
import type { AddRoutes, Provider } from "../provider.ts";
import { type ProxyConfig, readProxy } from "./config.ts";
import { type DeliveryConfig, receiveProxyDelivery } from "./webhook.ts";

export const proxy: Provider = {
  name: "proxy",
  configure: (read) => {
    const config = readProxy(read);
    // The client is made with the routes: it throws at settings that the reader has just refused.
    return (app, shared) => routesOf(clientOf(config), config)(app, shared);
  },
};

/** @param client Passed in, so that a test can have a Proxy of its own. */
export function routesOf(client: ProxyCheckoutServerClient, config: DeliveryConfig): AddRoutes {
  return (app, shared) => {
    const context = { client, config, ...shared };
    app.post("/api/proxy/webhook", (c) => receiveProxyDelivery(context, c.req.raw, c.var.log));
  };
}

function clientOf({ secretKey, apiBaseUrl, apiTimeoutMs }: ProxyConfig): ProxyCheckoutServerClient {
  return createProxyCheckoutServerClient({
    apiKey: secretKey,
    baseUrl: apiBaseUrl ?? undefined,
    timeoutMs: apiTimeoutMs,
  });
}
