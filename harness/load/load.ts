/**
 * How much a receiver takes: rates are tried until one does not hold, and then every buyer is asked for.
 *
 * @module
 */

import { randomBytes } from "node:crypto";
import { bringUp } from "../conformance/bring-up.ts";
import { endpointsOf, type TestedEndpoint } from "../conformance/endpoints.ts";
import { layFoundations } from "../conformance/foundations.ts";
import type { RunOptions } from "../conformance/options.ts";
import { serveApis } from "../conformance/serve-apis.ts";
import { type KeptConnections, keepConnections } from "../courier/kept-connections.ts";
import { anHourAgo, createWorlds } from "../simulator/stage.ts";
import type { Target } from "../target/target.ts";
import { overTheWire, type Transport } from "../target/transport.ts";
import { createTally } from "../trial/coverage.ts";
import { createLag } from "../trial/lag.ts";
import type { TrialSettings } from "../trial/trial.ts";
import { nextRate, type Range, sustainable } from "./knee.ts";
import { openLoop } from "./open-loop.ts";
import type { LoadReport } from "./report.ts";
import { deliverOnce, deliverRest, type Sale, sell, wrongedIn } from "./sales.ts";
import { type Bounds, limitOf, type Step, stepOf } from "./step.ts";

export type LoadOptions = {
  /** How long each rate is held. */
  readonly seconds: number;
  readonly connections: number;
  readonly bounds: Bounds;
  readonly range: Range;
};

export type LoadConduct = {
  readonly signal: AbortSignal;
  /** Is told what a person who waits would want to know. */
  readonly tell: (news: string) => void;
  /** What a started target writes. */
  readonly onOutput: (text: string) => void;
};

/** A wrong answer is told of in full only so often. */
const EXAMPLES_MAX = 5;

/**
 * Starts what is needed, tries that the target stands, and loads its first endpoint.
 *
 * @throws {TargetNotStarted} If the command did not bring up a target.
 * @throws {FoundationBroken} If not even one purchase comes through.
 * @throws {Broken} If something is not acknowledged however often it is sent.
 * @throws {Unreachable} If the target, or its probe, is gone.
 */
export async function load(
  options: RunOptions,
  wanted: LoadOptions,
  conduct: LoadConduct,
): Promise<LoadReport> {
  const worlds = createWorlds(anHourAgo);
  const apis = await serveApis(worlds, options);
  const started = await bringUp(options, apis.urlOf, conduct).catch(async (error) => {
    await apis.close();
    throw error;
  });
  const [endpoint] = endpointsOf(options, started);
  const { target, sender, side } = endpoint;
  const { connections: connectionsMax } = wanted;
  const { answerWithinMs } = target;
  const kept = keepConnections(target.webhook, { connectionsMax, answerWithinMs });
  try {
    const nonce = randomBytes(5).toString("hex");
    let trials = 0;
    const settings: TrialSettings = {
      sender,
      target,
      worlds,
      transport: throughKept(target, kept, conduct.signal),
      tally: createTally(),
      signal: conduct.signal,
      nextNonce: () => `${nonce}${(trials++).toString(36)}`,
      lag: createLag(options.settleMs),
    };
    await layFoundations(settings, side.provider.preflight, apis.urlOf(side.configured));
    return await search(settings, wanted, { ...conduct, endpoint });
  } finally {
    kept.close();
    await started?.managed.stop();
    await apis.close();
  }
}

/** Deliveries over connections that are kept; all else as a run does it. */
function throughKept(target: Target, { send }: KeptConnections, signal: AbortSignal): Transport {
  const wire = overTheWire(target, signal);
  return {
    ...wire,
    send: (request, answerWithinMs) =>
      request.url.origin === target.webhook.origin && answerWithinMs === undefined
        ? send(request)
        : wire.send(request, answerWithinMs),
  };
}

async function search(
  settings: TrialSettings,
  { seconds, bounds, range, connections }: LoadOptions,
  { tell, signal, endpoint }: LoadConduct & { readonly endpoint: TestedEndpoint },
): Promise<LoadReport> {
  const sales: Sale[] = [];
  const hold = async (ratePerSecond: number): Promise<Step> => {
    const count = Math.ceil(ratePerSecond * seconds);
    const sold = await sell(settings, count);
    sales.push(...sold);
    const arrivals = await openLoop({ ratePerSecond, count, signal }, (ordinal) => {
      const sale = sold[ordinal];
      if (sale === undefined) throw new Error("Bug: a delivery of nothing");
      return deliverOnce(sale);
    });
    const step = stepOf(ratePerSecond, arrivals, bounds);
    tell(`${ratePerSecond}/s: p99 ${step.latency?.p99 ?? "?"} ms, ${step.brokenBy ?? "holds"}`);
    return step;
  };

  const steps: Step[] = [];
  const tried = () => steps.map(({ offered, holds }) => ({ ratePerSecond: offered, holds }));
  for (let rate = nextRate([], range); rate !== null; rate = nextRate(tried(), range)) {
    steps.push(await hold(rate));
  }
  const perSecond = sustainable(tried());
  const atHalf = perSecond === null ? null : await hold(Math.max(1, Math.floor(perSecond / 2)));

  tell(`asks for ${sales.length} buyers`);
  const redelivered = await deliverRest(sales);
  const wrong = await wrongedIn(sales);
  const { target, sender } = endpoint;
  return {
    version: 1,
    target: target.webhook.href,
    provider: sender.name,
    scheme: target.scheme.name,
    seconds,
    connections,
    bounds,
    steps,
    sustainable: perSecond === null ? null : { perSecond, limitedBy: limitOf(steps, perSecond) },
    atHalf,
    buyers: {
      asked: sales.length,
      redelivered,
      wrong: wrong.length,
      examples: wrong.slice(0, EXAMPLES_MAX),
    },
  };
}
