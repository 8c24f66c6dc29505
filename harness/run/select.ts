/** Which requirements a run asks for. @module */

import { isInvariant } from "../properties/invariant.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { AREAS, type Requirement } from "../requirements/requirement.ts";
import { nearest } from "../settings/nearest.ts";

/**
 * Selects by id or by area. Nothing that matches nothing is passed over in silence.
 *
 * @param only Ids (`order/any-order`), areas (`order`), senders (`proxy`, `gwop`) and their areas
 *   (`gwop/order`), and `invariants`; none means all. An area is that of every sender.
 * @returns The requirements in the catalogue's order; or the selectors that match none.
 */
export function select(
  catalogue: readonly Requirement[],
  only: readonly string[],
):
  | { readonly ok: true; readonly requirements: readonly Requirement[] }
  | { readonly ok: false; readonly unmatched: readonly string[] } {
  if (only.length === 0) return { ok: true, requirements: catalogue };
  const unmatched = only.filter((selector) => !catalogue.some((entry) => matches(entry, selector)));
  if (unmatched.length > 0) return { ok: false, unmatched };
  const requirements = catalogue.filter((entry) =>
    only.some((selector) => matches(entry, selector)),
  );
  return { ok: true, requirements };
}

function matches(requirement: Requirement, selector: string): boolean {
  const { id } = requirement;
  if (selector === "invariants") return isInvariant(requirement);
  if (PROVIDERS.some(({ name }) => name === selector)) return requirement.provider === selector;
  const isArea = AREAS.some((area) => area === selector);
  return id === selector || `${isArea ? areaOf(requirement) : id}/`.startsWith(`${selector}/`);
}

/** @returns The requirements of some senders' endpoints. */
export function ofProviders(
  catalogue: readonly Requirement[],
  providers: readonly string[],
): readonly Requirement[] {
  return catalogue.filter(({ provider }) => providers.includes(provider));
}

/** The id without its sender: area first. */
function areaOf({ id, provider }: Requirement): string {
  return id.startsWith(`${provider}/`) ? id.slice(provider.length + 1) : id;
}

/**
 * @param catalogue What it could have matched, had the run been about every sender.
 * @param flag By which it was given.
 * @returns What to say of a selector that matches nothing.
 */
export function explainUnmatched(
  selector: string,
  catalogue: readonly Requirement[],
  flag: "--only" | "--area" = "--only",
): string {
  const elsewhere = catalogue.find((entry) => matches(entry, selector));
  if (elsewhere !== undefined) {
    return `${flag} ${selector} is about the endpoint of ${elsewhere.provider}, which is not in this run: add --provider all, or name another`;
  }
  const meant = nearest(selector, [
    ...AREAS,
    "invariants",
    ...NAMES,
    ...catalogue.map(({ id }) => id),
  ]);
  return `${flag} ${selector} matches no requirement: did you mean ${meant}? Expected an id, invariants, one of ${NAMES.join(", ")}, or one of ${AREAS.join(", ")}`;
}

const NAMES = PROVIDERS.map(({ name }) => name);
