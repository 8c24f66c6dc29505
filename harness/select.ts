/** Which requirements a run asks for. @module */

import { INVARIANTS } from "./properties/invariants.ts";
import { AREAS, type Requirement } from "./requirement.ts";

/**
 * Selects by id or by area. Nothing that matches nothing is passed over in silence.
 *
 * @param only Ids (`order/any-order`), areas (`order`), and `invariants`; none means all.
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
  return id === selector || id.startsWith(`${selector}/`);
}

/** Whether it is checked on generated histories. */
export function isInvariant({ id }: Requirement): boolean {
  return INVARIANTS.some((invariant) => invariant.id === id);
}

/** @returns What to say of a selector that matches nothing. */
export function explainUnmatched(selector: string): string {
  return `--only ${selector} matches no requirement: expected an id, invariants, or one of ${AREAS.join(", ")}`;
}
