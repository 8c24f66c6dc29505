import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { providerOf } from "../providers/provider.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { ofProviders } from "../run/select.ts";
import { inLanes } from "../trial/lanes.ts";
import { explain } from "./explain.ts";
import { record } from "./record.ts";

/** More at once would keep each receiver waiting for the machine, and look like an outage. */
const LANES = 8;

/** White space may differ: long texts are broken. */
function words(text: string): string {
  return text.split(/\s+/).join(" ");
}

describe("explain()", () => {
  for (const scheme of ["t-v1", "standard-webhooks", "gwop"] as const) {
    const requirements = ofProviders(CATALOGUE, [providerOf(scheme)]);
    test(`tells all of every requirement, with a script or why there is none, in ${scheme}`, async () => {
      const explained = await inLanes(requirements, LANES, async (requirement) => ({
        requirement,
        ...explain(requirement, await record(requirement, scheme)),
      }));
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
      // Of Gwop's, only what the wire shows: scripts register no invoices.
      const promised = explained.filter(
        ({ requirement }) => scheme !== "gwop" || requirement.profile === "wire",
      );
      const without = promised.filter(({ script }) => script === null);
      assert.ok(
        without.length <= promised.length / 10,
        `too many have none: ${without.map(({ requirement }) => requirement.id).join(", ")}`,
      );
    });
  }
});
