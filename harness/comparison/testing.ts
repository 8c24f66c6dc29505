/** Reports of any verdicts, for tests. */

import fc from "fast-check";
import { held, reportOf } from "../reporters/sample-report.ts";
import { type Finding, type Report, VERDICTS, type Verdict } from "../run/report.ts";
import type { NamedReport } from "./rows.ts";

/** By the ids of requirements; null where one is not asked. */
export type Verdicts = Readonly<Record<string, Verdict | null>>;

const IDS = ["signature/missing", "signature/rotation", "order/any-order", "gwop/order/any-order"];

/** Each requirement is as likely to be asked as not to be. */
export const verdicts: fc.Arbitrary<Verdicts> = fc.record(
  Object.fromEntries(IDS.map((id) => [id, fc.option(fc.constantFrom(...VERDICTS))])),
  { noNullPrototype: true },
);

/** Some text that a receiver had a say in stands wherever one can. */
export function reportWith(given: Verdicts, reason = "psess_1: expected granted"): Report {
  const findings = Object.entries(given).flatMap(([id, verdict]): readonly Finding[] =>
    verdict === null
      ? []
      : [
          {
            ...held,
            id,
            verdict,
            reason: verdict === "held" ? null : reason,
            doubt: verdict === "inconclusive" ? "different_when_repeated" : null,
          },
        ],
  );
  return reportOf(...findings);
}

export function named(name: string, given: Verdicts): NamedReport {
  return { name, report: reportWith(given) };
}

/** A run of a series: the later the day, the later it began. */
export function onDay(day: number, given: Verdicts): NamedReport {
  const { name, report } = named(`day-${day}`, given);
  const startedAt = `2026-11-${String(day).padStart(2, "0")}T03:17:00.000Z`;
  return { name, report: { ...report, header: { ...report.header, startedAt } } };
}
