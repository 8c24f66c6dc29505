/** How a history ended, as the probe shows it, and what may be demanded of that. @module */

import type { History } from "../histories/history.ts";
import { expectedOfInvoices } from "../providers/gwop/oracle.ts";
import { expectedRecords } from "../providers/proxy/oracle.ts";
import type { ShownRecord } from "../target/probe.ts";
import { Broken } from "../target/verdict.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Trial } from "../trial/trial.ts";
import { type Played, playHistory } from "./play.ts";

/** @returns What buyers have at the end of a history, in a form that is the same for every play of it. */
export async function endOf(trial: Trial, history: History): Promise<string> {
  const one = trial.again();
  let end = "";
  const atTheEnd = async (_: Trial, { buyers }: Played): Promise<void> => {
    const counted = whatCounts(await readAll(one, buyers), startOf(one));
    // By their symbols: what they are on the wire is another id in every play.
    end = counted
      .map((record) => one.symbolic(JSON.stringify(record)))
      .toSorted()
      .join(" ");
  };
  try {
    await playHistory(one, history, { atTheEnd });
    return end;
  } finally {
    one.close();
  }
}

export async function expectAllAllowed(trial: Trial, buyers: readonly string[]): Promise<void> {
  for (const buyer of buyers) await trial.expectAllowed(buyer);
}

export async function readAll(
  trial: Trial,
  buyers: readonly string[],
): Promise<readonly ShownRecord[]> {
  const records: ShownRecord[] = [];
  for (const buyer of buyers) records.push(...(await trial.readRecords(buyer)));
  return records.toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

export function expectSame(
  before: readonly ShownRecord[],
  after: readonly ShownRecord[],
  when: string,
): void {
  const changed = after.filter(
    (record, index) => JSON.stringify(record) !== JSON.stringify(before[index]),
  );
  const [first] = changed;
  if (first !== undefined || before.length !== after.length) {
    const what = first === undefined ? "a record was gone" : `${first.source} had changed`;
    throw new Broken(`${what} ${when}`, [
      `before  ${JSON.stringify(before)}`,
      `after   ${JSON.stringify(after)}`,
    ]);
  }
}

/**
 * What two schedules must agree on: access, and where it is granted its terms.
 *
 * The rest the target contract leaves open, so that it may depend on the schedule: whether what
 * grants nothing has a record, and whether a subscription shows its session's units.
 *
 * @param startedAt Instants are told from here: two plays start at different moments.
 */
export function whatCounts(records: readonly ShownRecord[], startedAt: number): readonly object[] {
  return records
    .filter(({ access }) => access === "granted" || access === "restricted")
    .map(({ source, access, renews, access_until, quantity, grants }) => {
      if (access === "restricted") return { source, access };
      const until = typeof access_until === "string" ? Date.parse(access_until) - startedAt : null;
      const isSubscription = source.startsWith("psub_");
      return { source, access, renews, until, ...(isSubscription ? {} : { quantity, grants }) };
    });
}

function startOf(trial: Trial): number {
  const { sessions, invoices } = trial.stage.world();
  const stamps = [...sessions.values(), ...invoices.values()].map(([first]) =>
    Date.parse(first?.created_at ?? ""),
  );
  return Math.min(...stamps);
}

/** Of what was bought once: a subscription has no units. */
export async function expectUnits(trial: Trial, buyer: string): Promise<void> {
  const world = trial.stage.world();
  const { sessions, invoices } = world;
  const heard = new Set(sessions.keys());
  const expected = [
    ...expectedRecords(world, heard, buyer, trial.target.policy),
    ...expectedOfInvoices(world, buyer, (id) => invoices.get(id) ?? []),
  ];
  const bought = unitsOf(expected);
  const isBought = ({ source }: ShownRecord) => sessions.has(source) || invoices.has(source);
  const shown = (await trial.readRecords(buyer)).filter(isBought);
  if (shown.some(({ quantity }) => quantity === undefined)) return;
  const granted = unitsOf(shown);
  if (granted !== bought) {
    throw new Broken(`expected ${bought} units in all, shown ${granted}`);
  }
}

function unitsOf(records: readonly Pick<ExpectedRecord | ShownRecord, "access" | "quantity">[]) {
  return records
    .filter(({ access }) => access === "granted")
    .reduce((sum, { quantity }) => sum + (quantity ?? 0), 0);
}
