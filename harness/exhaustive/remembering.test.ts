import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { done, emptyWorld, isWait, type Step, wait, withState } from "../simulator/world.ts";
import { remembering } from "./remembering.ts";

const AT = "2026-01-01T00:00:00.000Z";

type Make = { readonly do: "make"; readonly id: string };

/** A world in which things are made, and time passes; with how often anything was carried out. */
function counting() {
  let times = 0;
  const enact = remembering((world, command): Step => {
    times += 1;
    if (isWait(command)) return done(wait(world, command));
    const { id } = command as Make;
    if (world.objects.has(id)) return { ok: false, refusal: `${id} exists already` };
    const stamps = { created_at: AT, updated_at: AT };
    return done(withState(world, { id, buyer_reference: "buyer", status: "new", ...stamps }));
  });
  return { enact, times: () => times };
}

const make = (id: string): Make => ({ do: "make", id });

describe("remembering()", () => {
  test("carries out a command once in one world, and a refusal is one too", () => {
    const { enact, times } = counting();
    const first = enact(emptyWorld(0), make("a"));
    assert.ok(first.ok);
    assert.equal(enact(first.world, make("a")), enact(first.world, make("a")));
    assert.equal(times(), 2);
  });

  test("takes worlds for one that begin at one moment, and for others those that don't", () => {
    const { enact } = counting();
    const [one, same, later] = [0, 0, 1].map((now) => enact(emptyWorld(now), make("a")));
    assert.equal(one, same);
    assert.notEqual(one, later);
  });

  test("tells commands apart by all that they say", () => {
    const { enact } = counting();
    const begun = emptyWorld(0);
    const [a, b] = [enact(begun, make("a")), enact(begun, make("b"))];
    assert.ok(a.ok && b.ok);
    assert.deepEqual([...a.world.objects.keys(), ...b.world.objects.keys()], ["a", "b"]);
  });
});
