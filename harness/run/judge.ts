/** Asks one requirement, and turns what became of the target into words. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { WireRequest } from "../courier/wire.ts";
import type { Effort } from "../histories/effort.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { type Death, inWords } from "../target/death.ts";
import { parseJson } from "../target/parse-json.ts";
import { missing } from "../trial/sender.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { type Attempted, attempt, type Listening } from "./attempt.ts";
import { findingAs } from "./finding.ts";
import { type Patience, REQUIREMENT_WITHIN_MS } from "./patience.ts";
import type { Finding } from "./report.ts";
import type { Seen } from "./seen.ts";
import type { Stop } from "./stop.ts";

export type Circumspection = {
  readonly listening: Listening | null;
  readonly stop: Stop;
  readonly patience: Patience;
};

/** Null where the target was not needed. */
export type Judged = { readonly finding: Finding; readonly seen: Seen | null };

/** A broken requirement is tried once more, with fresh ids: an accusation has to be repeatable. */
export async function judge(
  requirement: Requirement,
  given: TrialSettings,
  effort: Effort,
  { listening, stop, patience }: Circumspection,
): Promise<Judged> {
  const settings = { ...given, hangsMax: () => (patience.isSpent() ? 1 : undefined) };
  const { target, sender } = settings;
  const withinMs = REQUIREMENT_WITHIN_MS + effort.timeBudgetMs;
  const manner = { listening, stopped: stop.signal, withinMs };
  const absent = missing(target, sender, requirement.profile);
  if (absent !== null) {
    return { finding: findingAs(requirement, { verdict: "untested", reason: absent }), seen: null };
  }
  const first = await attempt(requirement, settings, effort, manner);
  patience.note(first.seen);
  if (first.finding.verdict !== "broken" || target.managed?.death()) return first;
  const isShown = first.seen.hung > 0 && patience.isSpent();
  if (isShown || stop.stopped() !== null) return first;

  const { path } = first.finding;
  const again = path === null ? effort : { ...effort, path };
  const second = await attempt(requirement, settings, again, manner);
  patience.note(second.seen);
  return repeated(first, second);
}

function repeated({ finding: first, seen }: Attempted, second: Attempted): Judged {
  seen.isLost ||= second.seen.isLost;
  const { verdict, doubt } = second.finding;
  // Its time ran out, or the run's: what was seen once was seen.
  if (doubt === "out_of_time" || verdict === "untested") return { finding: first, seen };
  if (verdict === "broken" || verdict === "inconclusive") {
    return { finding: doubt === null ? first : second.finding, seen };
  }
  const finding: Finding = {
    ...first,
    verdict: "inconclusive",
    doubt: "different_when_repeated",
    reason: `broken in 1 of 2 tries: ${first.reason}`,
  };
  return { finding, seen };
}

/** @returns What is said of a requirement by which the target ended, when it was asked alone too. */
export function accuse(
  { finding, seen }: Judged,
  death: Death,
  listening: Listening | null,
): Finding {
  const { verdict, reason } = finding;
  const sent = seen?.lastSent ?? null;
  const after = sent === null ? "" : `, after ${told(sent, listening)}`;
  const demanded = verdict === "broken" ? `. ${reason}` : "";
  return {
    ...finding,
    verdict: "broken",
    doubt: null,
    reason: `the receiver ended with ${inWords(death)}${after}${demanded}`,
    story: finding.story.length > 0 ? finding.story : (seen?.story() ?? []),
    observed: { ...finding.observed, output: listening?.quoting.lines(death.output) ?? [] },
  };
}

/** @returns Which request it was, in words that are the same in every run. */
export function told({ method, url, body }: WireRequest, listening: Listening | null): string {
  const parsed = parseJson(new TextDecoder().decode(body));
  const fields: readonly unknown[] =
    typeof parsed === "object" && parsed !== null
      ? ["type", "event_type", "id", "event_id"].map((name) => Reflect.get(parsed, name))
      : [];
  const known = fields.filter((each) => typeof each === "string").map((each) => each.slice(0, 80));
  const words = [`${method} ${url.pathname}`, ...known].join(" ");
  return listening === null
    ? words
    : words.replace(new RegExp(`_${listening.nonce}[0-9a-z]*`, "g"), "");
}

const KNOCKS = 4;
const KNOCK_EVERY_MS = 250;

/** @returns Whether a target that we can't start again takes no connection any more. */
export async function isGone({ target, transport }: TrialSettings): Promise<boolean> {
  for (let knock = 0; knock < KNOCKS; knock += 1) {
    if (knock > 0) await wait(KNOCK_EVERY_MS);
    const asked = { method: "GET", url: target.webhook, headers: [], body: new Uint8Array() };
    if ((await transport.send(asked)).kind !== "unreachable") return false;
  }
  return true;
}
