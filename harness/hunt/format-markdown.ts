/** The kill matrix as a page of the documentation: the same text for the same matrix. @module */

import { AREAS } from "../requirements/requirement.ts";
import { type Hunt, type Matrix, tally } from "./matrix.ts";

const INTRODUCTION = `# The kill matrix

A requirement is worth what it catches. Each one is there to kill a mutant: a correct receiver with
one bug. \`harness mutants\` puts every mutant before every requirement, and fails if one survives
those that are meant for it, or if the correct receiver, or one that is correct in another way, is
accused of anything.

This page is generated. To make it anew:

\`\`\`sh
scripts/harness mutants --report markdown > docs/kill-matrix.md
\`\`\`

The last column has the other requirements that notice the bug, but for those of \`race\`, of which
the scheduler decides whether they do, and for the invariants, which are asked about the mutants
that they are meant for, and about no others. Gwop's receiver can have most bugs of Proxy's: those are
put before the requirements that are meant for them there, and before no others.
`;

/** Where more notice a bug, it is one that nothing could miss. */
const OTHERS_MAX = 10;

export function formatMatrixMarkdown(matrix: Matrix): string {
  const areas = sectionsOf(matrix);
  const sections = areas
    .filter((area) => matrix.hunts.some(({ name }) => name.startsWith(`${area}/`)))
    .map((area) => section(area, matrix));
  const parts = [...sections, differing(matrix), unshown(matrix)];
  return `${[INTRODUCTION, `${tally(matrix)}.`, ...parts].join("\n")}\n`;
}

function section(area: string, { hunts }: Matrix): string {
  return [
    "",
    `## ${area}`,
    "",
    "| mutant | its bug | killed by | also noticed by |",
    "| --- | --- | --- | --- |",
    ...hunts.filter(({ name }) => name.startsWith(`${area}/`)).map(row),
  ].join("\n");
}

function row({ name, bug, killedBy, missedBy, alsoKilledBy }: Hunt): string {
  const meant = [...killedBy.map(code), ...missedBy.map(({ id }) => `**not ${code(id)}**`)];
  const others = (alsoKilledBy ?? []).filter((id) => !/(^|\/)race\//.test(id)).map(code);
  const noticed = others.length > OTHERS_MAX ? `more than ${OTHERS_MAX}` : others.join(", ");
  const cells = [code(name), bug, meant.join(", "), noticed];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function differing({ differing: ways }: Matrix): string {
  if (ways.length === 0) return "";
  return [
    "",
    "## Correct receivers that differ",
    "",
    "A requirement that accuses one of these is a mistake. Some break a SHOULD by being so, which they",
    "say in `harness/mutants/differing/`; none breaks a MUST.",
    "",
    "| receiver | how it differs |",
    "| --- | --- |",
    ...ways.map(({ name, way }) => `| ${name} | ${way} |`),
  ].join("\n");
}

function unshown({ unshown: notes }: Matrix): string {
  if (notes.length === 0) return "";
  return [
    "",
    "## Requirements that no mutant shows to bite",
    "",
    ...notes.map(({ id, reason }) => `- ${code(id)}: ${reason}`),
  ].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The areas of the first sender, then those of each other under its name. */
function sectionsOf({ hunts }: Matrix): readonly string[] {
  const prefixes = hunts.map(({ name }) => name.split("/").slice(0, -2).join("/"));
  return [...new Set(["", ...prefixes])].flatMap((prefix) =>
    AREAS.map((area) => (prefix === "" ? area : `${prefix}/${area}`)),
  );
}
