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
import {
  type Finding,
  type Foundation,
  type Header,
  isStale,
  type Report,
  STALE,
  type Stopped,
} from "../run/report.ts";
import { evidenceOf, evidenceOfFoundation } from "./evidence.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

export function formatSarif(report: Report): string {
  const log: Log = { $schema: SCHEMA, version: "2.1.0", runs: [runOf(report)] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function runOf({ header, foundations, stopped, findings }: Report): Run {
  const { target, scheme, seed, nonce, requirementSet, startedAt, command } = header;
  return {
    tool: {
      driver: {
        name: "Proxy Checkout conformance",
        version: requirementSet,
        rules: [...foundations.map(groundRuleOf), ...findings.map(ruleOf)],
      },
    },
    invocations: [
      {
        commandLine: command,
        startTimeUtc: startedAt,
        executionSuccessful:
          stopped === null &&
          findings.every(({ verdict }) => verdict !== "inconclusive" && verdict !== "blocked"),
        toolExecutionNotifications: [
          ...(stopped === null ? [] : [cutShort(stopped)]),
          ...findings.flatMap(notificationsOf),
        ],
      },
    ],
    results: [
      ...foundations.map((foundation, ruleIndex) => groundResultOf(foundation, ruleIndex, header)),
      ...findings.flatMap((finding, index) =>
        finding.verdict === "broken" ? [resultOf(finding, foundations.length + index, header)] : [],
      ),
    ],
    properties: { target, scheme, seed, nonce },
  };
}

function groundRuleOf({ id, claim, remedy }: Foundation): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: claim },
    help: { text: `Remedy: ${remedy}` },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["conformance", "foundation"] },
  };
}

function groundResultOf(foundation: Foundation, ruleIndex: number, header: Header): Result {
  const { id, provider, reason, observed } = foundation;
  return {
    ruleId: id,
    ruleIndex,
    level: "error",
    message: { text: [reason, "", ...evidenceOfFoundation(foundation)].join("\n") },
    locations: locationsOf(header),
    partialFingerprints: { "requirement/v1": `${provider}/${id}` },
    properties: { observed },
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
  const { id, reason, expected, observed } = finding;
  return {
    ruleId: id,
    ruleIndex,
    level: levelOf(finding),
    message: { text: [reason, "", ...evidenceOf(finding, header)].join("\n") },
    locations: locationsOf(header),
    // The requirement alone: a later run that breaks it in another way continues the same alert.
    partialFingerprints: { "requirement/v1": id },
    properties: { observed },
    ...(expected === null ? {} : { suppressions: [{ kind: "external", justification: expected }] }),
  };
}

/** We see the target from outside, so that the whole handler is as near as we can point. */
function locationsOf({ handler }: Header): Result["locations"] & object {
  if (handler === null) return [];
  const uri = encodeURI(handler.replaceAll("\\", "/"));
  return [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }];
}

function cutShort({ reason }: Stopped): Notification {
  return { level: "error", message: { text: `the run was stopped: ${reason}` } };
}

function notificationsOf(finding: Finding): Notification[] {
  const { id, verdict, reason } = finding;
  if (isStale(finding)) {
    return [{ associatedRule: { id }, level: "error", message: { text: STALE } }];
  }
  if (verdict === "held" || verdict === "broken") return [];
  return [
    {
      associatedRule: { id },
      level: verdict === "untested" ? "note" : "warning",
      message: { text: `${verdict}: ${reason}` },
    },
  ];
}

function levelOf({ level }: Finding): "error" | "warning" {
  return level === "MUST" ? "error" : "warning";
}
