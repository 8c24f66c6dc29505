/**
 * What the requirements may find of a correct receiver that differs: nothing but what it says itself.
 *
 * @module
 */

import { DIFFERING } from "../mutants/differing/all.ts";
import type { Differing } from "../mutants/differing/differing.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import type { Judged } from "./judges.ts";
import type { Accusation, Judgement, Verdict, Way } from "./matrix.ts";

/** A correct receiver that differs, at one sender's endpoint. */
export type DifferingCase = {
  readonly name: string;
  readonly differing: Differing;
  readonly provider: string;
  readonly scheme: string;
};

/** Each at every sender's endpoint. Where a sender has several schemes they take turns. */
export const DIFFERING_CASES: readonly DifferingCase[] = DIFFERING.flatMap((differing, index) =>
  PROVIDERS.filter(({ name }) => (differing.provider ?? name) === name).map(({ name, schemes }) => {
    const scheme = (schemes[index % schemes.length] ?? schemes[0]).name;
    return { name: `${differing.name} (${name})`, differing, provider: name, scheme };
  }),
);

const LEVELS = new Map(CATALOGUE.map(({ id, level }) => [id, level]));

/**
 * @param plain What was found of the correct receiver that differs in nothing.
 * @returns What it was accused of, and what was not asked of it, beyond what it says of itself.
 */
export function accusationsOf(
  { name, findings }: Judged,
  plain: readonly Judgement[],
): readonly Accusation[] {
  const one = DIFFERING_CASES.find((each) => each.name === name);
  if (one === undefined) throw new Error(`Bug: no receiver is called ${name}`);
  const { scheme, provider } = one;
  const { breaks = [], untested = [] } = one.differing;
  const neverHeld = new Set(
    plain
      .filter((judgement) => judgement.scheme === scheme)
      .flatMap((judgement) => judgement.findings)
      .filter(({ verdict }) => verdict === "untested")
      .map(({ id }) => id),
  );
  const isBorne = ({ id, verdict, doubt, reason }: Verdict): boolean => {
    const own = idAt(provider, id);
    switch (verdict) {
      case "broken":
        return LEVELS.get(id) === "SHOULD" && breaks.includes(own);
      case "untested":
        return isLuck(own) || neverHeld.has(id) || untested.some((why) => reason?.startsWith(why));
      default:
        return verdict === "held" || doubt === "harness_fault";
    }
  };
  return findings
    .filter((finding) => !isBorne(finding))
    .map(({ id, verdict, reason }) => ({
      id,
      reason: `${verdict}: ${reason}`,
      receiver: name,
      scheme,
      seed: 1,
    }));
}

/** @returns What a receiver was to break by being so, and didn't: it does not differ as it says. */
export function notAsSaid(judged: readonly Judged[]): readonly Accusation[] {
  const findingsOf = new Map(judged.map(({ name, findings }) => [name, findings]));
  return DIFFERING.flatMap(({ name: receiver, breaks = [] }) => {
    const cases = DIFFERING_CASES.filter(({ differing }) => differing.name === receiver);
    if (!cases.every(({ name }) => findingsOf.has(name))) return [];
    const broken = cases.flatMap(({ name, provider }) =>
      (findingsOf.get(name) ?? [])
        .filter(({ verdict }) => verdict === "broken")
        .map(({ id }) => idAt(provider, id)),
    );
    return breaks
      .filter((id) => !broken.includes(id))
      .map((id) => ({ id, reason: "it was to break here", receiver, scheme: "any", seed: 1 }));
  });
}

/** @returns Those that were judged, at one sender's endpoint at least. */
export function judgedWays(judged: readonly Judged[]): readonly Way[] {
  const names = new Set(judged.map(({ name }) => name));
  const cases = DIFFERING_CASES.filter(({ name }) => names.has(name));
  return DIFFERING.filter((one) => cases.some(({ differing }) => differing === one)).map(
    ({ name, way }) => ({ name, way }),
  );
}

/** A requirement's id without its sender's name. */
function idAt(provider: string, id: string): string {
  return id.startsWith(`${provider}/`) ? id.slice(provider.length + 1) : id;
}

/** Whether deliveries meet is the scheduler's affair. */
function isLuck(id: string): boolean {
  return id.startsWith("race/");
}
