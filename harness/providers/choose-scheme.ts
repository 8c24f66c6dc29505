/** `--scheme`: by which scheme the default sender signs, where it has several. @module */

import { chooseScheme, type Scheme } from "../courier/scheme.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { PROVIDERS, providerNamed } from "./providers.ts";

/**
 * @param given A scheme's name; `undefined` for the default.
 * @param complain Is told of a name that is none; the default is taken then.
 */
export function schemeNamed(given: unknown, complain: (problem: string) => void): Scheme {
  const { schemes } = PROVIDERS[0];
  return chooseScheme(schemes, given ?? schemes[0].name, complain);
}

/** @returns The chosen scheme, where it is one of the requirement's sender; that sender's first else. */
export function schemeFor({ provider }: Requirement, chosen: Scheme): Scheme {
  const { schemes } = providerNamed(provider);
  return schemes.includes(chosen) ? chosen : schemes[0];
}
