import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type BatchOptions, createBatcher } from "./batch.ts";

/** Everything that was due has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

type Statement = { readonly events: readonly string[]; readonly end: (error?: Error) => void };

const OPTIONS: Omit<BatchOptions<string, string>, "apply"> = {
  remedyOf: () => null,
  bytesOf: (event) => event.length,
  eventsMax: 4,
  bytesMax: 1000,
  lanesMax: 3,
  now: () => 0,
};

/** A batcher over statements that end when they are told to; an outcome is its event's name. */
function openBatcher(options: Partial<BatchOptions<string, string>> = {}) {
  const running: Statement[] = [];
  const { apply } = createBatcher<string, string>({
    ...OPTIONS,
    apply: (events) =>
      new Promise((resolve, reject) => {
        running.push({
          events,
          end: (error) => (error === undefined ? resolve(events) : reject(error)),
        });
      }),
    ...options,
  });
  return {
    apply,
    running,
    /** Ends the statements that run, in turn, until none does. @returns Which events each had. */
    async endAll(): Promise<readonly string[][]> {
      const ended: string[][] = [];
      for (let next = running.shift(); next !== undefined; next = running.shift()) {
        ended.push([...next.events]);
        next.end();
        await settled();
      }
      return ended;
    },
  };
}

describe("a batcher", () => {
  test("sends at once what finds the lane free, and all that came meanwhile together", async () => {
    const { apply, endAll } = openBatcher();
    const outcomes = ["a", "b", "c", "d"].map(apply);
    assert.deepEqual(await endAll(), [["a"], ["b", "c", "d"]]);
    assert.deepEqual(await Promise.all(outcomes), ["a", "b", "c", "d"]);
  });

  test("fills no statement beyond its bounds of events and of bytes", async () => {
    const { apply, endAll } = openBatcher({ bytesMax: 10 });
    const long = "x".repeat(11);
    const events = ["1", "2", "3", "4", "5", "6", "sevenseven", "8", long, long, "9"];
    const outcomes = events.map(apply);
    assert.deepEqual(await endAll(), [
      ["1"],
      ["2", "3", "4", "5"],
      ["6"],
      ["sevenseven"],
      ["8"],
      [long],
      [long],
      ["9"],
    ]);
    assert.deepEqual(await Promise.all(outcomes), events);
  });

  test("answers each event after its own statement, before those behind it have theirs", async () => {
    const { apply, running } = openBatcher();
    const [first, second] = ["a", "b"].map(apply);
    running.shift()?.end();
    assert.equal(await first, "a");
    await settled();
    running.shift()?.end();
    assert.equal(await second, "b");
  });

  test("makes nobody wait for anybody where a statement may hold one event", async () => {
    const { apply, running, endAll } = openBatcher({ eventsMax: 1 });
    const outcomes = ["a", "b", "c", "d", "e"].map(apply);
    assert.equal(running.length, 5);
    await endAll();
    assert.deepEqual(await Promise.all(outcomes), ["a", "b", "c", "d", "e"]);
  });

  test("lets others go beside a statement that is slow, as many as there are lanes", async () => {
    const { apply, running, endAll } = openBatcher({ eventsMax: 2 });
    const outcomes = ["slow", "1", "2", "3", "4", "5"].map(apply);
    while (running.length < 3) await settled(); // once the first has held the lane for long
    assert.deepEqual(
      running.map(({ events }) => events),
      [["slow"], ["1", "2"], ["3", "4"]],
    );
    running.pop()?.end();
    await settled();
    assert.deepEqual(running.at(-1)?.events, ["5"]);
    await endAll();
    assert.equal((await Promise.all(outcomes)).length, 6);
  });

  test("makes batches as small as it takes where each event takes long, and large again", async () => {
    let time = 0;
    let eventMs = 200;
    const sizes: number[] = [];
    const { apply } = createBatcher<string, string>({
      ...OPTIONS,
      eventsMax: 8,
      now: () => time,
      apply: async (events) => {
        sizes.push(events.length);
        await settled();
        time += events.length * eventMs;
        return events;
      },
    });
    const applyMany = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, n) => apply(String(n))));
    await applyMany(15);
    assert.deepEqual(sizes.splice(0), [1, 8, 2, 2, 2]);
    eventMs = 1;
    await applyMany(11);
    assert.deepEqual(sizes, [1, 8, 2]);
  });

  for (const failure of ["outage", "again"] as const) {
    test(`tells all of a batch of an error that ${failure === "again" ? "came back" : "nothing helps"}`, async () => {
      const { apply, running } = openBatcher({
        remedyOf: () => (failure === "again" ? "again" : null),
      });
      const results = Promise.allSettled(["a", "b", "c"].map(apply));
      running.shift()?.end();
      const error = new Error(failure);
      for (let asked = 0; asked < (failure === "again" ? 2 : 1); asked += 1) {
        await settled();
        assert.deepEqual(running[0]?.events, ["b", "c"]);
        running.shift()?.end(error);
      }
      assert.deepEqual(
        (await results).map((result) => result.status === "rejected" && result.reason),
        [false, error, error],
      );
      assert.equal(running.length, 0);
    });
  }

  test("finds one bad event among many in few statements", async () => {
    let statements = 0;
    const { apply } = createBatcher<string, string>({
      ...OPTIONS,
      eventsMax: 64,
      remedyOf: () => "halves",
      apply: async (events) => {
        statements += 1;
        await settled();
        if (events.includes("bad")) throw new Error("bad");
        return events;
      },
    });
    const names = Array.from({ length: 65 }, (_, n) => (n === 40 ? "bad" : String(n)));
    const results = await Promise.allSettled(names.map(apply));
    assert.deepEqual(
      results.flatMap(({ status }, n) => (status === "rejected" ? [n] : [])),
      [40],
    );
    assert.equal(statements, 1 + 1 + 2 * Math.log2(64));
  });
});

/** What an event does to the statement that it is in. */
const FATES = ["fine", "fine", "fine", "bad", "locked", "deadlocks once"] as const;

type Arrival = {
  readonly fate: (typeof FATES)[number];
  readonly bytes: number;
  /** How many turns of the event loop after the one before it. */
  readonly after: number;
};

const arbitraryArrivals: fc.Arbitrary<readonly Arrival[]> = fc.array(
  fc.record(
    { fate: fc.constantFrom(...FATES), bytes: fc.nat({ max: 60 }), after: fc.nat({ max: 3 }) },
    { noNullPrototype: true },
  ),
  { maxLength: 60 },
);

/** Statements by their number, of which all members are told that the database is away. */
const arbitraryOutages = fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 5 });

describe("any arrivals at a batcher", () => {
  test("are answered once each, by their own outcome or error, within the bounds", () =>
    fc.assert(
      fc.asyncProperty(
        arbitraryArrivals,
        arbitraryOutages,
        fc.integer({ min: 1, max: 8 }),
        async (arrivals, outages, eventsMax) => {
          const bytesMax = 100;
          const applied: string[] = [];
          const met = new Set<string>();
          const spared = new Set<string>();
          let statements = 0;

          const of = (event: string): Arrival => {
            const arrival = arrivals[Number(event)];
            assert.ok(arrival !== undefined);
            return arrival;
          };
          const { apply } = createBatcher<string, string>({
            ...OPTIONS,
            eventsMax,
            bytesMax,
            bytesOf: (event) => of(event).bytes,
            remedyOf: (error) => {
              assert.ok(error instanceof Error);
              const remedies = { bad: "halves", locked: "singly", deadlock: "again" } as const;
              return error.message in remedies
                ? remedies[error.message as keyof typeof remedies]
                : null;
            },
            apply: async (events) => {
              const isOutage = outages.includes(statements);
              statements += 1;
              const bytes = events.reduce((sum, event) => sum + of(event).bytes, 0);
              assert.ok(events.length >= 1 && events.length <= eventsMax);
              assert.ok(events.length === 1 || bytes <= bytesMax);
              for (let turns = 0; turns < statements % 3; turns += 1) await settled();
              if (isOutage) {
                for (const event of events) spared.add(event);
                throw new Error("outage");
              }
              const fates = events.map((event) => of(event).fate);
              const fresh = events.find(
                (event) => of(event).fate === "deadlocks once" && !met.has(event),
              );
              if (fresh !== undefined) {
                met.add(fresh);
                throw new Error("deadlock");
              }
              if (fates.includes("locked")) throw new Error("locked");
              if (fates.includes("bad")) throw new Error("bad");
              applied.push(...events);
              return events.map((event) => `outcome of ${event}`);
            },
          });

          const answers: Promise<string>[] = [];
          for (const [number, { after }] of arrivals.entries()) {
            for (let turns = 0; turns < after; turns += 1) await settled();
            answers.push(
              apply(String(number)).catch((error: unknown) => {
                assert.ok(error instanceof Error);
                return error.message;
              }),
            );
          }
          for (const [number, answer] of (await Promise.all(answers)).entries()) {
            const event = String(number);
            const { fate } = of(event);
            if (answer === "outage") assert.ok(spared.has(event));
            else if (answer === "deadlock")
              assert.ok(met.size > 1); // two in one batch
            else if (fate === "bad" || fate === "locked") assert.equal(answer, fate);
            else assert.equal(answer, `outcome of ${event}`);
            const times = applied.filter((one) => one === event).length;
            assert.equal(times, answer.startsWith("outcome") ? 1 : 0);
          }
        },
      ),
      { numRuns: 300 },
    ));
});
