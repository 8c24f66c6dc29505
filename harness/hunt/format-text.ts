/** A kill matrix for reading in a terminal. @module */

import { type Paint, plain } from "../reporters/text.ts";
import { beside, outdented } from "../settings/columns.ts";
import { type Hunt, type Matrix, survived, tally } from "./matrix.ts";

export function formatMatrixText(matrix: Matrix, paint: Paint = plain): string {
  const { hunts, accusations, unshown, faults } = matrix;
  const painted = (colour: Parameters<Paint>[0], said: readonly string[]) =>
    said.flatMap(outdented).map((line) => paint(colour, line));
  const lines = [
    ...hunts.flatMap((hunt) => linesOf(hunt, paint)),
    "",
    ...painted(
      "gray",
      unshown.map(({ id, reason }) => `- ${id}  no mutant: ${reason}`),
    ),
    ...painted(
      "red",
      accusations.map(({ id, reason, receiver, scheme, seed }) => {
        const whom = receiver === null ? "the correct receiver" : `a correct one, "${receiver}"`;
        return `✗ ${id}  accuses ${whom} (${scheme}, seed ${seed}): ${reason}`;
      }),
    ),
    ...painted(
      "yellow",
      faults.map((fault) => `? the harness itself: ${fault}`),
    ),
    ...outdented(tally(matrix)),
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf(hunt: Hunt, paint: Paint): readonly string[] {
  const { name, bug, killedBy, missedBy, alsoKilledBy } = hunt;
  const heading = survived(hunt) ? paint("red", `✗ ${name}`) : paint("green", `✓ ${name}`);
  const details = [
    bug,
    ...killedBy.map((id) => `killed by ${id}`),
    ...missedBy.map(({ id, reason }) => `missed by ${id}: ${reason}`),
    ...(killedBy.length + missedBy.length === 0 ? ["no requirement is there to kill it"] : []),
    ...(alsoKilledBy?.length ? [`also by   ${alsoKilledBy.join(", ")}`] : []),
  ];
  return [
    heading,
    ...details.flatMap((line) => beside("", line, 4)).map((line) => paint("gray", line)),
  ];
}
