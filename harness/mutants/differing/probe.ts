/** Receivers whose probe shows the same in another way. @module */

import type { Parts } from "../parts.ts";
import type { Shown } from "../passing.ts";
import type { Differing } from "./differing.ts";

export const differingProbes: readonly Differing[] = [
  {
    name: "shows the required fields alone",
    way: "Its probe has a source and an access, whose they are where they aren't Proxy's, and nothing else.",
    untested: ["the probe does not report"],
    parts: showing(({ source, access, provider, flags }) => ({
      source,
      access,
      ...(provider === "proxy" ? {} : { provider }),
      ...(flags === undefined ? {} : { flags }),
    })),
  },
  {
    name: "leaves out what is null",
    way: "Its probe has no field whose value is null.",
    parts: showing((row) =>
      Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
    ),
  },
  {
    name: "shows more",
    way: "Its probe has fields that nobody asked for.",
    parts: showing((row) => ({ ...row, id: 7, plan: { name: "pro" }, updated_at: null })),
  },
  {
    name: "shows the newest first",
    way: "Its probe lists records in another order.",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => correct.show(disk, buyer, context).toReversed(),
    }),
  },
  {
    name: "shows local times",
    way: "Its probe spells instants with an offset.",
    parts: showing((row) => ({ ...row, access_until: withOffset(row.access_until) })),
  },
  {
    name: "shows whole seconds",
    way: "Its probe leaves out the milliseconds that are none.",
    parts: showing((row) => ({
      ...row,
      access_until: row.access_until?.replace(/\.0+(?=Z$)/, "") ?? null,
    })),
  },
  {
    name: "shows no purchase that came to nothing",
    way: "Its probe leaves out what is unavailable.",
    untested: ["the probe shows no record of what was not granted"],
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) =>
        correct.show(disk, buyer, context).filter(({ access }) => access !== "unavailable"),
    }),
  },
  {
    name: "shows what was replaced",
    way: "Its probe shows a session whose subscription stands alone now, as ended.",
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      show: (disk, buyer, context) => {
        const shown = correct.show(disk, buyer, context);
        const sources = new Set(shown.map(({ source }) => source));
        const replaced = [...disk.entitlements.values()].filter(
          ({ state }) => state.buyer === buyer && !sources.has(state.id),
        );
        const rows = replaced.map((one) => context.parts.shown(one, disk, context));
        return [...shown, ...rows.map((row) => ({ ...row, access: "ended" as const }))];
      },
    }),
  },
  {
    name: "shows a subscription's units",
    way: "Its probe shows a subscription with the units of the session that started it, and one grant.",
    provider: "proxy",
    parts: (correct) => ({
      ...correct,
      shown: (entitlement, disk, context) => {
        const row = correct.shown(entitlement, disk, context);
        const { kind, startedBy } = entitlement.state;
        if (kind !== "subscription") return row;
        const quantity = disk.entitlements.get(startedBy ?? "")?.quantity ?? null;
        return { ...row, quantity, grants: 1 };
      },
    }),
  },
];

/** A row of the probe in another form: what is missing or more is what its readers must bear. */
function showing(change: (row: Shown) => object): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    shown: (entitlement, disk, context) =>
      change(correct.shown(entitlement, disk, context)) as Shown,
  });
}

/** The same instant, two hours east. */
function withOffset(instant: string | null): string | null {
  if (instant === null) return null;
  const east = new Date(Date.parse(instant) + 2 * 3_600_000);
  return east.toISOString().replace("Z", "+02:00");
}
