/** Everything there is to say about one requirement, and the script that tries it by hand. @module */

import { PROVIDERS } from "../providers/providers.ts";
import { killsOf, type Requirement } from "../requirements/requirement.ts";
import { beside, COLUMNS } from "../settings/columns.ts";
import type { Recording } from "./step.ts";
import { writeScript } from "./write-script.ts";

export type Explanation = {
  readonly text: string;
  /** Null where none can be given: the text says why. */
  readonly script: string | null;
};

/**
 * @param program How the harness is typed.
 * @param askedFor What was typed to choose the scheme; empty where nothing was.
 * @param runBy What else a run needs, to ask it.
 */
export function explain(
  requirement: Requirement,
  recording: Recording,
  {
    program,
    askedFor = "",
    runBy = "",
  }: { readonly program: string; readonly askedFor?: string; readonly runBy?: string },
): Explanation {
  const { id, provider } = requirement;
  const script = recording.kind === "recorded" ? scriptOf(requirement, recording, program) : null;
  const sender = provider === PROVIDERS[0].name ? "" : ` --provider ${provider}`;
  const byHand =
    recording.kind === "recorded"
      ? [copied("by hand", `${program} explain ${id}${askedFor} --script`)]
      : [
          ...field("by hand", `no script: ${recording.reason}`),
          copied("run", `${program} run${sender}${runBy} --only ${id}`),
        ];
  return { text: `${[...describe(requirement), ...byHand].join("\n")}\n`, script };
}

function describe(requirement: Requirement): readonly string[] {
  const { id, level, profile, claim, why, source, remedy, proof } = requirement;
  const kills =
    "kills" in proof ? `mutant ${killsOf(requirement).join(", ")}` : `none: ${proof.cannot}`;
  return [
    `${id}  ${level}, profile ${profile}`,
    "",
    ...beside("", claim, 0),
    "",
    ...field("why", why),
    ...field("source", source.split("; ").join("\n")),
    ...field("remedy", remedy),
    ...field("kills", kills),
  ];
}

/** Behind the `# ` of a comment. */
const COMMENTED_COLUMNS = COLUMNS - 2;

function scriptOf(
  { id, claim }: Requirement,
  { provider, scheme, steps, isExample }: Extract<Recording, { kind: "recorded" }>,
  program: string,
): string {
  const example = "This is one of the histories that the harness generates for it: it tries many.";
  const title = [
    ...beside("", `${id}: ${claim}`, 0, COMMENTED_COLUMNS),
    ...(isExample ? [example] : []),
  ];
  return writeScript({ title, provider, scheme, steps, program });
}

const LABEL_COLUMNS = "by hand  ".length;

function field(name: string, text: string): readonly string[] {
  return beside(`${name}  `, text, LABEL_COLUMNS);
}

/** What is there to be copied is never broken. */
function copied(name: string, command: string): string {
  return `${name.padEnd(LABEL_COLUMNS)}${command}`;
}
