/**
 * A report for code scanning: SARIF 2.1.0, a rule a requirement, a result where it is broken.
 *
 * Only what is broken is a result: code scanning shows every result as an alert, whatever its
 * kind. What could not be decided is a notification of the run, for whoever reads the file.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * @module
 */

import type { Log, Notification, ReportingDescriptor, Result, Run } from "sarif";
import { type Finding, type Header, isStale, type Report, STALE } from "../run/report.ts";
import { evidenceOf } from "./evidence.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

export function formatSarif(report: Report): string {
  const log: Log = { $schema: SCHEMA, version: "2.1.0", runs: [runOf(report)] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function runOf({ header, findings }: Report): Run {
  const { target, scheme, seed, nonce, requirementSet, startedAt, command } = header;
  return {
    tool: {
      driver: {
        name: "Proxy Checkout conformance",
        version: requirementSet,
        rules: findings.map(ruleOf),
      },
    },
    invocations: [
      {
        commandLine: command,
        startTimeUtc: startedAt,
        executionSuccessful: findings.every(({ verdict }) => verdict !== "inconclusive"),
        toolExecutionNotifications: findings.flatMap(notificationsOf),
      },
    ],
    results: findings.flatMap((finding, ruleIndex) =>
      finding.verdict === "broken" ? [resultOf(finding, ruleIndex, header)] : [],
    ),
    properties: { target, scheme, seed, nonce },
  };
}

function ruleOf(finding: Finding): ReportingDescriptor {
  const { id, claim, why, remedy, source, profile } = finding;
  return {
    id,
    shortDescription: { text: claim },
    fullDescription: { text: why },
    help: {
      text: `${why}\n\nRemedy: ${remedy}\n\nSource: ${source}`,
      markdown: `${why}\n\n**Remedy:** ${remedy}\n\n**Source:** ${source}`,
    },
    defaultConfiguration: { level: levelOf(finding) },
    properties: { tags: ["conformance", profile] },
  };
}

function resultOf(finding: Finding, ruleIndex: number, header: Header): Result {
  const { id, reason, expected } = finding;
  return {
    ruleId: id,
    ruleIndex,
    level: levelOf(finding),
    message: { text: [reason, "", ...evidenceOf(finding, header)].join("\n") },
    locations: locationsOf(header),
    // The requirement alone: a later run that breaks it in another way continues the same alert.
    partialFingerprints: { "requirement/v1": id },
    ...(expected === null ? {} : { suppressions: [{ kind: "external", justification: expected }] }),
  };
}

/** We see the target from outside, so that the whole handler is as near as we can point. */
function locationsOf({ handler }: Header): Result["locations"] & object {
  if (handler === null) return [];
  const uri = encodeURI(handler.replaceAll("\\", "/"));
  return [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }];
}

function notificationsOf(finding: Finding): Notification[] {
  const { id, verdict, reason } = finding;
  if (isStale(finding)) {
    return [{ associatedRule: { id }, level: "error", message: { text: STALE } }];
  }
  if (verdict !== "inconclusive" && verdict !== "untested") return [];
  return [
    {
      associatedRule: { id },
      level: verdict === "inconclusive" ? "warning" : "note",
      message: { text: `${verdict}: ${reason}` },
    },
  ];
}

function levelOf({ level }: Finding): "error" | "warning" {
  return level === "MUST" ? "error" : "warning";
}
