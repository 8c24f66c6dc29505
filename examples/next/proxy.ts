/** What the routes share. While you develop, Next may evaluate it again: then there are more pools. @module */

import process from "node:process";
import { createProxyCheckoutServerClient } from "@proxy-checkout/server-js";
import { createLog } from "../../server/log.ts";
import { openEntitlements, readSettings } from "../entitlements.ts";

export const settings = readSettings(process.env);

export const log = createLog(settings.logLevel, process.stdout);

export const entitlements = await openEntitlements(settings, log);

export const proxy = createProxyCheckoutServerClient({
  apiKey: settings.secretKey,
  baseUrl: settings.apiBaseUrl ?? undefined,
  timeoutMs: settings.apiTimeoutMs,
});
