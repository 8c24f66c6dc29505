import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import type { Finding, Report } from "../run/report.ts";
import { formatBadge } from "./badge.ts";
import {
  blockedReport,
  broken,
  brokenShould,
  flaky,
  held,
  known,
  reportOf,
  stale,
  untested,
} from "./sample-report.ts";

/** What shields.io requires, and the colours that it has names for. */
const endpoint = z.strictObject({
  schemaVersion: z.literal(1),
  label: z.string(),
  message: z.string().min(1),
  color: z.enum(["brightgreen", "green", "orange", "red", "lightgrey"]),
});

function badgeOf(report: Report): string {
  const { message, color } = endpoint.parse(JSON.parse(formatBadge(report)));
  return `${message}: ${color}`;
}

const gone: Finding = { ...flaky, doubt: "unreachable" };
const cutOff: Finding = { ...flaky, doubt: "interrupted" };
const ours: Finding = { ...flaky, doubt: "harness_fault" };

describe("formatBadge()", () => {
  for (const [name, report, expected] of [
    ["conforms", reportOf(held, untested), "1 held: brightgreen"],
    ["breaks what does not count", reportOf(held, brokenShould), "1 held, 1 broken: green"],
    ["breaks what its baseline expects", reportOf(held, known), "1 held, 1 broken: green"],
    ["breaks a MUST", reportOf(held, broken, brokenShould), "1 broken: red"],
    ["no longer breaks what its baseline expects", reportOf(held, stale), "does not conform: red"],
    ["acknowledges nothing", blockedReport, "does not conform: red"],
    ["offers nothing that could be tested", reportOf(untested), "misconfigured: lightgrey"],
    ["is gone", reportOf(held, gone), "unreachable: lightgrey"],
    ["answers the same in two ways", reportOf(held, flaky), "inconclusive: orange"],
    ["was not asked everything", reportOf(held, cutOff), "incomplete: lightgrey"],
    ["met a fault of ours", reportOf(held, ours), "harness at fault: lightgrey"],
  ] as const) {
    test(`of a receiver that ${name} says so`, () => assert.equal(badgeOf(report), expected));
  }
});
