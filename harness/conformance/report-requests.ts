/** `--report format[=file]` -> which reports go where. Pure. @module */

import type { Format } from "../reporters/formats.ts";

export type ReportRequest<Of extends string = Format> = {
  readonly format: Of;
  /** Null: standard output. */
  readonly file: string | null;
  /** The summary of a GitHub job is shared with the job's other steps. */
  readonly append: boolean;
};

/**
 * Reads what was asked for. Two reports in one place would spoil each other.
 *
 * @param known.formats Those that there are.
 * @param known.summaryFile Where GitHub Actions collects a job's summary, if this is such a job.
 */
export function parseReports<Of extends string>(
  given: readonly string[],
  {
    formats,
    summaryFile,
  }: { readonly formats: readonly Of[]; readonly summaryFile: string | null },
  complain: (problem: string) => void,
): readonly ReportRequest<Of>[] {
  const requests = given.flatMap((entry): readonly ReportRequest<Of>[] => {
    const [name = "", ...rest] = entry.split("=");
    const format = formats.find((known) => known === name);
    if (format === undefined) {
      complain(`--report ${name}: expected ${formats.join(", ")}`);
      return [];
    }
    if (rest.length > 0 && rest.join("=") === "") complain(`--report ${entry}: expected a file`);
    const summary = format === "github" && rest.length === 0 ? summaryFile : null;
    const file = rest.length > 0 ? rest.join("=") : summary;
    return [{ format, file, append: summary !== null }];
  });
  for (const place of new Set(requests.map(({ file }) => file))) {
    const rivals = requests.filter(({ file }) => file === place).map(({ format }) => format);
    if (rivals.length > 1) {
      complain(`--report ${rivals.join(", ")}: expected one at most in ${place ?? "the output"}`);
    }
  }
  return requests;
}
