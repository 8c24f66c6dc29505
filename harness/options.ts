/**
 * Settings -> what to run. Read once, completely; everything wrong is said at once.
 *
 * Secrets come from the environment only: a flag would show them in the process list, and a file
 * would be committed.
 *
 * @module
 */

import { randomBytes, randomInt } from "node:crypto";
import { readCounterexamples } from "./counterexample-folder.ts";
import { explainSecret, type Scheme } from "./courier/sign.ts";
import type { Policy } from "./model.ts";
import type { History } from "./properties/history.ts";
import { parseReports, type ReportRequest } from "./report-requests.ts";
import { flagOf, type RunFlags } from "./settings.ts";
import { UsageError } from "./usage-error.ts";

export type RunOptions = {
  /** Start the target by this command; or it runs already. */
  readonly start: { readonly command: string; readonly readyPath: string } | null;
  /** Absolute; or, with `start`, a path on the target that is started. */
  readonly url: string;
  readonly probe: string | null;
  readonly scheme: Scheme;
  readonly secrets: readonly [string, ...string[]];
  readonly probeToken: string;
  readonly apiKey: string;
  /** Null where the target does not read our simulator: then only the wire can be tested. */
  readonly simulator: { readonly host: string; readonly port: number } | null;
  readonly policy: Policy;
  readonly bodyLimitBytes: number;
  readonly toleranceSeconds: number;
  readonly answerWithinMs: number;
  readonly only: readonly string[];
  readonly seed: number;
  readonly path: string | null;
  readonly runs: number;
  readonly timeBudgetMs: number;
  /** How many receivers are started, on one database. */
  readonly instances: number;
  /** Where counterexamples are kept; null where they are not. */
  readonly counterexamples: string | null;
  readonly recorded: (invariant: string) => readonly History[];
  readonly soak: boolean;
  readonly reports: readonly ReportRequest[];
  /** The source file that handles deliveries, where a report should point at it. */
  readonly handler: string | null;
  /** A file of known deviations. */
  readonly expect: string | null;
  /** A frozen set of requirements; null for the newest. */
  readonly requirements: string | null;
  readonly strict: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} Listing every problem with its remedy, never a secret's value. */
export function parseRunOptions(flags: RunFlags, env: Environment): RunOptions {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };

  // Alone and first: any other complaint could quote what is no name but a secret.
  checkNames(flags, complain);
  if (problems.length > 0) throw new UsageError(problems);

  const managed = flags.start !== undefined;
  const scheme = oneOf(flags.scheme, ["t-v1", "standard-webhooks"], "--scheme", complain);
  const url = flags.url ?? (managed ? "/api/proxy/webhook" : "");
  const probe = flags.probe ?? (managed ? "/api/entitlements" : null);
  checkUrl(url, "--url", flags, complain);
  if (probe !== null) checkUrl(probe, "--probe", flags, complain);

  const port = simulatorPort(flags, env, complain);
  const simulator = port === null || probe === null ? null : { host: flags.simulatorHost, port };
  if (!managed && probe !== null && simulator === null) {
    complain(
      "--probe needs the simulator that the target reads: give --simulator-port, and point the target's PROXY_API_BASE_URL at it",
    );
  }
  const required = (name: string, flag: string): string => {
    const value = (env[name] ?? "").trim();
    if (value === "" && !managed)
      complain(`${name} is not set: export it, or name another ${flag}`);
    return value === "" ? randomBytes(24).toString("base64url") : value;
  };

  const options: RunOptions = {
    start: flags.start === undefined ? null : { command: flags.start, readyPath: flags.ready },
    url,
    probe: simulator === null ? null : probe,
    scheme,
    secrets: parseSecrets(flags, env, scheme, complain),
    probeToken: probe === null ? "" : required(flags.probeTokenEnv, "--probe-token-env"),
    apiKey: simulator === null ? "" : required(flags.apiKeyEnv, "--api-key-env"),
    simulator,
    policy: parsePolicy(flags.policy, complain),
    bodyLimitBytes: whole(flags.bodyLimit, "--body-limit", 1, complain),
    toleranceSeconds: whole(flags.tolerance, "--tolerance", 1, complain),
    answerWithinMs: whole(flags.answerWithin, "--answer-within", 1, complain) * 1000,
    only: flags.only,
    seed:
      flags.seed === undefined ? randomInt(2 ** 31 - 1) : whole(flags.seed, "--seed", 0, complain),
    path: flags.path ?? null,
    runs: whole(flags.runs, "--runs", 1, complain),
    timeBudgetMs: whole(flags.timeBudget, "--time-budget", 1, complain) * 1000,
    instances: whole(flags.instances, "--instances", 1, complain),
    counterexamples: flags.counterexamples ?? null,
    recorded: readRecorded(flags.counterexamples, complain),
    soak: flags.soak ?? false,
    reports: parseReports(flags.report, env["GITHUB_STEP_SUMMARY"] || null, complain),
    handler: flags.handler ?? null,
    expect: flags.expect ?? null,
    requirements: flags.requirements ?? null,
    strict: flags.strict ?? false,
  };
  if (options.path !== null && (flags.seed === undefined || flags.only.length !== 1)) {
    complain("--path replays one case: give the --seed and the one --only that it was found with");
  }
  if (options.handler === null && options.reports.some(({ format }) => format === "sarif")) {
    complain("--report sarif needs --handler: the source file, seen from the repository's root");
  }
  if (problems.length > 0) throw new UsageError(problems);
  return options;
}

/** A folder that is not there yet holds nothing: it is made with the first counterexample. */
function readRecorded(
  folder: string | undefined,
  complain: (problem: string) => void,
): RunOptions["recorded"] {
  const read = folder === undefined ? [] : readCounterexamples(folder, complain);
  return (invariant) =>
    read.filter((one) => one.invariant === invariant).map(({ history }) => history);
}

/** Whoever gives the secret itself where its variable is meant must not find it in a log. */
function checkNames(flags: RunFlags, complain: (problem: string) => void): void {
  for (const setting of ["secretEnv", "probeTokenEnv", "apiKeyEnv"] as const) {
    if (!/^[A-Za-z_]\w*$/.test(flags[setting]) || flags[setting].startsWith("whsec_")) {
      complain(`${flagOf(setting)} is not a variable's name: export the value, and give the name`);
    }
  }
}

function checkUrl(
  value: string,
  flag: string,
  { start, allowRemote }: RunFlags,
  complain: (problem: string) => void,
): void {
  if (value === "") {
    complain(`${flag} is missing: the URL of the webhook route, or --start with a command`);
    return;
  }
  if (start !== undefined && value.startsWith("/")) return;
  const parsed = URL.parse(value);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    complain(`${flag} is not a URL: expected http://host:port/path`);
    return;
  }
  if (!isLoopback(parsed.hostname) && allowRemote !== true) {
    complain(
      `${flag} names ${parsed.hostname}, which is not this machine: add --allow-remote if it is yours and a test deployment`,
    );
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** Without the flag, the port of the target's own setting, so that one environment serves both. */
function simulatorPort(
  flags: RunFlags,
  env: Environment,
  complain: (problem: string) => void,
): number | null {
  if (flags.simulatorPort !== undefined) {
    return whole(flags.simulatorPort, "--simulator-port", 0, complain);
  }
  if (flags.start !== undefined) return 0;
  const base = URL.parse(env["PROXY_API_BASE_URL"] ?? "");
  return base !== null && isLoopback(base.hostname) && base.port !== "" ? Number(base.port) : null;
}

function parseSecrets(
  { secretEnv, start }: RunFlags,
  env: Environment,
  scheme: Scheme,
  complain: (problem: string) => void,
): readonly [string, ...string[]] {
  const given = (env[secretEnv] ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
  for (const secret of given) {
    const problem = explainSecret(scheme, secret);
    if (problem !== null) complain(`${secretEnv}: ${problem}`);
  }
  const [first, ...others] = given;
  if (first !== undefined) return [first, ...others];
  if (start === undefined) {
    complain(
      `${secretEnv} is not set: export the endpoint's signing secret, or name another --secret-env`,
    );
  }
  // Two, so that a rotation can be tested.
  return [newSecret(), newSecret()];
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

const POLICIES = {
  past_due: ["restricted", "granted"],
  cancelled: ["ended", "until_period_end"],
} as const;

function parsePolicy(given: readonly string[], complain: (problem: string) => void): Policy {
  const chosen = new Map(given.map((entry) => [entry.split("=")[0], entry.split("=")[1] ?? ""]));
  for (const name of chosen.keys()) {
    if (name !== "past_due" && name !== "cancelled") {
      complain(`--policy ${name}: expected past_due=… or cancelled=…`);
    }
  }
  const { past_due, cancelled } = POLICIES;
  return {
    pastDue: oneOf(chosen.get("past_due") ?? "restricted", past_due, "--policy past_due", complain),
    cancelled: oneOf(chosen.get("cancelled") ?? "ended", cancelled, "--policy cancelled", complain),
  };
}

function oneOf<const T extends string>(
  value: string,
  allowed: readonly [T, ...T[]],
  flag: string,
  complain: (problem: string) => void,
): T {
  const found = allowed.find((option) => option === value);
  if (found === undefined) complain(`${flag} ${value}: expected ${allowed.join(" or ")}`);
  return found ?? allowed[0];
}

function whole(
  text: string,
  flag: string,
  min: number,
  complain: (problem: string) => void,
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
  complain(`${flag} ${text}: expected a whole number, at least ${min}`);
  return min;
}
