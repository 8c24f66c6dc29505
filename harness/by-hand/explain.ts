/** Everything there is to say about one requirement, and the script that tries it by hand. @module */

import { PROVIDERS } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Recording } from "./step.ts";
import { writeScript } from "./write-script.ts";

const COLUMNS = 96;

export type Explanation = {
  readonly text: string;
  /** Null where none can be given: the text says why. */
  readonly script: string | null;
};

/** @param program How the harness is typed. */
export function explain(
  requirement: Requirement,
  recording: Recording,
  program: string,
): Explanation {
  const script = recording.kind === "recorded" ? scriptOf(requirement, recording, program) : null;
  const byHand =
    recording.kind === "recorded"
      ? "the script below"
      : `no script: ${recording.reason}. ${program} run${ofSender(requirement)} --only ${requirement.id}`;
  return { text: `${describe(requirement, byHand)}\n`, script };
}

function ofSender({ provider }: Requirement): string {
  return provider === PROVIDERS[0].name ? "" : ` --provider ${provider}`;
}

function describe(requirement: Requirement, byHand: string): string {
  const { id, level, profile, claim, why, source, remedy, proof } = requirement;
  const kills = "kills" in proof ? `mutant ${proof.kills}` : `none: ${proof.cannot}`;
  return [
    `${id}  ${level}, profile ${profile}`,
    "",
    ...wrapped(claim, ""),
    "",
    ...field("why", why),
    ...field("source", source),
    ...field("remedy", remedy),
    ...field("kills", kills),
    ...field("by hand", byHand),
  ].join("\n");
}

function scriptOf(
  { id, claim }: Requirement,
  { provider, scheme, steps, isExample }: Extract<Recording, { kind: "recorded" }>,
  program: string,
): string {
  const example = "This is one of the histories that the harness generates for it: it tries many.";
  const title = [...wrapped(`${id}: ${claim}`, ""), ...(isExample ? [example] : [])];
  return writeScript({ title, provider, scheme, steps, program });
}

function field(name: string, text: string): readonly string[] {
  const indent = " ".repeat("by hand  ".length);
  const [first = "", ...others] = wrapped(text, indent);
  return [`${name.padEnd(indent.length)}${first.trimStart()}`, ...others];
}

/** Breaks a text between words, where there are any. */
function wrapped(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  for (const next of text.split(/\s+/)) {
    const last = lines.at(-1);
    const longer = `${last} ${next}`;
    if (last === undefined || longer.length > COLUMNS) lines.push(`${indent}${next}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
