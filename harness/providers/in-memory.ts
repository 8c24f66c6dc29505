/**
 * A sender's receiver of the harness's own, in memory: no socket, no port, and nothing left from the
 * history before. What it does is the same in every play, as long as it does not wait for a clock.
 *
 * @module
 */

import type { WireOutcome, WireRequest } from "../courier/wire.ts";
import { remembering } from "../exhaustive/remembering.ts";
import { emptyDisk, openStorage } from "../mutants/disk.ts";
import { PROBE_PATH } from "../mutants/edge.ts";
import type { Parts } from "../mutants/parts.ts";
import type { Answer, Incoming, Receiver } from "../mutants/passing.ts";
import { createReceiver } from "../mutants/receiver.ts";
import { createReader } from "../settings/reader.ts";
import { fetchFrom } from "../simulator/fetch-from.ts";
import { anHourAgo, createWorlds, type Worlds } from "../simulator/stage.ts";
import { type ProbeAnswer, probeAnswerOf } from "../target/probe.ts";
import type { Target } from "../target/target.ts";
import { type Transport, withoutWire } from "../target/transport.ts";
import type { Sender } from "../trial/sender.ts";
import { environmentOf, type Settings } from "./in-process.ts";
import type { Provider } from "./provider.ts";

export type InMemory = {
  readonly target: Target;
  readonly sender: Sender;
  /** @returns The way to a receiver that has just been started, on an empty disk, and what it reads of. */
  readonly start: () => { readonly transport: Transport; readonly worlds: Worlds };
};

const ORIGIN = "http://receiver.test";
const API_URL = "http://api.test";

/** @param change Puts a bug in; called at each start. */
export function inMemory(
  provider: Provider,
  settings: Settings,
  change: (correct: Parts) => Parts,
): InMemory {
  const read = createReader({ isManaged: true, allowRemote: false }, {});
  const configured = provider.configure({}, PROBE_PATH, read);
  const { play, wire, ...sender } = configured.sender((path) => new URL(path, ORIGIN));
  const environment = environmentOf(configured, settings, API_URL);
  const { probeToken, policy } = settings;
  const target: Target = {
    webhook: new URL(provider.receiver.names.webhookPath, ORIGIN),
    otherWebhooks: [],
    scheme: configured.scheme,
    secrets: configured.secrets,
    spell: wire.spell,
    toleranceSeconds: configured.toleranceSeconds,
    bodyLimitBytes: settings.bodyLimitBytes,
    // Nobody looks at a clock here.
    answerWithinMs: Number.POSITIVE_INFINITY,
    bodyWithinMs: settings.bodyWithinMs,
    policy,
    probe: { url: new URL(PROBE_PATH, ORIGIN), token: probeToken },
    managed: null,
  };
  // They all begin at one moment, so that they have beginnings in common.
  const begunAt = anHourAgo();
  return {
    target,
    sender: {
      ...sender,
      wire: { ...wire, spellId: spelledOnce(wire.spellId) },
      play: { ...play, enact: remembering(play.enact) },
    },
    start: () => {
      const worlds = createWorlds(() => begunAt);
      const fetch = fetchFrom(configured.api?.route(worlds) ?? NO_API);
      const parts = change(provider.receiver);
      const disk = { ...emptyDisk(), ...parts.tables() };
      const storage = openStorage(disk, provider.name, NEVER);
      const receive = createReceiver({
        parts,
        environment: { ...environment, after: () => NEVER, fetch },
        storage,
        log: () => undefined,
      });
      return { worlds, transport: transportTo(receive, target) };
    },
  };
}

/** There are few ids, and in each schedule the same. */
function spelledOnce(spellId: Sender["wire"]["spellId"]): Sender["wire"]["spellId"] {
  const known = new Map<string, string>();
  return (name) => {
    const id = known.get(name.text) ?? spellId(name);
    known.set(name.text, id);
    return id;
  };
}

const NEVER = new AbortController().signal;

const NO_API = async (): Promise<null> => null;

function transportTo(receive: Receiver, { probe }: Pick<Target, "probe">): Transport {
  /** What it showed since something was last sent or answered: until then it shows the same. */
  const shown = new Map<string, Promise<ProbeAnswer>>();
  const send = async (request: WireRequest): Promise<WireOutcome> => {
    shown.clear();
    const outcome = await receive(incomingOf(request)).then(outcomeOf, CRASHED);
    shown.clear();
    return outcome;
  };
  const askFor = async (buyer: string): Promise<ProbeAnswer> => {
    const query = new URLSearchParams({ buyer_reference: buyer });
    const headers = new Map([["authorization", [`Bearer ${probe?.token}`]]]);
    const at = { method: "GET", path: PROBE_PATH, query, headers };
    return probeAnswerOf(await receive({ ...at, chunks: once(NO_BODY), connection: {} }), buyer);
  };
  return {
    ...withoutWire(send),
    // What is lost is the answer: the receiver has done its work.
    hangUp: async (request, after) => {
      if (after === "sent") await send(request);
    },
    readProbe: (buyer) => {
      const answer = shown.get(buyer) ?? askFor(buyer);
      shown.set(buyer, answer);
      return answer;
    },
  };
}

/** As on a socket: an error that a handler lets through is a 500. */
const CRASHED = (): WireOutcome => outcomeOf({ status: 500, headers: {}, body: "" });

function outcomeOf({ status, headers, body, hangsUp }: Answer): WireOutcome {
  if (hangsUp === true) return { kind: "cut" };
  const fields = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
  const bytes = new TextEncoder().encode(body);
  return { kind: "answered", answer: { status, headers: new Map(fields), body: bytes } };
}

function incomingOf({ method, url, headers, body }: WireRequest): Incoming {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return {
    method,
    path: url.pathname,
    // Made only where somebody looks at it.
    get query() {
      return url.searchParams;
    },
    headers: values,
    chunks: once(body),
    connection: {},
  };
}

const NO_BODY = new Uint8Array();

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}
