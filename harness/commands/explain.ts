/** `harness explain`: one requirement, and how to try it by hand. @module */

import type { Command } from "commander";
import { explain } from "../by-hand/explain.ts";
import { record } from "../by-hand/record.ts";
import { schemeFor, schemeNamed } from "../providers/choose-scheme.ts";
import { CATALOGUE } from "../run/catalogue.ts";
import { nearest } from "../settings/nearest.ts";
import { UsageError } from "../settings/usage-error.ts";
import { openable } from "./openable.ts";
import { PROGRAM } from "./program.ts";

type ExplainFlags = { readonly scheme: string; readonly script?: boolean };

export function addExplain(program: Command): void {
  program
    .command("explain")
    .description("explain a requirement, and print a script that tries it by hand")
    .argument("<id>", "of the requirement, as list prints it")
    .option("--scheme <scheme>", "of Proxy: t-v1 or standard-webhooks", "t-v1")
    .option("--script", "print the script alone, for sh to read")
    .addHelpText(
      "after",
      `
  Examples:
    ${PROGRAM} explain signature/missing
    ${PROGRAM} explain signature/missing --script > missing.sh && sh missing.sh
    ${PROGRAM} explain time/stale --scheme standard-webhooks --script | sh`,
    )
    .action(explainCommand);
}

async function explainCommand(id: string, { scheme, script }: ExplainFlags): Promise<void> {
  const requirement = CATALOGUE.find((each) => each.id === id);
  const problems: string[] = requirement === undefined ? [unknownId(id)] : [];
  const chosen = schemeNamed(scheme, (problem) => problems.push(problem));
  if (requirement === undefined || problems.length > 0) throw new UsageError(problems);

  const explanation = explain(
    { ...requirement, source: openable(requirement.source, process.cwd()) },
    await record(requirement, schemeFor(requirement, chosen)),
    PROGRAM,
  );
  if (script !== true) {
    process.stdout.write(explanation.text);
    if (explanation.script !== null) process.stdout.write(`\n${explanation.script}`);
  } else if (explanation.script === null) {
    throw new UsageError([`${id} has no script`, explanation.text.trimEnd()]);
  } else {
    process.stdout.write(explanation.script);
  }
}

function unknownId(id: string): string {
  if (CATALOGUE.some((each) => each.id.startsWith(`${id}/`))) {
    return `${id} is an area: ${PROGRAM} list --area ${id} prints its requirements`;
  }
  const ids = CATALOGUE.map((each) => each.id);
  return `there is no requirement ${id}: is it ${nearest(id, ids)}? ${PROGRAM} list prints them all`;
}
