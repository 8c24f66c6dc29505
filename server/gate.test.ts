import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { OverloadError } from "./database-error.ts";
import { createGate, type Gate } from "./gate.ts";

const SLOTS = 3;
const WAIT_MS_MAX = 1000;

/** A gate with a clock of its own, and work that ends when it is told to. */
function openGate(slots = SLOTS) {
  let time = 0;
  const gate = createGate({ slots: () => slots, waitMsMax: WAIT_MS_MAX, now: () => time });
  const inside: (() => void)[] = [];
  return {
    gate,
    inside,
    pass: (ms: number) => {
      time += ms;
    },
    come: () => gate.enter(() => new Promise<void>((leave) => inside.push(leave))),
    /** Serves whoever is inside, in turn, each in `ms`, until nobody is. */
    async serveAll(ms: number) {
      while (inside.length > 0) {
        time += ms;
        for (const leave of inside.splice(0)) leave();
        await settled();
      }
    },
  };
}

/** Everything that was due has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Serves a few, so that the gate has learned how long it takes. */
async function teach({ come, serveAll }: ReturnType<typeof openGate>, ms: number) {
  for (let n = 0; n < 100; n += 1) {
    const visit = come();
    await serveAll(ms);
    await visit;
  }
}

function isOpenAfter(gate: Gate): boolean {
  return gate.isOpen();
}

describe("a gate", () => {
  test("lets in as many as there are slots, and the others in the order in which they came", async () => {
    const { gate, inside } = openGate(1);
    const entered: number[] = [];
    const visits = [1, 2, 3].map((visitor) =>
      gate.enter(async () => {
        entered.push(visitor);
        await new Promise<void>((leave) => inside.push(leave));
      }),
    );
    for (const visitor of [1, 2, 3]) {
      await settled();
      assert.equal(entered.length, visitor);
      inside.shift()?.();
    }
    await Promise.all(visits);
    assert.deepEqual(entered, [1, 2, 3]);
  });

  test("turns away at once whoever would wait too long, and calls nothing for them", async () => {
    const world = openGate();
    await teach(world, 300);
    // Of 1000 ms, 800 are two rounds of three, and two more that come in between.
    const outcomes = Array.from({ length: 40 }, () => world.come().then(() => "served", nameOf));
    await settled();
    assert.ok(!isOpenAfter(world.gate));
    await world.serveAll(300);
    const served = (await Promise.all(outcomes)).filter((outcome) => outcome === "served").length;
    assert.ok(served >= 9 && served <= 12, String(served));
    assert.ok(world.gate.isOpen());
  });

  test("turns away nobody from a crowd that it can serve in time", async () => {
    const world = openGate();
    await teach(world, 1);
    const visits = Array.from({ length: 2000 }, () => world.come());
    await world.serveAll(1);
    await Promise.all(visits);
  });

  test("notices a standstill before anybody is served", async () => {
    const world = openGate();
    await teach(world, 1);
    const visits = Array.from({ length: 20 }, () => world.come());
    assert.ok(world.gate.isOpen());
    world.pass(600);
    assert.ok(!world.gate.isOpen());
    await world.serveAll(1);
    await Promise.all(visits);
    assert.ok(world.gate.isOpen());
  });

  test("lets nobody wait for ever where nobody leaves", { timeout: 20_000 }, async () => {
    const gate = createGate({ slots: () => 1, waitMsMax: 20, now: () => 0 });
    const never = gate.enter(() => new Promise<never>(() => undefined));
    await assert.rejects(
      gate.enter(async () => "in"),
      OverloadError,
    );
    assert.ok(never instanceof Promise);
  });

  test("lets fewer in once it has fewer slots, and more once it has more", async () => {
    let slots = 4;
    const gate = createGate({ slots: () => slots, waitMsMax: WAIT_MS_MAX, now: () => 0 });
    const inside: (() => void)[] = [];
    const visits = Array.from({ length: 9 }, () =>
      gate.enter(() => new Promise<void>((leave) => inside.push(leave))),
    );
    const counts: number[] = [];
    for (const now of [2, 2, 2, 5, 5]) {
      slots = now;
      inside.shift()?.();
      await settled();
      counts.push(inside.length);
    }
    assert.deepEqual(counts, [3, 2, 2, 5, 4]);
    for (const leave of inside.splice(0)) leave();
    await Promise.all(visits);
  });

  test("has its slot back however work ends, and never more inside than slots", () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 30 }),
        async (slots, fates) => {
          const gate = createGate({ slots: () => slots, waitMsMax: 60_000, now: () => 0 });
          let inside = 0;
          const visits = fates.map((fails) =>
            gate.enter(async () => {
              inside += 1;
              assert.ok(inside <= slots);
              await settled();
              inside -= 1;
              if (fails) throw new RangeError("theirs");
            }),
          );
          const results = await Promise.allSettled(visits);
          assert.deepEqual(
            results.map(({ status }) => status === "rejected"),
            fates,
          );
          assert.equal(await gate.enter(async () => "in"), "in");
        },
      ),
    ));
});

function nameOf(error: unknown): string {
  assert.ok(error instanceof OverloadError);
  return "turned away";
}
