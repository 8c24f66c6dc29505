/**
 * Puts together what arrives while a statement runs, so that one commit serves all of it.
 *
 * Nobody waits for company: what finds the lane free goes at once, by itself. What arrives meanwhile
 * goes together in the next statement, as soon as this one is done. So a statement holds few events
 * where there is little to do, and many where a commit takes long or much arrives.
 *
 * @module
 */

/**
 * What may help a batch that failed. `again`: it met another writer, and nothing is wrong with it.
 * `halves`: one event is at fault, and its neighbours are not. `singly`: one event has to wait for
 * somebody, and its neighbours do not.
 */
export type Remedy = "again" | "halves" | "singly";

export type BatchOptions<Event, Outcome extends string> = {
  /** Applies all of them or, where it throws, none; gives an outcome for each, in their order. */
  readonly apply: (events: readonly Event[]) => Promise<readonly Outcome[]>;
  /** @returns `null` where nothing may help: all get the error then. */
  readonly remedyOf: (error: unknown) => Remedy | null;
  readonly bytesOf: (event: Event) => number;
  /** One: nobody waits for anybody, and the lane is none. */
  readonly eventsMax: number;
  /** One event may be larger; it goes alone then. */
  readonly bytesMax: number;
  /** How many statements run at once where they are slow. */
  readonly lanesMax: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
};

/** Beyond it a statement no longer holds up those behind it: they go beside it. */
const HOLDS_LANE_MS = 50;

/** How long a batch should take at most: well below the time that a statement may take. */
const BATCH_MS_MAX = 500;

type Waiting<Event, Outcome> = {
  readonly event: Event;
  readonly bytes: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
};

export type Batcher<Event, Outcome> = {
  /** Applies an event with whatever else arrives. Its outcome or error is its own. */
  readonly apply: (event: Event) => Promise<Outcome>;
  /** How many events a batch may hold now: fewer than at most, where the database is slow. */
  readonly size: () => number;
};

export function createBatcher<Event, Outcome extends string>(
  options: BatchOptions<Event, Outcome>,
): Batcher<Event, Outcome> {
  type Batch = readonly Waiting<Event, Outcome>[];
  const { eventsMax, bytesMax, lanesMax, bytesOf, now } = options;
  const waiting: Waiting<Event, Outcome>[] = [];
  let running = 0;
  let slow = 0;
  let eventsNow = eventsMax;

  const hasLane = (): boolean =>
    eventsMax === 1 || running === 0 || (slow > 0 && running < lanesMax);

  const takeBatch = (): Batch => {
    let bytes = 0;
    const end = waiting.findIndex((one, index) => {
      bytes += one.bytes;
      return index === eventsNow || (index > 0 && bytes > bytesMax);
    });
    return waiting.splice(0, end === -1 ? waiting.length : end);
  };

  /** As many as would have taken the longest time that is well, as far as this batch can tell. */
  const nextSize = (events: number, tookMs: number): number => {
    const fitting = Math.floor((events * BATCH_MS_MAX) / tookMs);
    if (tookMs <= BATCH_MS_MAX) return Math.min(eventsMax, Math.max(eventsNow, fitting));
    return events === 1 ? eventsNow : Math.max(1, fitting); // of one, it may be that it had to wait
  };

  const goOn = (): void => {
    while (waiting.length > 0 && hasLane()) void runLane(takeBatch());
  };

  const runLane = async (batch: Batch): Promise<void> => {
    const startedAt = now();
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow += 1;
      goOn();
    }, HOLDS_LANE_MS);
    running += 1;
    await applyBatch(batch, options);
    running -= 1;
    clearTimeout(timer);
    if (isSlow) slow -= 1;
    eventsNow = nextSize(batch.length, now() - startedAt);
    goOn();
  };

  return {
    size: () => eventsNow,
    apply: (event) => {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      waiting.push({ event, bytes: bytesOf(event), resolve, reject });
      goOn();
      return promise;
    },
  };
}

/** Answers everyone in a batch, each once. Never rejects. */
async function applyBatch<Event, Outcome extends string>(
  batch: readonly Waiting<Event, Outcome>[],
  options: Pick<BatchOptions<Event, Outcome>, "apply" | "remedyOf">,
  isRepeated = false,
): Promise<void> {
  try {
    const outcomes = await options.apply(batch.map(({ event }) => event));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) reject(new Error("Bug: an event was applied without an outcome"));
      else resolve(outcome);
    }
  } catch (error) {
    const remedy = options.remedyOf(error);
    if (remedy === "again" && !isRepeated) return applyBatch(batch, options, true);
    if (remedy === "halves" && batch.length > 1) {
      const middle = batch.length >> 1;
      await applyBatch(batch.slice(0, middle), options);
      return applyBatch(batch.slice(middle), options);
    }
    if (remedy === "singly" && batch.length > 1) {
      // Not waited for: who waits for somebody else is not to hold the lane as well.
      for (const one of batch) void applyBatch([one], options);
      return;
    }
    for (const { reject } of batch) reject(error);
  }
}
