/** What a survey of a target comes to: the settings to write, and what to say of them. Pure. @module */

import { describe, isAccepted, statusOf } from "../courier/outcome.ts";
import type { Scheme } from "../courier/scheme.ts";
import { describeAll, type Flags } from "../settings/setting.ts";
import { PreflightError } from "../target/preflight-error.ts";
import { CLOCK_SECONDS_MAX } from "./foundations.ts";
import type { RunOptions } from "./options.ts";
import { SETTINGS } from "./settings.ts";
import type { Survey } from "./survey.ts";

export type Proposal = {
  /** For conformance.json: whatever differs from the presets. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** One line a question. */
  readonly findings: readonly string[];
};

/** @throws {PreflightError} Where no run could tell anything: nobody answers, or all is refused. */
export function propose(flags: Flags, options: RunOptions, survey: Survey): Proposal {
  const { configured } = options.sides[0];
  const offersProbe = survey.probe?.kind === "records";
  const probe = offersProbe ? configured.probe : null;
  const port = offersProbe ? configured.api?.port : undefined;
  return {
    settings: {
      url: configured.webhook,
      ...differing("scheme", acceptedScheme(options, flags, survey).name),
      ...differing("secretEnv", flags["secretEnv"]),
      ...(probe === null ? {} : { probe }),
      ...(offersProbe ? differing("probeTokenEnv", flags["probeTokenEnv"]) : {}),
      ...(offersProbe ? differing("apiKeyEnv", flags["apiKeyEnv"]) : {}),
      ...(port === undefined ? {} : { simulatorPort: port }),
      ...(offersProbe && options.settleMs > 0 ? { settle: options.settleMs } : {}),
      ...(flags["allowRemote"] === true ? { allowRemote: true } : {}),
    },
    findings: [
      ...survey.pings.map(({ scheme, outcome }) => `${scheme.name}: ${describe(outcome)}`),
      ...remarkOnSchemes(survey),
      `clock: ${describeClock(survey.clockApartSeconds)}`,
      `probe: ${describeProbe(survey.probe)}`,
    ],
  };
}

function acceptedScheme({ sides }: RunOptions, flags: Flags, { pings }: Survey): Scheme {
  const accepted = pings.find(({ outcome }) => isAccepted(outcome));
  if (accepted !== undefined) return accepted.scheme;

  const { webhook } = sides[0].configured;
  const answers = pings.map(({ outcome }) => statusOf(outcome));
  if (answers.every((status) => status === null)) {
    throw new PreflightError("unreachable", `${webhook} does not answer. Is it running?`);
  }
  const signatures = answers.some((status) => status === 401 || status === 403);
  throw new PreflightError(
    "misconfigured",
    `${webhook} answered ${answers.join(" and ")} to well signed deliveries, by either scheme. ${
      signatures
        ? `Check that ${flags["secretEnv"] ?? presetOf("secretEnv")} is the target's signing secret`
        : "Check the path of --url: it is the webhook route itself"
    }`,
  );
}

/** What was given, where that is not the preset. */
function differing(name: string, value: Flags[string] | undefined) {
  return value === undefined || value === presetOf(name) ? {} : { [name]: String(value) };
}

function presetOf(name: string): string {
  return describeAll(SETTINGS).find((setting) => setting.name === name)?.preset ?? "";
}

function remarkOnSchemes({ pings }: Survey): readonly string[] {
  const accepted = pings.filter(({ outcome }) => isAccepted(outcome));
  return accepted.length > 1
    ? ["both schemes were accepted, as if no signature was looked at: a run will tell"]
    : [];
}

function describeClock(apartSeconds: number | null): string {
  if (apartSeconds === null) return "unknown, as its answers carry no date";
  // The Date header has whole seconds, and some servers make it once a second.
  if (apartSeconds <= 1) return "agrees with ours";
  return apartSeconds > CLOCK_SECONDS_MAX
    ? `${apartSeconds} s from ours: set one of the two, since no run will start like that`
    : `${apartSeconds} s from ours`;
}

function describeProbe(probe: Survey["probe"]): string {
  switch (probe?.kind) {
    case undefined:
      return "none was named, so only the wire can be tested: see --probe";
    case "records":
      return "works";
    case "refused":
      return `left out, since it answered ${probe.status} for a buyer it has never heard of`;
    case "malformed":
      return `left out, since its answer is malformed: ${probe.reason}`;
    case "unreachable":
      return "left out, since it does not answer";
  }
}
