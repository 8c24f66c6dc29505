import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inWords } from "../../histories/in-words.ts";
import { widthOf } from "../../settings/columns.ts";
import type { Sent, Step, Story } from "../../target/story.ts";
import { drawLanes } from "./lanes.ts";
import { type Element, elementsOf, solid } from "./page-elements.ts";

/** How wide a monospaced character of 12 px is. */
const CHARACTER = 7.23;

const word = fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom(..."ab1_<&> é日\"'") });
const answer = fc.constantFrom("200", "503", "no answer in time", "not yet");

const sent: fc.Arbitrary<Sent> = fc.record({
  event: word,
  type: word,
  how: fc.option(word),
  answer,
  times: fc.integer({ min: 1, max: 100 }),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("known" as const, "noted" as const), text: word }),
  fc.record({
    kind: fc.constant("happened" as const),
    at: fc.option(word),
    text: word,
    event: fc.option(word),
  }),
  fc.record({
    kind: fc.constant("delivered" as const),
    deliveries: fc.array(sent, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("answered" as const), event: word, answer }),
  fc.record({ kind: fc.constant("redelivered" as const), event: word, type: word }),
  fc.record({
    kind: fc.constant("compared" as const),
    source: word,
    oracle: word,
    probe: word,
    agrees: fc.boolean(),
  }),
);

const stories: fc.Arbitrary<Story> = fc.array(step, { maxLength: 12 });

function drawing(story: Story): readonly Element[] {
  return elementsOf(String(drawLanes(story, "order/any-order")));
}

/** What each row of the drawing says. */
function rowsIn(story: Story): readonly string[] {
  return drawing(story)
    .filter(({ name }) => name === "g")
    .map(({ text }) => solid(text));
}

/** A line of the text, without what the lanes say by where something stands. */
function withoutLanes(line: string): string {
  return solid(
    line
      .replace(/^( *\d+ {2})deliver {2}/, "$1")
      .replace(/^( *\d+ {2}(?:together| {8})) ├── (.*) ──┤ ([^┤]*)$/s, "$1 $2 $3")
      .replace(/ → ([^→]*)$/s, " $1"),
  );
}

describe("drawLanes()", () => {
  test("tells what the text tells: the same steps, ids, answers, in the same order", () => {
    fc.assert(
      fc.property(stories, (story) => {
        assert.deepEqual(rowsIn(story), inWords(story).map(withoutLanes));
      }),
    );
  });

  test("keeps each line inside of the drawing, and each row below the one before", () => {
    fc.assert(
      fc.property(stories, (story) => {
        const heights = drawing(story).flatMap(({ name, attributes }) =>
          name === "g" ? [Number(/0 (\d+)/.exec(attributes["transform"] ?? "")?.[1])] : [],
        );
        assert.deepEqual(
          heights,
          heights.toSorted((a, b) => a - b),
        );
        const [svg] = drawing(story);
        assert.ok((heights.at(-1) ?? 0) < Number(svg?.attributes["height"]));
        for (const { name, attributes, text } of drawing(story)) {
          if (name !== "text") continue;
          const end = Number(attributes["x"] ?? 0) + widthOf(text) * CHARACTER;
          assert.ok(end <= Number(svg?.attributes["width"]), text);
        }
      }),
    );
  });

  test("breaks no character in two, wherever a line of it ends", () => {
    for (let before = 0; before < 120; before += 1) {
      const text = `${"x".repeat(before)}🎠🎠`;
      const drawn = drawLanes([{ kind: "happened", at: null, text, event: null }], "a/b");
      assert.ok(String(drawn).isWellFormed(), String(before));
    }
  });

  test("leads from where an event was made to each place where it was heard of", () => {
    const happened = { kind: "happened", at: "t+0", text: "Proxy pay: psess_1", event: "evt_1" };
    const one = { event: "evt_1", type: "paid", how: null, answer: "200", times: 1 };
    const other = { ...one, event: "evt_unmade", answer: "401" };
    const story = [
      happened,
      { kind: "delivered", deliveries: [one] },
      { kind: "delivered", deliveries: [other] },
      { kind: "redelivered", event: "evt_1", type: "paid" },
    ] as Story;
    const classes = drawing(story).map(({ attributes }) => attributes["class"]);
    assert.equal(classes.filter((look) => look === "heard").length, 2);
    assert.equal(classes.filter((look) => look === "made").length, 1);
  });

  test("shows by shape what was said: a yes, a no, and neither", () => {
    const delivered = ["200", "503", "not yet"].map((said): Step => {
      const one = { event: "evt_1", type: "paid", how: null, answer: said, times: 1 };
      return { kind: "delivered", deliveries: [one] };
    });
    const shapes = drawing(delivered)
      .filter(({ attributes }) => /^(yes|no|neither)$/.test(attributes["class"] ?? ""))
      .map(({ name, attributes }) => `${name} ${attributes["class"]}`);
    assert.deepEqual(shapes, ["circle yes", "path no", "circle neither"]);
  });

  test("has a name and a description for whoever can't see it", () => {
    const [svg, title, desc] = drawing([]);
    assert.equal(svg?.attributes["role"], "img");
    assert.equal(title?.text, "The story of order/any-order, in lanes");
    assert.match(desc?.text ?? "", /as text/);
  });
});
