import { entitlements } from "./proxy.ts";

/** Next calls it once, before the first request, and waits for it. */
export async function register(): Promise<void> {
  await entitlements.start();
}
