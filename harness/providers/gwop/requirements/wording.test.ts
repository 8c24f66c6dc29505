import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ENTRIES } from "../../../requirements/all.ts";
import { atSender } from "../../../requirements/at-sender.ts";
import { CATALOGUE } from "../../../run/catalogue.ts";
import { AT_GWOP } from "./wording.ts";

/** What Proxy has and Gwop has not. */
const OF_PROXY =
  /Proxy|[Ss]ession|[Ss]ubscription|\b[Cc]arts?\b|data\.object|Standard Webhooks|t-v1|\bA\d/;

const shared = ENTRIES.map((entry) => atSender(AT_GWOP, entry));

describe("the requirements that Gwop shares with Proxy", () => {
  test("speak of Gwop's endpoint, and never of what only Proxy has", () => {
    assert.ok(shared.length > 0);
    for (const { id, claim, why, remedy } of shared) {
      for (const text of [claim, why, remedy]) assert.doesNotMatch(text, OF_PROXY, id);
    }
  });

  test("are all there by the ids that they have at Proxy's endpoint", () => {
    const promised = new Set(CATALOGUE.map(({ id }) => id));
    for (const { id } of ENTRIES) assert.ok(promised.has(id) && promised.has(`gwop/${id}`), id);
    const ids = new Set<string>(ENTRIES.map(({ id }) => id));
    for (const id of AT_GWOP.wording.keys()) assert.ok(ids.has(id), id);
  });

  test("ask the same of the target, and show it by a mutant of Gwop's receiver", () => {
    for (const { id, check, proof } of shared) {
      const ofProxy = CATALOGUE.find((one) => `gwop/${one.id}` === id);
      assert.equal(check, ofProxy?.check);
      if ("kills" in proof) assert.match(proof.kills, /^gwop\//);
    }
  });
});
