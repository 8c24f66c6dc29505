/**
 * A report for CI servers: JUnit's XML, an area a suite, a requirement a case.
 *
 * There is no one schema; what is used here is common to those of Ant and Jenkins. Broken becomes
 * a failure, inconclusive an error, untested and blocked a skipped case, with its reason. What a run
 * stands on and was broken is a failure in a suite of its own, before all others.
 *
 * @module
 */

import {
  type Finding,
  type Foundation,
  type Header,
  isKnown,
  isStale,
  type Report,
  STALE,
  type Stopped,
  tallyOf,
} from "../run/report.ts";
import { evidenceOf, evidenceOfFoundation } from "./evidence.ts";

export function formatJunit(report: Report): string {
  const { header, foundations, stopped, findings, measurements } = report;
  const areas = Map.groupBy(findings, ({ id }) => areaOf(id));
  const time = seconds(measurements.durationMs);
  const all = counts(findings, foundations);
  if (stopped !== null) {
    all.tests = String(Number(all.tests) + 1);
    all.errors = String(Number(all.errors) + 1);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: "conformance", ...all, time })}>`,
    ...(foundations.length === 0 ? [] : groundwork(foundations)),
    ...(stopped === null ? [] : cutShort(stopped)),
    ...[...areas].flatMap(([area, members]) => suite(area, members, header)),
    "</testsuites>",
    "",
  ].join("\n");
}

function groundwork(foundations: readonly Foundation[]): readonly string[] {
  return [
    `  <testsuite ${attributes({ name: "foundation", ...counts([], foundations) })}>`,
    ...foundations.flatMap((foundation) => {
      const { id, provider, reason, observed } = foundation;
      const known = { classname: `foundation of ${provider}`, name: id };
      const evidence = escapeText(evidenceOfFoundation(foundation).join("\n"));
      return [
        `    <testcase ${attributes({ ...known, time: seconds(observed.durationMs) })}>`,
        `      <failure ${attributes({ message: reason, type: "foundation" })}>${evidence}</failure>`,
        "    </testcase>",
      ];
    }),
    "  </testsuite>",
  ];
}

/** A run that was not whole is no green build, even if all that was reached held. */
function cutShort({ why, reason }: Stopped): readonly string[] {
  return [
    `  <testsuite ${attributes({ name: "run", tests: "1", failures: "0", errors: "1", skipped: "0" })}>`,
    `    <testcase ${attributes({ classname: "run", name: "run/whole", time: seconds(0) })}>`,
    `      <error ${attributes({ message: reason, type: why })}/>`,
    "    </testcase>",
    "  </testsuite>",
  ];
}

function suite(area: string, findings: readonly Finding[], header: Header): readonly string[] {
  const { target, scheme, seed, nonce, requirementSet } = header;
  const known = { target, scheme, seed: String(seed), nonce, requirementSet };
  return [
    `  <testsuite ${attributes({ name: area, ...counts(findings) })}>`,
    "    <properties>",
    ...Object.entries(known).map(
      ([name, value]) => `      <property ${attributes({ name, value })}/>`,
    ),
    "    </properties>",
    ...findings.flatMap((finding) => testcase(finding, header)),
    "  </testsuite>",
  ];
}

function testcase(finding: Finding, header: Header): readonly string[] {
  const { id, observed } = finding;
  const known = { classname: areaOf(id), name: id, time: seconds(observed.durationMs) };
  const opening = `    <testcase ${attributes(known)}`;
  const outcome = outcomeOf(finding, header);
  return outcome === null
    ? [`${opening}/>`]
    : [`${opening}>`, `      ${outcome}`, "    </testcase>"];
}

/** @returns The element inside the case; null where the requirement held. */
function outcomeOf(finding: Finding, header: Header): string | null {
  const { verdict, level, doubt, reason, expected } = finding;
  if (isStale(finding)) return `<failure ${attributes({ message: STALE, type: "stale" })}/>`;
  if (isKnown(finding)) return `<skipped ${attributes({ message: `known: ${expected}` })}/>`;
  const message = reason ?? "";
  const evidence = escapeText(evidenceOf(finding, header).join("\n"));
  switch (verdict) {
    case "held":
      return null;
    case "broken":
      return `<failure ${attributes({ message, type: level })}>${evidence}</failure>`;
    case "inconclusive":
      return `<error ${attributes({ message, type: doubt ?? verdict })}>${evidence}</error>`;
    case "untested":
      return `<skipped ${attributes({ message })}/>`;
    case "blocked":
      return `<skipped ${attributes({ message: `blocked: ${message}` })}/>`;
  }
}

function counts(findings: readonly Finding[], foundations: readonly Foundation[] = []) {
  const { broken, inconclusive, untested, blocked } = tallyOf(findings);
  const known = findings.filter(isKnown).length;
  return {
    tests: String(findings.length + foundations.length),
    failures: String(broken - known + findings.filter(isStale).length + foundations.length),
    errors: String(inconclusive),
    skipped: String(untested + blocked + known),
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function areaOf(id: string): string {
  return id.slice(0, id.lastIndexOf("/"));
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeAttribute(value)}"`)
    .join(" ");
}

/** What XML 1.0 cannot hold, escaped or not; with `u`, halves of surrogate pairs as well. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escapeText(text: string): string {
  // A bare carriage return would be read back as a line feed.
  return text.replace(NOT_XML, "\u{fffd}").replace(/[&<>\r]/g, reference);
}

function escapeAttribute(text: string): string {
  // White space too: unescaped, a parser would turn all of it into blanks.
  return text.replace(NOT_XML, "\u{fffd}").replace(/[&<>"\t\n\r]/g, reference);
}

function reference(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
