/** One conformance run, from the simulator's start to the report. @module */

import { randomBytes } from "node:crypto";
import type { Requirement } from "../requirements/requirement.ts";
import type { Baseline } from "../run/baseline.ts";
import { measurementsOf } from "../run/measurements.ts";
import type { Finding, Foundation, Header, Report } from "../run/report.ts";
import type { Schedules } from "../run/schedules.ts";
import { createStop, type Stop } from "../run/stop.ts";
import { anHourAgo, createWorlds } from "../simulator/stage.ts";
import { createJournal } from "../target/journal.ts";
import type { ManagedTarget } from "../target/managed-target.ts";
import { quotingWithout } from "../target/quoting.ts";
import { overTheWire } from "../target/transport.ts";
import type { Tally } from "../trial/coverage.ts";
import { createLag } from "../trial/lag.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { bringUp } from "./bring-up.ts";
import { endpointsOf } from "./endpoints.ts";
import { layFoundations } from "./foundations.ts";
import { layGround, type Site } from "./ground.ts";
import { headerOf } from "./header.ts";
import type { RunOptions } from "./options.ts";
import { rounds } from "./rounds.ts";
import { secretsOf } from "./secrets-of.ts";
import { serveApis } from "./serve-apis.ts";

export type Conduct = {
  readonly baseline: Baseline;
  /** The version of the set that the requirements are of. */
  readonly requirementSet: string;
  readonly signal: AbortSignal;
  /** What was typed, for the lines of the report that are to be typed. */
  readonly typed: Pick<Header, "command" | "program" | "isReplay">;
  /** Called once target and settings are known to fit, before anything is checked. */
  readonly onStart: (header: Header) => void;
  readonly onFinding: (finding: Finding) => void;
  readonly onFoundation: (foundation: Foundation) => void;
  /** What a person who waits would want to know. */
  readonly tell: (news: string) => void;
  /** Counts what is exercised, while it is. */
  readonly tally: Tally;
  /** How far it has come, where every schedule of a size is played. */
  readonly schedules?: () => readonly Schedules[];
  /** What a started target writes. */
  readonly onOutput: (text: string) => void;
  /** Is done once the target runs, and before anything is delivered. */
  readonly tryFirst?: ((signal: AbortSignal) => Promise<void>) | undefined;
};

/**
 * Starts what is needed, tries what the run stands on, and checks the requirements.
 *
 * @throws {TargetNotStarted} If the command did not bring up a target.
 * @throws What `tryFirst` throws. Nothing was delivered then.
 */
export async function conform(
  requirements: readonly Requirement[],
  options: RunOptions,
  conduct: Conduct,
): Promise<Report> {
  const { signal, tally, tell, onOutput, schedules } = conduct;
  const startedAt = new Date();
  const nonce = randomBytes(5).toString("hex");
  const worlds = createWorlds(anHourAgo);
  const apis = await serveApis(worlds, options);
  const journal = createJournal();
  const stop = createStop();
  const limit = options.soak ? undefined : stopAfter(options.timeLimitMs, stop);
  let managed: ManagedTarget | null = null;

  try {
    const listen = (text: string): void => {
      journal.note(text);
      onOutput(text);
    };
    const started = await bringUp(options, apis.urlOf, { onOutput: listen, signal });
    managed = started?.managed ?? null;
    await conduct.tryFirst?.(signal);
    const endpoints = endpointsOf(options, started);
    let cases = 0;
    const nextNonce = (): string => `${nonce}${(cases++).toString(36)}`;
    const lag = createLag(options.settleMs);
    const shared = { worlds, tally, tell, signal, nextNonce, lag };
    const settings: TrialSettings[] = [];
    const sites: Site[] = [];
    for (const { side, sender, target } of endpoints) {
      const own = { ...shared, sender, target, transport: overTheWire(target, signal) };
      settings.push(own);
      const { provider, configured } = side;
      sites.push({
        provider: sender.name,
        managed,
        lay: () => layFoundations(own, provider.preflight, apis.urlOf(configured)),
        symbolic: (text) => text.replace(new RegExp(`_${nonce}[0-9a-z]*`, "g"), ""),
      });
    }
    const header = headerOf(endpoints, options, { ...conduct, nonce, startedAt });
    const quoting = quotingWithout(secretsOf(options));
    const ground = await layGround(sites, quoting, journal.since);
    conduct.onStart(header);
    for (const foundation of ground.foundations) conduct.onFoundation(foundation);
    const { foundations, remarks } = ground;
    const { findings, stopped, seed, samples } = await rounds(requirements, options, settings, {
      ...conduct,
      ground,
      stop,
      listening: { quoting, writtenSince: journal.since, nonce },
    });
    const durationMs = Date.now() - startedAt.getTime();
    const measurements = measurementsOf(samples, tally.counts(), durationMs);
    return {
      version: 2,
      header: { ...header, seed },
      remarks,
      foundations,
      stopped,
      findings,
      schedules: schedules?.() ?? [],
      measurements,
    };
  } finally {
    clearTimeout(limit);
    await managed?.stop();
    await apis.close();
  }
}

function stopAfter(milliseconds: number, stop: Stop): NodeJS.Timeout {
  const reason = `its time was up after ${Math.round(milliseconds / 1000)} s (--time-limit)`;
  return setTimeout(() => stop.because({ why: "time_limit", reason }), milliseconds);
}
