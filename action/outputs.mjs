/** How a run ended -> the Action's outputs. Pure. @module */

/** @type {Readonly<Record<number, string>>} By the exit codes of docs/harness.md. */
export const VERDICTS = {
  0: "conforms",
  1: "does-not-conform",
  2: "misconfigured",
  3: "unreachable",
  4: "inconclusive",
  5: "harness-at-fault",
  130: "incomplete",
};

const COUNTED = ["held", "broken", "inconclusive", "untested", "blocked"];

/**
 * @param {number} code The exit code.
 * @param {string | null} json The report, as docs/report.schema.json says; null where nothing was judged.
 * @returns {Readonly<Record<string, string>>}
 * @throws {SyntaxError} If the report is none.
 */
export function outputsOf(code, json) {
  const outputs = { "exit-code": String(code), verdict: VERDICTS[code] ?? "harness-at-fault" };
  if (json === null) return outputs;

  /** @type {{ readonly findings: readonly { readonly verdict: string }[] }} */
  const { findings } = JSON.parse(json);
  const counts = COUNTED.map((verdict) => {
    const found = findings.filter((finding) => finding.verdict === verdict);
    return [verdict, String(found.length)];
  });
  return { ...outputs, ...Object.fromEntries(counts) };
}
