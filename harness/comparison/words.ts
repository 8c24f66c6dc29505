/** What a comparison says in each of its forms: marks, verdicts, reasons. Pure. @module */

import { visible } from "../pages/show.ts";
import { LOOK } from "../reporters/text.ts";
import type { Verdict } from "../run/report.ts";
import type { Change } from "./changes.ts";
import { areaOf, type Cell } from "./rows.ts";

/** A receiver may have a say in a reason, at length. */
const REASON_CHARACTERS = 300;

const NAME_CHARACTERS = 60;

/** @returns As a report's text has it; a blank where nobody asked. */
export function markOf(verdict: Verdict | null): string {
  return verdict === null ? " " : LOOK[verdict].mark;
}

/** @returns What was found, in words; of one that is lived with, so. */
export function verdictOf({ verdict, isKnown }: Cell): string {
  if (verdict === null) return "not asked";
  return isKnown ? `${verdict}, as expected` : verdict;
}

/** @returns Harmless on a terminal, and cut where it is long. */
export function reasonIn(text: string | null): string {
  return text === null ? "" : harmless(text, REASON_CHARACTERS);
}

export function nameIn(text: string): string {
  return harmless(text, NAME_CHARACTERS);
}

/** The names of what nobody could see count as well. */
function harmless(text: string, max: number): string {
  const shown = visible(text, max);
  if (text.length <= max && shown.length <= max) return shown;
  return `${shown.slice(0, max).toWellFormed()}…`;
}

/** @returns What it was and is, and why it is so, or was. */
export function changeIn({ before, after }: Change): string {
  const [was, is] = [verdictOf(before), verdictOf(after)];
  if (after.reason !== null) return `was ${was}, now ${is}: ${reasonIn(after.reason)}`;
  if (before.reason !== null) return `now ${is}, was ${was}: ${reasonIn(before.reason)}`;
  return `was ${was}, now ${is}`;
}

/** A reason, and the numbers of the columns that have it. */
export type Shared = { readonly columns: readonly number[]; readonly reason: string };

/** @returns Whose reason it is. */
export function whoseIn(
  { columns }: Shared,
  cells: readonly Cell[],
  nameOf: (column: number) => string,
): string {
  return columns.length === cells.length ? "all" : columns.map(nameOf).join(", ");
}

/** @returns Each reason of a row once. */
export function reasonsOf(cells: readonly Cell[]): readonly Shared[] {
  const told = cells.flatMap(({ reason }, column) => (reason === null ? [] : [{ reason, column }]));
  return [...Map.groupBy(told, ({ reason }) => reason)].map(([reason, those]) => ({
    columns: those.map(({ column }) => column),
    reason: reasonIn(reason),
  }));
}

/** @returns `2026-11-27 10:00`, in UTC. */
export function minuteOf(startedAt: string): string {
  return new Date(startedAt).toISOString().slice(0, 16).replace("T", " ");
}

/** @returns So many of each area, such as `signature 35, time 12`. */
export function byArea(changes: readonly Change[]): string {
  const areas = Map.groupBy(changes, areaOf);
  return [...areas].map(([area, those]) => `${nameIn(area)} ${those.length}`).join(", ");
}
