/** How a history ended, as the probe shows it, and what may be demanded of that. @module */

import type { History } from "../histories/history.ts";
import { duration } from "../simulator/duration.ts";
import type { ShownRecord } from "../target/shown-record.ts";
import { retold, type Story } from "../target/story.ts";
import { Broken } from "../target/verdict.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Trial } from "../trial/trial.ts";
import { PLAIN } from "../values/naming.ts";
import { type Played, playHistory } from "./play.ts";

/** In a form that is the same for every play of a history. */
export type End = {
  /** What buyers have. */
  readonly end: string;
  /** How it came to that. */
  readonly story: Story;
};

export async function endOf(trial: Trial, history: History): Promise<End> {
  const one = trial.again({ naming: history.naming ?? PLAIN });
  let end = "";
  let story: Story = [];
  const atTheEnd = async (_: Trial, { buyers, steps }: Played): Promise<void> => {
    story = retold(steps, one.symbolic);
    const once = buyers.flatMap((buyer) => boughtOnce(one.expected(buyer)));
    const units = new Set(sourcesOf(once.filter(({ quantity }) => quantity !== null)));
    const counted = whatCounts(await readAll(one, buyers), startOf(one), units);
    // By their symbols: what they are on the wire is another id in every play.
    end = counted
      .map((record) => one.symbolic(JSON.stringify(record)))
      .toSorted()
      .join(" ");
  };
  try {
    await playHistory(one, history, { atTheEnd });
    return { end, story };
  } finally {
    one.close();
  }
}

const SECOND_MS = 1000;

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
 * @param units The sources that have units of their own.
 */
export function whatCounts(
  records: readonly ShownRecord[],
  startedAt: number,
  units: ReadonlySet<string>,
): readonly object[] {
  return records
    .filter(({ access }) => access === "granted" || access === "restricted")
    .map(({ source, access, renews, access_until, quantity, grants }) => {
      if (access === "restricted") return { source, access };
      const until = typeof access_until === "string" ? sinceStart(startedAt, access_until) : null;
      const counted = units.has(source) ? { quantity, grants } : {};
      return { source, access, renews, until, ...counted };
    });
}

/** Beyond what passes in any history: such an instant is the same in every play. */
const FAR_MS = 5 * 365 * 86_400_000;

/** To the second, as the end of a period is compared everywhere. */
function sinceStart(startedAt: number, instant: string): string {
  if (Date.parse(instant) - startedAt > FAR_MS) return new Date(instant).toISOString().slice(0, 19);
  const ms = Math.floor((Date.parse(instant) - startedAt) / SECOND_MS) * SECOND_MS;
  return `${ms < 0 ? "-" : ""}${duration({ ms: Math.abs(ms) })}`;
}

function startOf(trial: Trial): number {
  const stamps = [...trial.stage.world().objects.values()].map(([first]) =>
    Date.parse(first?.created_at ?? ""),
  );
  return Math.min(...stamps);
}

function boughtOnce(expected: readonly ExpectedRecord[]) {
  return expected.filter((record) => record.kind === "one_time");
}

function sourcesOf(records: readonly ExpectedRecord[]): readonly string[] {
  return records.map(({ source }) => source);
}

/** Of what was bought once: a subscription has no units. */
export async function expectUnits({ sender, stage, target, readRecords }: Trial, buyer: string) {
  const world = stage.world();
  const everything = new Map([...world.objects].map(([id, states]) => [id, new Set(states)]));
  const expected = sender.oracle.expected(world, everything, buyer, target.policy);
  const once = boughtOnce(expected).filter(({ quantity }) => quantity !== null);
  const bought = unitsOf(once);
  const sources = new Set(sourcesOf(once));
  const shown = (await readRecords(buyer)).filter(({ source }) => sources.has(source));
  if (shown.some(({ quantity }) => quantity === undefined)) return;
  const granted = unitsOf(shown);
  if (granted !== bought) {
    throw new Broken(`expected ${bought} units in all, shown ${granted}`);
  }
}

type Units = { readonly access: string; readonly quantity?: number | null | undefined };

/** Sums of numbers that are exact alone need not be. */
function unitsOf(records: readonly Units[]): bigint {
  return records
    .filter(({ access }) => access === "granted")
    .reduce((sum, { quantity }) => sum + BigInt(quantity ?? 0), 0n);
}
