/** A report's last line: why its exit code is what it is. Pure. @module */

import { counts, exitCodeOf } from "./exit-code.ts";
import { type Finding, isKnown, isStale, type Report } from "./report.ts";

/** @returns One line that says the exit code, what counted for it, and what did not. */
export function conclusionOf(report: Report): string {
  const { findings, header, foundations, stopped } = report;
  const { strict } = header;
  const code = exitCodeOf(report, strict);
  const number = (isOne: (finding: Finding) => boolean): number => findings.filter(isOne).length;
  const broken = number((each) => each.verdict === "broken" && counts(each, strict));
  const uncounted = number(
    (each) => each.verdict === "broken" && !isKnown(each) && !counts(each, strict),
  );
  const isWhole = stopped === null && !findings.some(({ doubt }) => doubt === "interrupted");
  const clauses: readonly (readonly [boolean | number, string])[] = [
    [code === 130 && isWhole === false && stopped === null, "it was interrupted"],
    [
      foundations.length,
      `it does not hold that ${foundations.map(({ claim }) => claim).join("; ")}`,
    ],
    [broken, `${broken} broken`],
    [number(isStale), `${number(isStale)} of the baseline no longer broken, which counts`],
    [stopped !== null, `stopped: ${stopped?.reason}`],
    [uncounted, `${uncounted} broken SHOULD, which counts with --strict only`],
    [number(isKnown), `${number(isKnown)} broken as the baseline expects`],
    ...DOUBTS.map(([doubt, words]): readonly [number, string] => {
      const many = number((each) => each.doubt === doubt);
      return [many, `${many} ${words}`];
    }),
    [findings.every(({ verdict }) => verdict !== "held"), "nothing held"],
  ];
  const said = clauses.filter(([isSo]) => Boolean(isSo)).map(([, words]) => words);
  return [`exit code ${code}, ${MEANINGS[code] ?? "does not conform"}`, said.join("; ")]
    .filter((part) => part !== "")
    .join(": ");
}

const MEANINGS: Readonly<Record<number, string>> = {
  0: "conforms",
  1: "does not conform",
  2: "can't be judged as it is set up",
  3: "can't be reached",
  4: "not the same when repeated",
  5: "the harness itself is at fault",
  130: "not all was asked",
};

const DOUBTS = [
  ["different_when_repeated", "not the same when repeated"],
  ["unreachable", "not reached"],
  ["out_of_time", "not decided in time"],
  ["harness_fault", "by a fault of the harness"],
] as const;
