/** What the probe showed, held against the oracle, in lines for a finding. @module */

import type { ExpectedRecord } from "../providers/proxy/oracle.ts";
import type { ShownRecord } from "../target/probe.ts";
import { disagreements } from "./compare.ts";

/** What the oracle expected beside what the probe showed, an object a line. */
export function sideBySide(
  expected: readonly ExpectedRecord[],
  shown: readonly ShownRecord[],
): readonly string[] {
  return expected.map(({ source, access, quantity, accessUntil }) => {
    const row = shown.find((record) => record.source === source);
    const wanted = access === "granted" ? terms(quantity, accessUntil) : "";
    const given = row?.access === "granted" ? terms(row.quantity, row.access_until) : "";
    const showed = `${row?.access ?? "none"}${given}`;
    return `${source}  oracle: ${access.replaceAll("_", " ")}${wanted}  probe: ${showed}`;
  });
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
