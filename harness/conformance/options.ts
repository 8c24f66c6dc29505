/**
 * Settings -> what to run. Read once, completely; everything wrong is said at once.
 *
 * Secrets come from the environment only: a flag would show them in the process list, and a file
 * would be committed.
 *
 * @module
 */

import { randomInt } from "node:crypto";
import type { Scheme } from "../courier/sign.ts";
import { readCounterexamples } from "../histories/counterexample-folder.ts";
import type { History } from "../histories/history.ts";
import { type GwopOptions, parseGwopOptions } from "../providers/gwop/settings.ts";
import type { Provider } from "../providers/provider.ts";
import {
  createOptionReader,
  type Environment,
  isLoopback,
  type OptionReader,
} from "../settings/reader.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { Policy } from "../target/policy.ts";
import { parseReports, type ReportRequest } from "./report-requests.ts";
import { flagOf, type RunFlags } from "./settings.ts";

export type RunOptions = {
  /** Start the target by this command; or it runs already. */
  readonly start: { readonly command: string; readonly readyPath: string } | null;
  /** Whose webhooks are to be tested. */
  readonly providers: readonly [Provider, ...Provider[]];
  /** Absolute; or, with `start`, a path on the target that is started. */
  readonly url: string;
  /** Null where there is none, or where the target does not read our simulator. */
  readonly probe: string | null;
  readonly scheme: Scheme;
  readonly secrets: readonly [string, ...string[]];
  readonly probeToken: string;
  readonly apiKey: string;
  /** Null where the target does not read our simulator: then only the wire can be tested. */
  readonly simulator: { readonly host: string; readonly port: number } | null;
  /** Null where Gwop's webhooks are not to be tested. */
  readonly gwop: GwopOptions | null;
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

const SENDERS = ["proxy", "gwop", "both"] as const;

const PROVIDER_LISTS: Readonly<
  Record<(typeof SENDERS)[number], readonly [Provider, ...Provider[]]>
> = {
  proxy: ["proxy"],
  gwop: ["gwop"],
  both: ["proxy", "gwop"],
};

/** @throws {UsageError} Listing every problem with its remedy, never a secret's value. */
export function parseRunOptions(flags: RunFlags, env: Environment): RunOptions {
  const read = createOptionReader(flags, env);
  const { problems, complain, whole } = read;

  // Alone and first: any other complaint could quote what is no name but a secret.
  checkNames(flags, complain);
  if (problems.length > 0) throw new UsageError(problems);

  const managed = flags.start !== undefined;
  const providers = PROVIDER_LISTS[read.oneOf(flags.provider, SENDERS, "--provider")];
  const forProxy = providers.includes("proxy");
  const scheme = read.oneOf(flags.scheme, ["t-v1", "standard-webhooks"], "--scheme");
  const url = flags.url ?? (managed || !forProxy ? "/api/proxy/webhook" : "");
  const probe = flags.probe ?? (managed ? "/api/entitlements" : null);
  if (forProxy) read.checkUrl(url, "--url");
  if (probe !== null) read.checkUrl(probe, "--probe");

  const port = simulatorPort(flags, env, read);
  const isRead = probe !== null && (forProxy || managed);
  const simulator = port === null || !isRead ? null : { host: flags.simulatorHost, port };
  if (isRead && simulator === null) {
    complain(
      "--probe needs the simulator that the target reads: give --simulator-port, and point the target's PROXY_API_BASE_URL at it",
    );
  }

  for (const setting of ["gwopUrl", "gwopInvoices"] as const) {
    if (flags[setting] !== undefined && !providers.includes("gwop")) {
      complain(`${flagOf(setting)} is for --provider gwop or both: Gwop is not in this run`);
    }
  }

  const options: RunOptions = {
    start: flags.start === undefined ? null : { command: flags.start, readyPath: flags.ready },
    providers,
    url,
    probe: simulator === null ? null : probe,
    scheme,
    secrets:
      forProxy || managed ? read.secrets(flags.secretEnv, scheme, "--secret-env") : NO_SECRETS,
    probeToken: probe === null ? "" : read.required(flags.probeTokenEnv, "--probe-token-env"),
    apiKey: simulator === null ? "" : read.required(flags.apiKeyEnv, "--api-key-env"),
    simulator,
    gwop: providers.includes("gwop") ? parseGwopOptions(flags, probe, read) : null,
    policy: parsePolicy(flags.policy, read),
    bodyLimitBytes: whole(flags.bodyLimit, "--body-limit", 1),
    toleranceSeconds: whole(flags.tolerance, "--tolerance", 1),
    answerWithinMs: whole(flags.answerWithin, "--answer-within", 1) * 1000,
    only: flags.only,
    seed: flags.seed === undefined ? randomInt(2 ** 31 - 1) : whole(flags.seed, "--seed", 0),
    path: flags.path ?? null,
    runs: whole(flags.runs, "--runs", 1),
    timeBudgetMs: whole(flags.timeBudget, "--time-budget", 1) * 1000,
    instances: whole(flags.instances, "--instances", 1),
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

/** Nothing is sent to Proxy's endpoint. */
const NO_SECRETS = [""] as const;

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
  const names = [
    "secretEnv",
    "probeTokenEnv",
    "apiKeyEnv",
    "gwopSecretEnv",
    "gwopMerchantEnv",
    "operatorTokenEnv",
  ] as const;
  for (const setting of names) {
    if (!/^[A-Za-z_]\w*$/.test(flags[setting]) || flags[setting].startsWith("whsec_")) {
      complain(`${flagOf(setting)} is not a variable's name: export the value, and give the name`);
    }
  }
}

/** Without the flag, the port of the target's own setting, so that one environment serves both. */
function simulatorPort(flags: RunFlags, env: Environment, { whole }: OptionReader): number | null {
  if (flags.simulatorPort !== undefined) {
    return whole(flags.simulatorPort, "--simulator-port", 0);
  }
  if (flags.start !== undefined) return 0;
  const base = URL.parse(env["PROXY_API_BASE_URL"] ?? "");
  return base !== null && isLoopback(base.hostname) && base.port !== "" ? Number(base.port) : null;
}

const POLICIES = {
  past_due: ["restricted", "granted"],
  cancelled: ["ended", "until_period_end"],
} as const;

function parsePolicy(given: readonly string[], { oneOf, complain }: OptionReader): Policy {
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
