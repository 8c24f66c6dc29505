/**
 * Compares what the probe showed with what the oracle expects, in words a person can act on.
 *
 * A field that the target does not report is not compared: {@link missingFields} says which.
 *
 * @see docs/target-contract.md#what-is-right
 * @module
 */

import type { ShownRecord } from "../target/shown-record.ts";
import type { Compared } from "../target/story.ts";
import { Broken } from "../target/verdict.ts";
import type { ExpectedAccess, ExpectedRecord } from "./expected-record.ts";

export type OptionalField = "renews" | "access_until" | "quantity" | "grants";

/** @returns One sentence a disagreement; none where the two agree. */
export function disagreements(
  expected: readonly ExpectedRecord[],
  shown: readonly ShownRecord[],
): readonly string[] {
  const known = new Set(expected.map(({ source }) => source));
  const strangers = shown.filter(({ source }) => !known.has(source));
  return [
    ...strangers.map(({ source }) => `shown: a record of ${source}, which is not this buyer's`),
    ...expected.flatMap((record) => {
      const rows = shown.filter(({ source }) => source === record.source);
      return rows.length > 1
        ? [`${record.source}: expected one record, shown ${rows.length}`]
        : differences(record, rows[0]);
    }),
  ];
}

/** @returns The optional fields that no shown record has. */
export function missingFields(shown: readonly ShownRecord[]): readonly OptionalField[] {
  return (["renews", "access_until", "quantity", "grants"] as const).filter((field) =>
    shown.every((record) => record[field] === undefined),
  );
}

/** What each expectation allows the probe to show: `none` is no record at all. */
export const ALLOWED: Readonly<Record<ExpectedAccess, readonly string[]>> = {
  granted: ["granted"],
  restricted: ["restricted"],
  ended: ["ended"],
  ended_or_granted: ["ended", "granted"],
  unavailable_or_none: ["unavailable", "none"],
  none_that_grants: ["none", "unavailable", "ended"],
  none: ["none"],
};

function differences(expected: ExpectedRecord, row: ShownRecord | undefined): readonly string[] {
  const { source } = expected;
  const access = row?.access ?? "none";
  const allowed = ALLOWED[expected.access];
  if (!allowed.includes(access)) {
    return [`${source}: expected access ${allowed.join(" or ")}, shown ${access}`];
  }
  if (row?.access !== "granted") return [];

  const { renews, accessUntil, quantity, grants } = fieldsOf(expected);
  return [
    differs(source, "renews", [renews], row.renews),
    differs(source, "access_until", [instant(accessUntil)], instant(row.access_until)),
    differs(source, "quantity", quantity, row.quantity),
    differs(source, "grants", grants, row.grants),
  ].filter((difference) => difference !== null);
}

/** What a granted record shows: of `quantity` and `grants` any of these. */
export function fieldsOf(expected: ExpectedRecord): {
  readonly renews: boolean | null;
  readonly accessUntil: string | null;
  readonly quantity: readonly (number | null)[] | "any";
  readonly grants: readonly (number | null)[];
} {
  switch (expected.kind) {
    case "one_time":
      return expected.quantity === null
        ? { renews: null, accessUntil: null, quantity: "any", grants: [1, 0, null] }
        : { renews: null, accessUntil: null, quantity: [expected.quantity], grants: [1] };
    case "recurring": {
      const { renews, accessUntil, startedWithQuantity } = expected;
      const quantity = startedWithQuantity === null ? "any" : [null, startedWithQuantity];
      return { renews, accessUntil, quantity, grants: [null, 1] };
    }
  }
}

function differs<T>(
  source: string,
  field: OptionalField,
  allowed: readonly T[] | "any",
  shown: T | undefined,
): string | null {
  if (shown === undefined || allowed === "any" || allowed.includes(shown)) return null;
  return `${source}: expected ${field} ${allowed.map(String).join(" or ")}, shown ${shown}`;
}

const SECOND_MS = 1000;

/** Two spellings of one second are equal: it is printed in one of them. */
function instant(text: string | null | undefined): string | null | undefined {
  if (typeof text !== "string") return text;
  return new Date(Math.floor(Date.parse(text) / SECOND_MS) * SECOND_MS).toISOString();
}

/** What the oracle expected beside what the probe showed, an object a step. */
export function sideBySide(
  expected: readonly ExpectedRecord[],
  shown: readonly ShownRecord[],
): readonly Compared[] {
  return expected.map((record): Compared => {
    const { source, access } = record;
    const { quantity, accessUntil } = fieldsOf(record);
    const row = shown.find((one) => one.source === source);
    const units = quantity === "any" ? null : quantity[0];
    const wanted = access === "granted" ? terms(units, accessUntil) : "";
    const given = row?.access === "granted" ? terms(row.quantity, row.access_until) : "";
    const oracle = `${access.replaceAll("_", " ")}${wanted}`;
    const probe = `${row?.access ?? "none"}${given}`;
    const agrees = differences(record, row).length === 0;
    return { kind: "compared", source, oracle, probe, agrees };
  });
}

/** @returns One line. */
export function comparedInWords({ source, oracle, probe }: Compared): string {
  return `${source}  oracle: ${oracle}  probe: ${probe}`;
}

/** @returns The accusation, with the two side by side. */
export function disagreement(message: string, compared: readonly Compared[]): Broken {
  return new Broken(message, compared.map(comparedInWords), null, null, compared);
}

function terms(quantity: number | null | undefined, until: string | null | undefined): string {
  const units = typeof quantity === "number" ? ` ${quantity} units` : "";
  return typeof until === "string" ? `${units} until ${until}` : units;
}

/** @returns A sentence for each object whose record agrees with none of those allowed. */
export function transgressions(
  allowed: ReadonlyMap<string, readonly ExpectedRecord[]>,
  shown: readonly ShownRecord[],
): readonly string[] {
  const strangers = shown
    .filter(({ source }) => !allowed.has(source))
    .map(({ source }) => `shown: a record of ${source}, which is not this buyer's`);
  const premature = [...allowed].flatMap(([source, candidates]) => {
    const rows = shown.filter((record) => record.source === source);
    const objections = candidates.map((candidate) => disagreements([candidate], rows));
    const agrees = objections.some((sentences) => sentences.length === 0);
    const [nearest] = objections.at(-1) ?? [];
    return agrees ? [] : [`meanwhile ${nearest}`];
  });
  return [...strangers, ...premature];
}
