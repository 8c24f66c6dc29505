/** `harness explain`: one requirement, and how to try it by hand. @module */

import type { Command } from "commander";
import { explain } from "../by-hand/explain.ts";
import { record } from "../by-hand/record.ts";
import type { Recording } from "../by-hand/step.ts";
import { schemeFor, schemeNamed } from "../providers/choose-scheme.ts";
import { replayOf } from "../recorded/deliveries.ts";
import { recordedRequirements } from "../recorded/requirements.ts";
import { CATALOGUE, EFFECTS } from "../run/catalogue.ts";
import { nearest } from "../settings/nearest.ts";
import { UsageError } from "../settings/usage-error.ts";
import { openable } from "./openable.ts";
import { PROGRAM } from "./program.ts";

type ExplainFlags = { readonly scheme: string; readonly script?: boolean };

const PRESET = "t-v1";

const ALL = [...CATALOGUE, ...EFFECTS];

/** What they try is in no catalogue, but in a file. */
const RECORDED = recordedRequirements(replayOf({ deliveries: [] }));
const NO_SCRIPT: Recording = {
  kind: "not_recorded",
  reason: "its deliveries are those of a recording",
};

export function addExplain(program: Command): void {
  program
    .command("explain")
    .description("explain a requirement, or print a script that tries it by hand")
    .argument("<id>", "of the requirement, as list prints it")
    .option("--scheme <scheme>", "of Proxy: t-v1 or standard-webhooks", PRESET)
    .option("--script", "print that script instead, for sh to read")
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
  const ofRecording = RECORDED.find((each) => each.id === id);
  const requirement = ofRecording ?? ALL.find((each) => each.id === id);
  const problems: string[] = requirement === undefined ? [unknownId(id)] : [];
  const chosen = schemeNamed(scheme, (problem) => problems.push(problem));
  if (requirement === undefined || problems.length > 0) throw new UsageError(problems);

  const recording: Recording =
    ofRecording === undefined
      ? await record(requirement, schemeFor(requirement, chosen))
      : NO_SCRIPT;
  if (script === true && recording.kind !== "recorded") {
    throw new UsageError([`${id} has no script: ${recording.reason}`]);
  }
  const explanation = explain(
    { ...requirement, source: openable(requirement.source, process.cwd()) },
    recording,
    {
      program: PROGRAM,
      runBy: ofRecording === undefined ? "" : " --recorded <file>",
      askedFor: scheme === PRESET ? "" : ` --scheme ${scheme}`,
    },
  );
  process.stdout.write((script === true ? explanation.script : null) ?? explanation.text);
}

function unknownId(id: string): string {
  if (ALL.some((each) => each.id.startsWith(`${id}/`))) {
    return `${id} is an area. Its requirements:\n      ${PROGRAM} list --area ${id}`;
  }
  const ids = ALL.map((each) => each.id);
  return `there is no requirement ${id}: is it ${nearest(id, ids)}? All of them:\n      ${PROGRAM} list`;
}
