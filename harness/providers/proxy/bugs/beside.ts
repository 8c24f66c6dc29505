/** Receivers in which one buyer's delivery waits for another's, and one that reads clocks on walls. @module */

import { withPlaces } from "../../../mutants/bugs/bend.ts";
import type { ProxyBug } from "../receiver/parts.ts";

export const besideMutants: readonly ProxyBug[] = [
  {
    name: "state/one-at-a-time",
    bug: "It handles one delivery after the other, the read of the state included.",
    parts: (correct) => {
      const inTurn = withPlaces(1);
      return {
        ...correct,
        process: (event, verified, context) =>
          inTurn(() => correct.process(event, verified, context)),
      };
    },
  },
  {
    name: "state/eight-reads-at-a-time",
    bug: "It reads eight states at a time, and one that hangs keeps its place.",
    parts: readingStates(8),
  },
  {
    name: "state/thirty-reads-at-a-time",
    bug: "It reads thirty states at a time, and one that hangs keeps its place.",
    parts: readingStates(30),
  },
  {
    name: "state/instants-in-local-time",
    bug: "It stores the ends of periods without a zone, and takes them for local time when it reads them.",
    parts: (correct) => ({
      ...correct,
      stateOf: (object, kind, context) => {
        const state = correct.stateOf(object, kind, context);
        if (state === null || state.periodEnd === null) return state;
        return { ...state, periodEnd: shifted(state.periodEnd, context.environment.zone, 1) };
      },
      shown: (entitlement, disk, context) => {
        const row = correct.shown(entitlement, disk, context);
        if (row.access_until === null) return row;
        return { ...row, access_until: shifted(row.access_until, context.environment.zone, -1) };
      },
    }),
  },
];

function readingStates(places: number): ProxyBug["parts"] {
  return (correct) => {
    const inTurn = withPlaces(places);
    return {
      ...correct,
      readState: (kind, id, environment) => inTurn(() => correct.readState(kind, id, environment)),
    };
  };
}

/** What a clock on the wall of a zone shows, as if it were UTC's; or the other way round. */
function shifted(instant: string, zone: string, direction: 1 | -1): string {
  const at = new Date(instant);
  const minutes = direction * minutesEast(zone, at);
  return new Date(at.getTime() + minutes * 60_000).toISOString();
}

function minutesEast(timeZone: string, at: Date): number {
  const name = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName");
  const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name?.value ?? "") ?? [];
  const east = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -east : east;
}
