import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Sent, Step, Story } from "../target/story.ts";
import { folded } from "./fold-story.ts";

const sent: fc.Arbitrary<Sent> = fc.record({
  event: fc.constantFrom("evt_1", "evt_2"),
  type: fc.constant("paid"),
  how: fc.constant(null),
  answer: fc.constantFrom("200", "503"),
  times: fc.constant(1),
});

const stories: fc.Arbitrary<Story> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("delivered" as const),
      deliveries: fc.array(sent, { minLength: 1, maxLength: 6 }),
    }),
    fc.record({ kind: fc.constant("noted" as const), text: fc.constant("and then") }),
  ),
);

/** How often each delivery was made, whatever stood between. */
function countsIn(story: Story): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const step of story) {
    if (step.kind !== "delivered") continue;
    for (const { event, answer, times } of step.deliveries) {
      counts[`${event} ${answer}`] = (counts[`${event} ${answer}`] ?? 0) + times;
    }
  }
  return counts;
}

function delivered(...deliveries: readonly Partial<Sent>[]): Step {
  const plain = { event: "evt_1", type: "paid", how: null, answer: "200", times: 1 };
  return { kind: "delivered", deliveries: deliveries.map((one) => ({ ...plain, ...one })) };
}

describe("folded()", () => {
  test("loses no delivery and no answer", () => {
    fc.assert(
      fc.property(stories, (story) => assert.deepEqual(countsIn(folded(story)), countsIn(story))),
    );
  });

  test("makes one line of copies that were sent together, and of those one after the other", () => {
    assert.deepEqual(folded([delivered({}, {}, { answer: "409" }), delivered({}), delivered({})]), [
      delivered({ times: 2 }, { answer: "409" }),
      delivered({ times: 2 }),
    ]);
  });

  test("says how many more there were, where too many differ", () => {
    const many = Array.from({ length: 40 }, (_, number) => ({ event: `evt_${number}` }));
    const [first, rest] = folded([delivered(...many)]);
    assert.equal(first?.kind === "delivered" && first.deliveries.length, 16);
    assert.deepEqual(rest, { kind: "noted", text: "(and 24 more with them)" });
  });
});
