/** How a trial compares the probe with the oracle. @module */

import type { World } from "../simulator/world.ts";
import type { ShownRecord } from "../target/probe.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { Broken, Untested } from "../target/verdict.ts";
import {
  disagreements,
  missingFields,
  type OptionalField,
  sideBySide,
  transgressions,
} from "./compare.ts";
import type { ExpectedRecord } from "./expected-record.ts";
import type { Hearing } from "./hearing.ts";
import type { Sender } from "./sender.ts";
import type { Watcher } from "./watcher.ts";

export type Expecting = {
  /** Compares the probe with the oracle for one buyer, once everything was acknowledged. */
  readonly expectEntitlements: (buyer: string) => Promise<void>;
  /** Compares the probe with what it may show while events are still under way. */
  readonly expectAllowed: (buyer: string) => Promise<void>;
  /** What the oracle says that a buyer must have, once everything was acknowledged. */
  readonly expected: (buyer: string) => readonly ExpectedRecord[];
  readonly readRecords: (buyer: string) => Promise<readonly ShownRecord[]>;
};

/** What is read, and who is told. */
type Means = {
  readonly sender: Pick<Sender, "oracle">;
  readonly target: Pick<Target, "policy">;
  readonly transport: Pick<Transport, "readProbe">;
  readonly watcher?: Watcher;
};

export function expecting(
  { sender, target, transport, watcher }: Means,
  world: () => World,
  { sent, heard }: Hearing,
): Expecting {
  const { oracle } = sender;

  const expected: Expecting["expected"] = (buyer) =>
    oracle.expected(world(), heard, buyer, target.policy);

  const readRecords: Expecting["readRecords"] = async (buyer) => {
    const shown = await transport.readProbe(buyer);
    switch (shown.kind) {
      case "records":
        return shown.records;
      case "refused":
        throw new Broken(`the probe answered ${shown.status} for a buyer`);
      case "malformed":
        throw new Broken(`the probe's answer is malformed: ${shown.reason}`);
    }
  };

  return {
    expected,
    readRecords,
    expectEntitlements: async (buyer) => {
      const wanted = expected(buyer);
      watcher?.compares(buyer, wanted);
      const shown = await readRecords(buyer);
      const [first] = disagreements(wanted, shown);
      if (first !== undefined) throw new Broken(first, sideBySide(wanted, shown));
    },
    expectAllowed: async (buyer) => {
      const allowed = oracle.allowed(world(), { sent, heard }, buyer, target.policy);
      const shown = await readRecords(buyer);
      const [first] = transgressions(allowed, shown);
      if (first !== undefined) throw new Broken(first);
    },
  };
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
