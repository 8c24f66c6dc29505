/** How a trial compares the probe with the oracle. @module */

import type { World } from "../simulator/world.ts";
import type { ProbeAnswer } from "../target/probe.ts";
import type { ShownRecord } from "../target/shown-record.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { Broken, Untested } from "../target/verdict.ts";
import { NO_SCRIBE, type Scribe } from "./chronicle.ts";
import {
  disagreement,
  disagreements,
  missingFields,
  type OptionalField,
  sideBySide,
  transgressions,
} from "./compare.ts";
import type { Sample } from "./delivering.ts";
import type { ExpectedRecord } from "./expected-record.ts";
import type { Hearing } from "./hearing.ts";
import { type Lag, NO_LAG } from "./lag.ts";
import type { Heard, Sender } from "./sender.ts";
import { type Look, lateOrWrong, settled, watchFor } from "./settling.ts";
import type { Watcher } from "./watcher.ts";

export type Expecting = {
  /** Compares the probe with the oracle for one buyer, once everything was acknowledged. */
  readonly expectEntitlements: (buyer: string) => Promise<void>;
  /** Compares the probe with what it may show while events are still under way. */
  readonly expectAllowed: (buyer: string) => Promise<void>;
  /** Looks for what may never be shown, for as long as the target needs to apply something. */
  readonly watch: (buyer: string) => Promise<void>;
  /** What the oracle says that a buyer must have, once everything was acknowledged. */
  readonly expected: (buyer: string) => readonly ExpectedRecord[];
  /** What the probe shows, as soon as it agrees with the oracle or its time is over. */
  readonly readRecords: (buyer: string) => Promise<readonly ShownRecord[]>;
  /** How long, in milliseconds, the target may take to apply what it has acknowledged. */
  readonly settleMs: number;
};

/** What is read, and who is told. */
type Means = {
  readonly sender: Pick<Sender, "oracle">;
  readonly target: Pick<Target, "policy">;
  readonly transport: Pick<Transport, "readProbe">;
  readonly lag?: Lag;
  readonly watcher?: Watcher;
  readonly scribe?: Scribe;
  readonly measure?: (sample: Sample) => void;
};

export function expecting(means: Means, world: () => World, hearing: Hearing): Expecting {
  const { sender, target, transport, watcher, lag = NO_LAG, scribe = NO_SCRIBE } = means;
  const { sent, heard, shown: applied } = hearing;
  const settling = { ...means, lag, hearing };

  const expected: Expecting["expected"] = (buyer) =>
    sender.oracle.expected(world(), heard, buyer, target.policy);

  const readNow = (buyer: string) => transport.readProbe(buyer).then(recordsOf);

  /** @param since What the target is known to have applied, and may not go back behind. */
  const trespass = (buyer: string, shown: readonly ShownRecord[], since: Heard): Broken | null => {
    const told = { sent, heard: since };
    const allowed = sender.oracle.allowed(world(), told, buyer, target.policy);
    const [first] = transgressions(allowed, shown);
    return first === undefined ? null : new Broken(first);
  };

  const comparing =
    (buyer: string, wanted: () => readonly ExpectedRecord[]): Look =>
    async () => {
      const shown = await readNow(buyer);
      const [first] = disagreements(wanted(), shown);
      if (first === undefined) return { shown, objection: null, forbidden: null };
      const objection = disagreement(first, sideBySide(wanted(), shown));
      return { shown, objection, forbidden: trespass(buyer, shown, applied) };
    };

  return {
    expected,
    settleMs: lag.allowedMs,
    readRecords: async (buyer) => {
      if (lag.allowedMs === 0) return readNow(buyer);
      const look = comparing(buyer, () => expected(buyer));
      // Whoever reads has a question of their own: nothing is forbidden here, and nothing measured.
      const quiet = { lag: { ...lag, note: () => {} }, hearing };
      const { shown } = await settled(async () => ({ ...(await look()), forbidden: null }), quiet);
      return shown;
    },
    expectEntitlements: async (buyer) => {
      const wanted = expected(buyer);
      const due = wanted.flatMap(({ source }) => [...(heard.get(source) ?? [])]);
      watcher?.compares(buyer, wanted);
      const look = comparing(buyer, () => wanted);
      const { objection, forbidden, shown } = await settled(look, settling);
      scribe.compared(sideBySide(wanted, shown));
      if (objection === null) return hearing.noteShown(due);
      throw forbidden === null ? await lateOrWrong(objection, look, lag) : objection;
    },
    watch: async (buyer) => {
      if (lag.allowedMs === 0) return;
      const look = async () => trespass(buyer, await readNow(buyer), applied);
      await watchFor(lag.watchMs(), look);
    },
    expectAllowed: async (buyer) => {
      const look: Look = async () => {
        // What is acknowledged while the probe answers need not be in its answer.
        const before = new Map([...heard].map(([id, states]) => [id, new Set(states)]));
        const shown = await readNow(buyer);
        // What agrees with all that was heard agrees with the part of it that was to be seen.
        const objection = trespass(buyer, shown, before);
        const forbidden = objection === null ? null : trespass(buyer, shown, applied);
        return { shown, objection: forbidden ?? objection, forbidden };
      };
      const { objection, forbidden } = await look();
      if (forbidden !== null) throw forbidden;
      if (objection !== null && lag.allowedMs === 0) throw await lateOrWrong(objection, look, lag);
    },
  };
}

/** @throws {Broken} If the probe showed none, which every buyer's is asked for. */
function recordsOf(answer: ProbeAnswer): readonly ShownRecord[] {
  switch (answer.kind) {
    case "records":
      return answer.records;
    case "refused":
      throw new Broken(`the probe answered ${answer.status} for a buyer`);
    case "malformed":
      throw new Broken(`the probe's answer is malformed: ${answer.reason}`);
  }
}

/**
 * Asks for an optional field of the probe's records.
 *
 * @throws {Untested} If the target does not report it.
 */
export function requireField(shown: readonly ShownRecord[], field: OptionalField): void {
  if (missingFields(shown).includes(field)) {
    throw new Untested(`the probe does not report ${field}`);
  }
}
