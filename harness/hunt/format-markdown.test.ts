import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { DIFFERING } from "../mutants/differing/all.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { MUTANTS } from "./all-mutants.ts";
import { formatMatrixMarkdown } from "./format-markdown.ts";
import { type Matrix, meantFor } from "./matrix.ts";

/** The matrix as it is when everything is as it should be, but for who else noticed a bug. */
const EXPECTED: Matrix = {
  hunts: MUTANTS.map((mutant) => ({
    name: mutant.name,
    bug: mutant.bug,
    killedBy: meantFor(mutant, CATALOGUE).map(({ id }) => id),
    missedBy: [],
    alsoKilledBy: [],
  })),
  differing: DIFFERING.map(({ name, way }) => ({ name, way })),
  accusations: [],
  unshown: CATALOGUE.flatMap(({ id, proof }) =>
    "cannot" in proof ? [{ id, reason: proof.cannot }] : [],
  ),
  faults: [],
};

/** Empties the last column, which only a run of minutes can fill. */
function withoutOthers(page: string): string {
  return page.replace(/^(\| `.*) \| [^|]*\|$/gm, "$1 |  |");
}

describe("docs/kill-matrix.md", () => {
  test("is what harness mutants --report markdown makes of this catalogue and these mutants", () => {
    const page = readFileSync(new URL("../../docs/kill-matrix.md", import.meta.url), "utf8");
    assert.equal(withoutOthers(page), withoutOthers(formatMatrixMarkdown(EXPECTED)));
  });
});
