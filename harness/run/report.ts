/**
 * A run's report as a value: every reporter is a function of it, and so is the exit code.
 *
 * The schema is the one definition: the types are inferred from it, and docs/report.schema.json is
 * made from it.
 *
 * @module
 */

import { z } from "zod";
import { historySchemaOf } from "../histories/counterexample.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { FOUNDATIONS, type FoundationName } from "../target/foundation.ts";
import { VERBS } from "./catalogue.ts";
import { measurementsSchema } from "./measurements.ts";
import { schedulesSchema } from "./schedules.ts";
import { storySchema } from "./story.ts";

export const VERDICTS = ["held", "broken", "inconclusive", "untested", "blocked"] as const;

/** No two runs agree on it. */
const observed = z
  .object({
    durationMs: z.int().describe("How long it took to find"),
    answer: z
      .string()
      .nullable()
      .describe("Status and body of the answer that broke it, if one did"),
    output: z
      .array(z.string())
      .readonly()
      .describe("The last lines that a receiver which the harness started wrote meanwhile"),
  })
  .readonly()
  .describe("What was seen, cut short and without secrets: differs from run to run");

const finding = z
  .object({
    id: z.string().describe("Of the requirement, stable for ever: area/name, or sender/area/name"),
    level: z.enum(["MUST", "SHOULD"]),
    profile: z.enum(["wire", "state", "fault"]).describe("What the target must offer"),
    claim: z.string().describe("What a receiver does, in one sentence"),
    why: z.string().describe("The bug or the attack that it stops"),
    source: z.string().describe("What asks for it"),
    remedy: z.string().describe("What to change where it is broken"),
    verdict: z.enum(VERDICTS),
    doubt: z
      .enum([
        "different_when_repeated",
        "unreachable",
        "interrupted",
        "out_of_time",
        "harness_fault",
      ])
      .nullable()
      .describe("Why nothing can be said; null unless inconclusive"),
    reason: z.string().nullable().describe("In one line; null where the requirement held"),
    details: z.array(z.string()).readonly().describe("The smallest counterexample, line by line"),
    path: z.string().nullable().describe("fast-check's path to the counterexample, for --path"),
    counterexample: z
      .object({ history: historySchemaOf(VERBS), hits: z.int(), replays: z.int() })
      .readonly()
      .nullable()
      .describe("The history that broke an invariant, and in how many of so many replays"),
    story: storySchema,
    expected: z.string().nullable().describe("The baseline's reason why this one may be broken"),
    observed,
  })
  .readonly();

const names = Object.keys(FOUNDATIONS) as [FoundationName, ...FoundationName[]];

const foundation = z
  .object({
    id: z.enum(names.map((name) => `foundation/${name}` as const)),
    provider: z.enum(PROVIDERS.map(({ name }) => name)).describe("Whose endpoint it is"),
    claim: z.string().describe("What should have been so"),
    reason: z.string().describe("What was seen instead"),
    details: z.array(z.string()).readonly().describe("More of it, line by line"),
    remedy: z.string().describe("What to do first"),
    exitCode: z.union([z.literal(1), z.literal(2), z.literal(3)]).describe("Of the run"),
    observed,
  })
  .readonly();

const stopped = z
  .object({
    why: z.enum(["gone", "deaths", "hangs", "time_limit", "fail_fast"]),
    reason: z.string(),
  })
  .readonly()
  .nullable()
  .describe("Why the run ended before all was asked; null where it did not");

const policy = z
  .object({
    pastDue: z.enum(["restricted", "granted"]),
    cancelled: z.enum(["ended", "until_period_end"]),
  })
  .readonly();

const header = z
  .object({
    requirementSet: z.string().describe("The version of the set of requirements"),
    target: z.string().describe("The receiver's webhook URL"),
    scheme: z.string().describe("How deliveries were signed"),
    endpoints: z
      .array(
        z.object({
          provider: z.enum(PROVIDERS.map(({ name }) => name)).describe("Who sends"),
          url: z.url().describe("Where deliveries were sent to"),
          scheme: z.string().describe("How they were signed"),
        }),
      )
      .describe("All endpoints that were tested; `target` and `scheme` are those of the first"),
    policy: policy.describe("What the product was said to do when nothing is paid any more"),
    seed: z.int().describe("Of the generated histories"),
    runs: z.int().describe("Generated histories for each property"),
    nonce: z
      .string()
      .describe("Is in every id on the wire: evt_2 was sent as evt_8f3a90c1_<nonce>…"),
    startedAt: z.iso.datetime(),
    handler: z.string().nullable().describe("The source file that handles deliveries, if told"),
    strict: z.boolean().describe("Whether a broken SHOULD counts as well"),
    command: z.string().describe("What was typed, to be completed by --only for a replay"),
    only: z
      .array(z.string())
      .readonly()
      .default([])
      .describe("The ids and areas that were asked for; empty where all were"),
    program: z.string().describe("How the harness is typed where that was, for its other commands"),
    isReplay: z.boolean().describe("Whether `command` is a replay already, complete as it is"),
  })
  .readonly();

export const reportSchema = z
  .object({
    version: z.literal(2).describe("Of this schema; another one where a reader must be changed"),
    header: header.describe("With the measurements, all that may differ between runs of one seed"),
    remarks: z
      .array(z.string())
      .readonly()
      .describe("What a person should know of the target, though no requirement is about it"),
    foundations: z
      .array(foundation)
      .readonly()
      .describe("What a run stands on and was broken, one at most for each endpoint; else empty"),
    stopped,
    findings: z.array(finding).readonly().describe("One for each requirement, in a fixed order"),
    schedules: z
      .array(schedulesSchema)
      .readonly()
      .describe("With --exhaustive, how far it came, one for each sender; else empty"),
    measurements: measurementsSchema.describe("What was measured: of this run, and of no other"),
  })
  .readonly()
  .meta({ title: "Report of a conformance run" });

export type Finding = z.infer<typeof finding>;
export type Foundation = z.infer<typeof foundation>;
export type Stopped = NonNullable<z.infer<typeof stopped>>;
export type Observed = z.infer<typeof observed>;
export type Header = z.infer<typeof header>;
export type Report = z.infer<typeof reportSchema>;
export type Verdict = Finding["verdict"];

/** Why nothing can be said: each has an exit code of its own. */
export type Doubt = NonNullable<Finding["doubt"]>;

export type Tally = Readonly<Record<Verdict, number>>;

export function tallyOf(findings: readonly Finding[]): Tally {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return {
    held: count("held"),
    broken: count("broken"),
    inconclusive: count("inconclusive"),
    untested: count("untested"),
    blocked: count("blocked"),
  };
}

/** Broken, and the baseline says why that is lived with: it is told, and does not count. */
export function isKnown({ verdict, expected }: Finding): boolean {
  return verdict === "broken" && expected !== null;
}

/** What to say of a finding that is {@link isStale}. */
export const STALE = "held, although the baseline expects it broken: take it out of there";

/** A baseline's entry that no longer breaks: it has to go, or it would hide the next break. */
export function isStale({ verdict, expected }: Finding): boolean {
  return verdict === "held" && expected !== null;
}

/** A soak ends with the first surprise, or at once where there is nothing that it could test. */
export function goesOn(findings: readonly Finding[]): boolean {
  const isCalm = (finding: Finding): boolean =>
    finding.verdict === "held" || finding.verdict === "untested" || isKnown(finding);
  return findings.every(isCalm) && findings.some(({ verdict }) => verdict !== "untested");
}
