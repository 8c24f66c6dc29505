import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import pMap from "p-map";
import { PROVIDERS } from "../providers/providers.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { ofProviders } from "../run/select.ts";
import { explain } from "./explain.ts";
import { record } from "./record.ts";

/** More at once would keep each receiver waiting for the machine, and look like an outage. */
const LANES = 4;

/** White space may differ: long texts are broken. */
function words(text: string): string {
  return text.split(/\s+/).join(" ");
}

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("explain()", () => {
  const schemes = PROVIDERS.flatMap((provider) =>
    provider.schemes.map((scheme) => ({ provider, scheme })),
  );
  for (const { provider, scheme } of schemes) {
    const requirements = ofProviders(CATALOGUE, [provider.name]);
    test(`tells all of every requirement, with a script or why there is none, in ${scheme.name}`, {
      skip: BRIEF,
    }, async () => {
      const explained = await pMap(
        requirements,
        async (requirement) => ({
          requirement,
          ...explain(requirement, await record(requirement, scheme), {
            program: "scripts/harness",
          }),
        }),
        { concurrency: LANES },
      );
      for (const { requirement, text, script } of explained) {
        const { id, claim, why, source, remedy } = requirement;
        for (const said of [id, claim, why, ...source.split("; "), remedy]) {
          assert.ok(words(text).includes(words(said)), `${id} does not say: ${said}`);
        }
        if (script === null) {
          assert.match(text, /by hand {2}no script: \S/);
        } else {
          const { status, stderr } = spawnSync("sh", ["-n"], { input: script });
          assert.equal(status, 0, `${id}: ${stderr}`);
        }
      }
      // Where scripts can't play the sender's world, only what the wire shows.
      const promised = explained.filter(
        ({ requirement }) => provider.byHand.cannotPlay === null || requirement.profile === "wire",
      );
      const without = promised.filter(({ script }) => script === null);
      assert.ok(
        without.length <= promised.length / 10,
        `too many have none: ${without.map(({ requirement }) => requirement.id).join(", ")}`,
      );
    });
  }
});
