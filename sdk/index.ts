/**
 * The public surface of the stand-in for Proxy Checkout's server SDK.
 *
 * The documented part is `createProxyCheckoutServerClient` and `ResolvedProxyEvent` (ENT); what
 * else is here are the types that those need and the additions that `README.md` lists (A15).
 *
 * @module
 */

export type { ProxyCheckoutServerClient, ProxyCheckoutServerClientOptions } from "./client.ts";
export { createProxyCheckoutServerClient } from "./client.ts";
export { ProxyConfigurationError } from "./configuration-error.ts";
export type { ObjectSnapshot, ProxyEvent } from "./event.ts";
export type { ProxySession, ProxySubscription } from "./objects.ts";
export type { ProxyStateErrorCode } from "./read-state.ts";
export { ProxyStateError } from "./read-state.ts";
export type { ResolvedProxyEvent } from "./resolve.ts";
export type { SignatureScheme } from "./schemes.ts";
export { assertSigningSecret } from "./signing-secret.ts";
export type { HandleOptions, ReadDelivery } from "./webhooks.ts";
