/** What was found, for people and for programs. Pure. @module */

import type { Check } from "./check.ts";

/** Wraps text in a terminal colour, or leaves it alone. */
export type Paint = (colour: keyof typeof COLOURS, text: string) => string;

/** As ECMA-48 numbers them; gray is a bright black. */
const COLOURS = { green: 32, yellow: 33, red: 31, gray: 90 } as const;

export const plain: Paint = (_colour, text) => text;

export const coloured: Paint = (colour, text) => `\u001b[${COLOURS[colour]}m${text}\u001b[39m`;

const LOOKS = {
  ok: { mark: "✓", colour: "green" },
  warn: { mark: "!", colour: "yellow" },
  fail: { mark: "✗", colour: "red" },
  skipped: { mark: "-", colour: "gray" },
} as const satisfies Record<Check["verdict"], unknown>;

/** What wasn't asked is not well. */
export function isFit(checks: readonly Check[]): boolean {
  return checks.every(({ verdict }) => verdict === "ok" || verdict === "warn");
}

export function formatText(checks: readonly Check[], paint: Paint): string {
  const widest = Math.max(0, ...checks.map(({ name }) => name.length));
  const lines = gather(checks).flatMap(({ name, verdict, found, remedy }) => {
    const { mark, colour } = LOOKS[verdict];
    const line = paint(colour, `${mark} ${name.padEnd(widest)}  ${found}`);
    return remedy === null ? [line] : [line, `  ${" ".repeat(widest)}  → ${remedy}`];
  });
  return `${[...lines, "", conclude(checks)].join("\n")}\n`;
}

/** Of those that weren't asked for one reason, one after the other, the first stands for all. */
function gather(checks: readonly Check[]): readonly Check[] {
  const lines: { first: Check; others: number }[] = [];
  for (const check of checks) {
    const last = lines.at(-1);
    if (last !== undefined && isSameSkip(last.first, check)) last.others += 1;
    else lines.push({ first: check, others: 0 });
  }
  return lines.map(({ first, others }) =>
    others === 0 ? first : { ...first, found: `${first.found}; nor ${others} more` },
  );
}

function isSameSkip(one: Check, other: Check): boolean {
  const areSkipped = one.verdict === "skipped" && other.verdict === "skipped";
  return areSkipped && one.found === other.found && one.remedy === other.remedy;
}

function conclude(checks: readonly Check[]): string {
  const counts = Object.keys(LOOKS).map(
    (verdict) => `${checks.filter((check) => check.verdict === verdict).length} ${verdict}`,
  );
  const conclusion = isFit(checks)
    ? "this database can carry the receiver"
    : "this database can't carry the receiver as it is, or that is not known";
  return `${counts.join(", ")}: ${conclusion}`;
}

/** One document. Its shape only grows as long as `version` stays. */
export function formatJson(checks: readonly Check[]): string {
  return `${JSON.stringify({ version: 1, fit: isFit(checks), checks }, null, 2)}\n`;
}
