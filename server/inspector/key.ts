/** What a URL asks about: an id of a provider's. @module */

import type { ProviderName } from "../entitlement.ts";

const TEXT_MAX = 8192;

export type Key = { readonly provider: ProviderName; readonly id: string };

/** @returns `null` where it names none that could be stored. */
export function keyIn({ provider, id }: Readonly<Record<string, string>>): Key | null {
  if (provider !== "proxy" && provider !== "gwop") return null;
  return isReference(id) ? { provider, id } : null;
}

export function isReference(text: string | undefined): text is string {
  return text !== undefined && text !== "" && text.length <= TEXT_MAX && !text.includes("\0");
}
