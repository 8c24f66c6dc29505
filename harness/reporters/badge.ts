/** A verdict in two words, as shields.io's `endpoint` badge reads it: https://shields.io/badges/endpoint-badge. @module */

import { counts, exitCodeOf } from "../run/exit-code.ts";
import { type Report, tallyOf } from "../run/report.ts";

/** What is known of the receiver: that it conforms, that it does not, or nothing. */
const UNKNOWN = "lightgrey";

export function formatBadge(report: Report): string {
  const badge = { schemaVersion: 1, label: "webhook conformance", ...saidOf(report) };
  return `${JSON.stringify(badge)}\n`;
}

type Said = { readonly message: string; readonly color: string };

/** By the exit code, in the words that docs/ci.md has for it: a badge is no greener than its run. */
function saidOf(report: Report): Said {
  const { findings, header } = report;
  const { held, broken } = tallyOf(findings);
  const counted = findings.filter(
    (finding) => finding.verdict === "broken" && counts(finding, header.strict),
  ).length;
  switch (exitCodeOf(report, header.strict)) {
    case 0:
      // A broken SHOULD, or one that the baseline expects, is no secret.
      return broken === 0
        ? { message: `${held} held`, color: "brightgreen" }
        : { message: `${held} held, ${broken} broken`, color: "green" };
    case 1:
      return { message: counted > 0 ? `${counted} broken` : "does not conform", color: "red" };
    case 2:
      return { message: "misconfigured", color: UNKNOWN };
    case 3:
      return { message: "unreachable", color: UNKNOWN };
    case 4:
      return { message: "inconclusive", color: "orange" };
    case 130:
      return { message: "incomplete", color: UNKNOWN };
    default:
      return { message: "harness at fault", color: UNKNOWN };
  }
}
