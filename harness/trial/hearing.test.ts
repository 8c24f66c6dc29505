import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventOf, type WebhookEvent } from "../simulator/event.ts";
import type { WorldObject } from "../simulator/world.ts";
import { createHearing } from "./hearing.ts";

const at = "1970-01-01T00:00:00.000Z";

/** An event that tells of an object in a state of its own. */
function told(id: string, status: string): WebhookEvent {
  const object = { id, buyer_reference: "buyer_1", status, created_at: at, updated_at: at };
  return eventOf({ type: `thing.${status}`, object }, `evt_${status}`);
}

function statusesOf(states: ReadonlySet<WorldObject> | undefined): readonly string[] {
  return [...(states ?? [])].map(({ status }) => status).toSorted();
}

describe("createHearing()", () => {
  test("takes what was sent for heard of only once it was acknowledged", () => {
    const { noteSent, noteAcknowledged, sent, heard } = createHearing();
    const paid = told("thing_1", "paid");
    noteSent(paid);
    assert.deepEqual(statusesOf(sent.get("thing_1")), ["paid"]);
    assert.equal(heard.get("thing_1"), undefined);
    noteAcknowledged(paid);
    assert.deepEqual(statusesOf(heard.get("thing_1")), ["paid"]);
  });

  test("remembers each state of an object once, in whatever order it was heard of", () => {
    const { noteAcknowledged, heard } = createHearing();
    const [paid, expired] = [told("thing_1", "paid"), told("thing_1", "expired")];
    for (const event of [paid, expired, paid]) noteAcknowledged(event);
    assert.deepEqual(statusesOf(heard.get("thing_1")), ["expired", "paid"]);
  });

  test("tells objects apart", () => {
    const { noteAcknowledged, heard } = createHearing();
    noteAcknowledged(told("thing_1", "paid"));
    assert.deepEqual([...heard.keys()], ["thing_1"]);
  });
});
