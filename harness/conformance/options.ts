/**
 * Settings -> what to run. Read once, completely; everything wrong is said at once.
 *
 * Secrets come from the environment only: a flag would show them in the process list, and a file
 * would be committed.
 *
 * @module
 */

import { randomInt } from "node:crypto";
import type { Counted } from "../effects/owed.ts";
import type { Size } from "../exhaustive/enumeration.ts";
import { type Part, parseShard } from "../exhaustive/part.ts";
import type { Counterexample } from "../histories/counterexample.ts";
import { readCounterexamples } from "../histories/counterexample-folder.ts";
import type { History } from "../histories/history.ts";
import type { Configured, Provider } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { readRecording } from "../recorded/read-recording.ts";
import type { Recording } from "../recording/recording.ts";
import { FORMATS } from "../reporters/formats.ts";
import { VERBS } from "../run/catalogue.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { createReader, type Environment, type Reader } from "../settings/reader.ts";
import { describeAll, type Flags, flagOf, parseSettings } from "../settings/setting.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { Policy } from "../target/policy.ts";
import { parseReports, type ReportRequest } from "./report-requests.ts";
import { GENERAL, SETTINGS } from "./settings.ts";

/** A sender, and how its endpoint at the target is reached. */
export type Side = { readonly provider: Provider; readonly configured: Configured };

/** Every schedule of a size, or a part of them. */
export type Exhaustive = { readonly size: Size; readonly part: Part };

export type Verify = { readonly command: string; readonly counted: Counted };

export type RunOptions = {
  /** Start the target by this command; or it runs already. */
  readonly start: { readonly command: string; readonly readyPath: string } | null;
  /** Whose webhooks are to be tested. */
  readonly sides: readonly [Side, ...Side[]];
  /** Of whom a target that we start is told as well, since it may not start without. */
  readonly alsoTold: readonly Side[];
  readonly probeToken: string;
  readonly policy: Policy;
  readonly bodyLimitBytes: number;
  readonly answerWithinMs: number;
  /** How long the probe may take to agree with what was acknowledged. */
  readonly settleMs: number;
  readonly only: readonly string[];
  readonly seed: number;
  readonly path: string | null;
  readonly runs: number;
  readonly timeBudgetMs: number;
  /** Of the whole run. */
  readonly timeLimitMs: number;
  readonly failFast: boolean;
  /** How many receivers are started, on one database. */
  readonly instances: number;
  /** Where counterexamples are kept; null where they are not. */
  readonly counterexamples: string | null;
  readonly recorded: (invariant: string) => readonly History[];
  readonly soak: boolean;
  /** Deliveries to be replayed, and nothing else; null where there are none. */
  readonly recording: Recording | null;
  /** Null where histories are generated. */
  readonly exhaustive: Exhaustive | null;
  /** By which command side effects are counted, and what it counts; null where they are not. */
  readonly verify: Verify | null;
  readonly reports: readonly ReportRequest[];
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** The source file that handles deliveries, where a report should point at it. */
  readonly handler: string | null;
  /** A file of known deviations. */
  readonly expect: string | null;
  /** A frozen set of requirements; null for the newest. */
  readonly requirements: string | null;
  readonly strict: boolean;
};

/** @throws {UsageError} Listing every problem with its remedy, never a secret's value. */
export function parseRunOptions(flags: Flags, env: Environment): RunOptions {
  const isManaged = flags["start"] !== undefined;
  const read = createReader({ isManaged, allowRemote: flags["allowRemote"] === true }, env);
  const { problems, complain } = read;

  // Alone and first: any other complaint could quote what is no name but a secret.
  checkNames(flags, complain);
  if (problems.length > 0) throw new UsageError(problems);

  const general = parseSettings(GENERAL, flags, complain);
  const probe = general.probe ?? (isManaged ? "/api/entitlements" : null);
  if (probe !== null) read.checkUrl(probe, "--probe");
  const tested = parseProviders(general.provider, complain);
  const sideOf = (provider: Provider): Side => ({
    provider,
    configured: provider.configure(flags, probe, read),
  });
  const [first, ...others] = tested;
  const [byDefault] = PROVIDERS;

  const options: RunOptions = {
    start:
      general.start === undefined ? null : { command: general.start, readyPath: general.ready },
    sides: [sideOf(first), ...others.map(sideOf)],
    alsoTold: isManaged && !tested.includes(byDefault) ? [sideOf(byDefault)] : [],
    probeToken: probe === null ? "" : read.required(general.probeTokenEnv, "--probe-token-env"),
    policy: parsePolicy(general.policy, read),
    bodyLimitBytes: general.bodyLimit,
    answerWithinMs: general.answerWithin * 1000,
    settleMs: general.settle,
    only: general.only,
    seed: general.seed ?? randomInt(2 ** 31 - 1),
    path: general.path ?? null,
    runs: general.runs,
    timeBudgetMs: general.timeBudget * 1000,
    timeLimitMs: (general.timeLimit + general.timeBudget) * 1000,
    failFast: general.failFast ?? false,
    instances: general.instances,
    counterexamples: general.counterexamples ?? null,
    recorded: readRecorded(general.counterexamples, complain),
    soak: general.soak ?? false,
    recording:
      general.recorded === undefined
        ? null
        : readRecording(general.recorded, (problem) => complain(`--recorded ${problem}`)),
    exhaustive: general.exhaustive === true ? parseExhaustive(general, complain) : null,
    verify: parseVerify(general, read),
    reports: parseReports(
      general.report,
      { formats: FORMATS, summaryFile: env["GITHUB_STEP_SUMMARY"] || null },
      complain,
    ),
    quiet: general.quiet ?? false,
    verbose: general.verbose ?? false,
    handler: general.handler ?? null,
    expect: general.expect ?? null,
    requirements: general.requirements ?? null,
    strict: general.strict ?? false,
  };
  checkTogether(options, flags, complain);
  if (problems.length > 0) throw new UsageError(problems);
  return options;
}

/** More are so many that nobody could play them. */
const EVENTS_MAX = 4;

function parseExhaustive(
  { events, deviations, shard, from }: Size & { readonly shard: string; readonly from: number },
  complain: (problem: string) => void,
): Exhaustive {
  if (events > EVENTS_MAX) complain(`--events ${events}: expected ${EVENTS_MAX} at most`);
  const parsed = parseShard(shard);
  if (parsed === null) complain(`--shard ${shard}: expected one of so many, such as 2/4`);
  const size = { events: Math.min(events, EVENTS_MAX), deviations };
  return { size, part: { from, shard: parsed ?? { index: 1, of: 1 } } };
}

function parseVerify(
  given: { readonly verifyCmd?: string | undefined; readonly verifyCounts: string },
  { oneOf }: Reader,
): Verify | null {
  const counted = oneOf(given.verifyCounts, ["grants", "units"] as const, "--verify-counts");
  return given.verifyCmd === undefined ? null : { command: given.verifyCmd, counted };
}

const FOR_EXHAUSTIVE = ["events", "deviations", "shard", "from"];

/** What is wrong only with something else. */
function checkTogether(
  { sides, path, only, handler, reports, exhaustive, soak, verify, recording }: RunOptions,
  flags: Flags,
  complain: (problem: string) => void,
): void {
  for (const { name, title, claims } of PROVIDERS) {
    if (sides.some(({ provider }) => provider.name === name)) continue;
    for (const claim of claims.filter((setting) => flags[setting] !== undefined)) {
      complain(`${flagOf(claim)} is for --provider ${name} or all: ${title} is not in this run`);
    }
  }
  if (path !== null && (flags["seed"] === undefined || only.length !== 1)) {
    complain("--path replays one case: give the --seed and the one --only that it was found with");
  }
  if (exhaustive === null) {
    for (const name of FOR_EXHAUSTIVE.filter((each) => flags[each] !== undefined)) {
      complain(`${flagOf(name)} is for --exhaustive: give that too, or leave it out`);
    }
  }
  if (verify === null && flags["verifyCounts"] !== undefined) {
    complain("--verify-counts says what --verify-cmd counts: give that too, or leave it out");
  }
  if (exhaustive !== null && soak) complain("--exhaustive ends, and --soak does not: give one");
  if (recording !== null) checkForRecorded({ sides, path, exhaustive, soak, verify }, complain);
  if (handler === null && reports.some(({ format }) => format === "sarif")) {
    complain("--report sarif needs --handler: the source file, seen from the repository's root");
  }
}

/** What a recording has no use for. */
function checkForRecorded(
  {
    sides,
    path,
    exhaustive,
    soak,
    verify,
  }: Pick<RunOptions, "sides" | "path" | "exhaustive" | "soak" | "verify">,
  complain: (problem: string) => void,
): void {
  if (verify !== null) complain("--recorded counts no side effects: leave out --verify-cmd");
  if (exhaustive !== null) complain("--recorded plays a recording alone: leave out --exhaustive");
  if (soak) complain("--recorded ends, and --soak does not: give one");
  if (path !== null) complain("--recorded has no --path: --seed gives the same orders again");
  if (!sides.some(({ provider }) => provider === PROVIDERS[0])) {
    complain(`--recorded replays ${PROVIDERS[0].title}'s deliveries: add it to --provider`);
  }
}

/** In the order of {@link PROVIDERS}, each once. `both` is another word for `all`, from when there were two. */
function parseProviders(
  given: readonly string[],
  complain: (problem: string) => void,
): readonly [Provider, ...Provider[]] {
  const names = PROVIDERS.map(({ name }) => name);
  for (const name of given.filter((each) => ![...names, "all", "both"].includes(each))) {
    complain(`--provider ${name}: expected ${names.join(", ")} or all`);
  }
  const isAll = given.includes("all") || given.includes("both");
  const [first, ...others] = PROVIDERS.filter(({ name }) => isAll || given.includes(name));
  return first === undefined ? [PROVIDERS[0]] : [first, ...others];
}

/** A folder that is not there yet holds nothing: it is made with the first counterexample. */
function readRecorded(
  folder: string | undefined,
  complain: (problem: string) => void,
): RunOptions["recorded"] {
  const read = folder === undefined ? [] : readFolder(folder, complain);
  return (invariant) =>
    read.filter((one) => one.invariant === invariant).map(({ history }) => history);
}

function readFolder(
  folder: string,
  complain: (problem: string) => void,
): readonly Counterexample[] {
  try {
    return readCounterexamples(folder, VERBS, complain);
  } catch (error) {
    complain(`--counterexamples ${folder}: ${explainFileTrouble(error, "read")}`);
    return [];
  }
}

/** Whoever gives the secret itself where its variable is meant must not find it in a log. */
function checkNames(flags: Flags, complain: (problem: string) => void): void {
  for (const { name, preset } of describeAll(SETTINGS)) {
    if (!name.endsWith("Env")) continue;
    const variable = String(flags[name] ?? preset);
    if (/^[A-Za-z_]\w*$/.test(variable) && !variable.startsWith("whsec_")) continue;
    complain(`${flagOf(name)} is not a variable's name: export the value, and give the name`);
  }
}

const POLICIES = {
  past_due: ["restricted", "granted"],
  cancelled: ["ended", "until_period_end"],
} as const;

function parsePolicy(given: readonly string[], { oneOf, complain }: Reader): Policy {
  const chosen = new Map(given.map((entry) => [entry.split("=")[0], entry.split("=")[1] ?? ""]));
  for (const name of chosen.keys()) {
    if (name !== "past_due" && name !== "cancelled") {
      complain(`--policy ${name}: expected past_due=… or cancelled=…`);
    }
  }
  const { past_due, cancelled } = POLICIES;
  return {
    pastDue: oneOf(chosen.get("past_due") ?? "restricted", past_due, "--policy past_due"),
    cancelled: oneOf(chosen.get("cancelled") ?? "ended", cancelled, "--policy cancelled"),
  };
}
