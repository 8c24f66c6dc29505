/** Writes docs/matrix.md anew: judges each receiver of this repository, as `scripts/test --all` does. @module */

import { writeFileSync } from "node:fs";
import { typedAs } from "../harness/settings/typed-as.ts";
import { printedHelp } from "./help.ts";
import {
  conformanceRuns,
  judgedExamples,
  readJudged,
  temporaryReports,
} from "./judged-receivers.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { MATRIX_PAGE, matrixPage, untriedForTime } from "./matrix-page.ts";
import { openDatabase } from "./open-database.ts";

const HELP = `Usage: ${typedAs("matrix")}

Judges the receiver on each runtime, and each example, as scripts/test --all does,
and writes ${MATRIX_PAGE} anew. Takes seven minutes.`;

if (!printedHelp(HELP)) await runScript(writeMatrix);

async function writeMatrix(lifetime: Lifetime): Promise<number> {
  const { url, description } = await openDatabase(lifetime);
  console.log(`Database: ${description}`);
  const reports = temporaryReports(lifetime);
  for (const { name, run } of [
    ...conformanceRuns(lifetime, url, { effort: "all", reports }),
    ...judgedExamples(lifetime, url, reports),
  ]) {
    console.log(`\n=== ${name}`);
    const { code } = await run();
    if (code !== 0) return code;
  }
  const judged = readJudged(await reports.folder());
  if (judged === null) return 1;
  const untried = untriedForTime(judged);
  if (untried.length > 0) {
    const places = untried.map(({ receiver, id }) => `  ${receiver}: ${id}`).join("\n");
    console.error(
      `${MATRIX_PAGE} is left as it is: this machine was too busy to try\n${places}\nType scripts/matrix again where nothing else runs`,
    );
    return 1;
  }
  writeFileSync(MATRIX_PAGE, matrixPage(judged));
  console.log(`Wrote ${MATRIX_PAGE}`);
  return 0;
}
