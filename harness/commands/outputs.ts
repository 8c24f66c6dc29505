/**
 * Writes the reports of a run, each to its place.
 *
 * Files are opened, and emptied, before anything is checked: one that can't be written is wrong
 * usage then and a lost run later, and a report of an earlier run must not outlive a failed start.
 *
 * @module
 */

import { closeSync, openSync, writeFileSync } from "node:fs";
import type { ReportRequest } from "../conformance/report-requests.ts";
import { REPORTERS } from "../reporters/formats.ts";
import { endLine, findingLine, foundationLine, startLine } from "../reporters/ndjson.ts";
import { plain, type View } from "../reporters/text.ts";
import type { Finding, Foundation, Header, Report } from "../run/report.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { UsageError } from "../settings/usage-error.ts";

export type Outputs = {
  readonly start: (header: Header) => void;
  readonly stand: (foundation: Foundation) => void;
  readonly find: (finding: Finding) => void;
  readonly end: (report: Report) => void;
  readonly close: () => void;
};

/** Where a report goes that names no file. */
export type Screen = {
  readonly write: (text: string) => void;
  readonly view: View;
};

/** @throws {UsageError} Naming every file that can't be written. */
export function openOutputs(requests: readonly ReportRequest[], screen: Screen): Outputs {
  const places = openAll(requests, screen);
  const streams = places.filter(({ format }) => format === "ndjson");
  const write = (text: string): void => {
    for (const stream of streams) stream.write(text);
  };
  return {
    start: (header) => write(startLine(header)),
    stand: (foundation) => write(foundationLine(foundation)),
    find: (finding) => write(findingLine(finding)),
    end: (report) => {
      write(endLine(report));
      for (const place of places) {
        if (place.format !== "ndjson") place.write(REPORTERS[place.format](report, place.view));
      }
    },
    close: () => {
      for (const place of places) place.close();
    },
  };
}

type Place = Screen & Pick<ReportRequest, "format"> & { readonly close: () => void };

function openAll(requests: readonly ReportRequest[], screen: Screen): readonly Place[] {
  const problems: string[] = [];
  const places = requests.flatMap(({ format, file, append }): readonly Place[] => {
    if (file === null) return [{ ...screen, format, close: () => {} }];
    try {
      const descriptor = openSync(file, append ? "a" : "w");
      const write = (text: string): void => writeFileSync(descriptor, text);
      return [
        {
          format,
          write,
          view: { ...screen.view, paint: plain },
          close: () => closeSync(descriptor),
        },
      ];
    } catch (error) {
      problems.push(`--report ${format}=${file}: ${explainFileTrouble(error, "write")}`);
      return [];
    }
  });
  if (problems.length === 0) return places;
  for (const place of places) place.close();
  throw new UsageError(problems);
}
