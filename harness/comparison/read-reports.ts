/** Files and folders of JSON reports -> reports with names. @module */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { reportSchema } from "../run/report.ts";
import { explainFileTrouble } from "../settings/file-trouble.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { NamedReport } from "./rows.ts";

export type Given = {
  /** Whether they are the runs of a folder, of one receiver. */
  readonly isTrend: boolean;
  readonly reports: readonly NamedReport[];
  /** Where they are. */
  readonly files: readonly string[];
};

/** Only that which says whether the rest can be understood. */
const versioned = z.object({ version: z.unknown(), header: z.unknown() });

/**
 * @param paths Two reports at least, or one folder with reports in it.
 * @throws {UsageError} Naming each file that can't be read, or is no report of this version.
 */
export function readReports(paths: readonly string[]): Given {
  const problems: string[] = [];
  const folders = paths.filter(isFolder);
  const [folder] = folders;
  if (folder !== undefined && paths.length > 1) {
    problems.push(`${folder} is a folder: expected it alone, or files alone`);
  }
  if (folder === undefined && paths.length < 2) {
    problems.push(`${paths.join()}: expected two reports at least, or a folder of them`);
  }
  const twice = paths.find((path, index) => paths.map(at).indexOf(at(path)) < index);
  if (twice !== undefined) problems.push(`${twice} is given twice`);
  if (problems.length > 0) throw new UsageError(problems);

  const files = folder === undefined ? paths : reportsIn(folder);
  const names = namesOf(files);
  const reports = files.flatMap((file, index): readonly NamedReport[] => {
    const report = readReport(file, (problem) => problems.push(`${file}: ${problem}`));
    return report === null ? [] : [{ name: names[index] ?? file, report }];
  });
  if (problems.length > 0) throw new UsageError(problems);
  return { isTrend: folder !== undefined, reports, files };
}

/** What is not there is said to be no file, when it is read. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function at(path: string): string {
  return resolve(path);
}

function reportsIn(folder: string): readonly string[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted();
  if (files.length === 0) {
    throw new UsageError([
      `${folder} has no file that ends in .json: expected reports, as run --report json=<file> writes them`,
    ]);
  }
  return files.map((file) => join(folder, file));
}

/** By the names of the files; by their paths, where several are called alike. */
function namesOf(files: readonly string[]): readonly string[] {
  const names = files.map((file) => basename(file).replace(/\.json$/, ""));
  return new Set(names).size === names.length ? names : files;
}

function readReport(
  file: string,
  complain: (problem: string) => void,
): NamedReport["report"] | null {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    complain(
      error instanceof SyntaxError
        ? "it is no JSON: expected a report, whole, as run --report json=<file> writes it"
        : explainFileTrouble(error, "read"),
    );
    return null;
  }
  const known = versioned.safeParse(value);
  const { version } = reportSchema.unwrap().shape;
  if (!known.success) {
    complain("it is no report: expected one, as run --report json=<file> writes it");
    return null;
  }
  if (!version.safeParse(known.data.version).success) {
    complain(
      `it is of version ${JSON.stringify(known.data.version)}, expected ${version.value}: another version of the harness wrote it, so run it again`,
    );
    return null;
  }
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  complain(`it is no report of this version: ${issue?.path.join(".")}: ${issue?.message}`);
  return null;
}
