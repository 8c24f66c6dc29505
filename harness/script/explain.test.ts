import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { CATALOGUE } from "../catalogue.ts";
import { explain } from "./explain.ts";
import { record } from "./record.ts";

/** White space may differ: long texts are broken. */
function words(text: string): string {
  return text.split(/\s+/).join(" ");
}

describe("explain()", () => {
  for (const scheme of ["t-v1", "standard-webhooks"] as const) {
    test(`tells all of every requirement, with a script or why there is none, in ${scheme}`, async () => {
      const explained = await Promise.all(
        CATALOGUE.map(async (requirement) => ({
          requirement,
          ...explain(requirement, await record(requirement, scheme)),
        })),
      );
      for (const { requirement, text, script } of explained) {
        const { id, claim, why, source, remedy } = requirement;
        for (const said of [id, claim, why, source, remedy]) {
          assert.ok(words(text).includes(words(said)), `${id} does not say: ${said}`);
        }
        if (script === null) {
          assert.match(text, /by hand {2}no script: \S/);
        } else {
          const { status, stderr } = spawnSync("sh", ["-n"], { input: script });
          assert.equal(status, 0, `${id}: ${stderr}`);
        }
      }
      const without = explained.filter(({ script }) => script === null);
      assert.ok(
        without.length <= CATALOGUE.length / 10,
        `too many have none: ${without.map(({ requirement }) => requirement.id).join(", ")}`,
      );
    });
  }
});
