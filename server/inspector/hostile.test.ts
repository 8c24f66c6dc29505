import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { show, showLines } from "./show.ts";
import { createTestInspector, type TestInspector } from "./testing/inspector.ts";
import { HOSTILE, tellDelivery, tellEvent, tellHeld } from "./testing/rows.ts";

/** What our own templates have. */
const TAGS = new Set(
  (
    "a bdi body button caption code dd del details div dl dt fieldset footer form h1 h2 h3 head header html " +
    "input ins label legend li line link main meta nav ol p pre rect script span strong summary svg table " +
    "tbody td th thead time title tr ul"
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "action aria-current aria-label autocomplete autofocus charset checked class content data-copy data-event " +
    "data-live data-live-status datetime for height href id lang method name open preserveAspectRatio rel " +
    "required role scope spellcheck src step tabindex title type value viewBox width x x1 x2 y y1 y2"
  ).split(" "),
);

/** Control characters but a line's end and a tab, marks of direction, and what has no width. */
const HIDDEN = /(?![\n\t])\p{Cc}|\p{Cf}/u;

/** Reads markup as strictly as we write it: whatever else begins with `<` is not ours. */
function assertOnlyOurMarkup(markup: string): void {
  const tags = markup.replace(/^<!doctype html>/, "").match(/<[^>]*>?/g) ?? [];
  for (const tag of tags) {
    const [, name = "", attributes = ""] = /^<\/?([a-z0-9]+)((?:\s[^<>]*)?)>$/.exec(tag) ?? [];
    assert.ok(TAGS.has(name), tag);
    const rest = attributes.replace(/\s([\w-]+)(?:="([^"]*)")?/g, (_, attribute, value = "") => {
      assert.ok(ATTRIBUTES.has(attribute), tag);
      if (["href", "src", "action"].includes(attribute)) assert.match(value, /^[/#]/, tag);
      return "";
    });
    assert.equal(rest.trim(), "", tag);
  }
  assert.doesNotMatch(markup, HIDDEN);
}

/** Pieces of markup, of turned text and of anything, in any order. */
const arbitraryHostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE.slice(0, -1), "<", ">", '"', "'", "&", "&lt;", "\n", "\ud800"),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((pieces) => pieces.join(""));

describe("show()", () => {
  test("lets no text be markup, nor be invisible, nor turn what stands around it", () =>
    fc.assert(
      fc.property(arbitraryHostile, fc.integer({ min: 1, max: 100 }), (text, max) => {
        assertOnlyOurMarkup(String(show(text, max)));
        assertOnlyOurMarkup(String(showLines(text, max)));
        assert.doesNotMatch(String(show(text, max)), /\n/);
      }),
    ));

  test("leaves text that is plain to see as it is", () => {
    for (const text of ["user_42", "Zoë 李 مريم", "1 < 2", "🙂"]) {
      assert.equal(String(show(text)), `<bdi>${text.replace("<", "&lt;")}</bdi>`);
    }
  });

  test("names what could not be seen, and says where it is cut", () => {
    assert.equal(String(show("\u001b[2J\u202e")), "<bdi>⟨U+001B⟩[2J⟨U+202E⟩</bdi>");
    const cut = String(show("a".repeat(65_536), 10));
    assert.equal(
      cut,
      `<bdi>${"a".repeat(10)}</bdi> <span class="note">cut: of 65,536 characters</span>`,
    );
  });
});

describe("hostile text", () => {
  let database: TestDatabase;
  let inspector: TestInspector;
  before(async () => {
    database = await createTestDatabase();
    inspector = createTestInspector(database.pools);
  });
  after(() => database.drop());

  /** Wherever somebody else's text can stand. @returns The pages on which it does. */
  async function write(hostile: string): Promise<readonly string[]> {
    const id = hostile.slice(0, 255); // as long as an id may be
    const objectId = `psess_${id}`.slice(0, 255);
    const buyer = hostile.slice(0, 5000);
    await tellEvent(database.sql, id, objectId, id);
    await tellHeld(database.sql, { source: objectId, buyer, eventId: id });
    const told = { eventId: id, type: id, objectId, captured: true };
    await tellDelivery(database.sql, { ...told, body: JSON.stringify({ hostile }) });
    const refused = { outcome: "refused", status: 400, reason: id, code: id, kind: id } as const;
    await tellDelivery(database.sql, { ...told, ...refused, body: hostile });
    await database.sql`
      insert into refusal_sample (
        route, reason, slot, request_id, received_at, status, duration_ms, method, path
      ) values ('none', ${id}, 0, gen_random_uuid(), now(), 404, 1, 'GET', ${`/${id}`})
    `;
    const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
    return [
      `/?${query({ event: id })}`,
      `/?${query({ type: id, buyer: hostile.slice(0, 900) })}`,
      `/?${query({ status: hostile.slice(0, 900), from: id, outcome: id })}`,
      `/event?${query({ provider: "proxy", id })}`,
      `/object?${query({ provider: "proxy", id: objectId })}`,
      `/buyer?${query({ reference: buyer })}`,
      `/again?${query({ kind: "event", provider: "proxy", id })}`,
      `/again?${query({ kind: id, provider: id, id })}`,
      "/refusals",
      "/health",
    ];
  }

  for (const [index, hostile] of HOSTILE.entries()) {
    test(`is shown harmlessly on every page: ${index}, ${hostile.length} characters`, async () => {
      const cookie = await inspector.signIn();
      for (const path of await write(hostile)) {
        const response = await inspector.ask(path, { headers: { cookie } });
        assert.ok([200, 400].includes(response.status), `${response.status} at ${path}`);
        const page = await response.text();
        assertOnlyOurMarkup(page);
        assert.ok(page.length < 500_000, "what is long is cut");
      }
    });
  }
});
