import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CATALOGUE } from "./catalogue.ts";

/** Where the rule is said, or the reader sent to it. */
const RULE = /\bA11\b|#which-state-is-newer|where that is the same by status rank/;

describe("the remedies", () => {
  test("never say newer or older of Proxy's states without the rule for the same updated_at", () => {
    for (const { id, provider, remedy } of CATALOGUE) {
      if (provider !== "proxy" || !/\b(newer|older|later)\b/i.test(remedy)) continue;
      // Later than now: about access, and not about states.
      if (id === "state/api-unavailable") continue;
      assert.match(remedy, RULE, id);
    }
  });

  test("never let a stamp alone guard a write", () => {
    for (const { id, remedy } of CATALOGUE) assert.doesNotMatch(remedy, /held\S* < excluded/, id);
  });
});
