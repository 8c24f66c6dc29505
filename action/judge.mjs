/**
 * Runs the harness for action.yml, and ends with its exit code once reports, summary and outputs are written.
 *
 * Plain JavaScript, for whatever Node a job has. Nothing that is typed in a workflow becomes part of a line
 * that a shell reads.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { InputError, parseInputs } from "./inputs.mjs";
import { outputsOf } from "./outputs.mjs";

/** The harness's own. */
const NODE_MIN = 22;

const FILES = { json: "report.json", junit: "junit.xml", sarif: "report.sarif" };

/** The harness's exit code where it was stopped. */
const STOPPED = 130;

const {
  ACTION_INPUTS = "{}",
  GITHUB_OUTPUT = "",
  GITHUB_STEP_SUMMARY = "",
  ...environment
} = process.env;

try {
  process.exitCode = await judge();
} catch (error) {
  const isExpected = error instanceof InputError;
  console.error(isExpected ? error.message : error);
  // Node's own for what is thrown is 1, which is a verdict.
  process.exitCode = tell(isExpected ? 2 : 5, null);
}

/** @returns {Promise<number>} The exit code. */
async function judge() {
  const { version, reports, sarif, args, variables } = parseInputs(JSON.parse(ACTION_INPUTS));
  if (Number.parseInt(process.versions.node, 10) < NODE_MIN) {
    throw new InputError(
      `Node ${process.versions.node} is too old: let actions/setup-node come before, with ${NODE_MIN} or newer`,
    );
  }
  const folder = emptied(resolve(reports));
  const harness = `proxy-checkout-conformance@${version}`;

  // By itself, since npx ends with 1 where it gets no package: that must not be read as a verdict.
  const fetched = await npx([harness, "--version"]);
  if (fetched === STOPPED) return tell(fetched, null);
  if (fetched !== 0) {
    console.error(`Cannot get ${harness}: npm says above what it tried, and what came of it`);
    return tell(3, null);
  }

  const asked = Object.entries(FILES).filter(([format]) => format !== "sarif" || sarif);
  const written = asked.map(([format, name]) => `${format}=${folder}/${name}`);
  const requests = ["text", "github", ...written].flatMap((report) => ["--report", report]);

  // A report quotes what the receiver wrote: between these two lines GitHub takes none of it for a command.
  const token = randomUUID();
  console.log(`::stop-commands::${token}`);
  const code = await npx([harness, "run", ...args, ...requests], {
    ...variables,
    GITHUB_STEP_SUMMARY,
  });
  console.log(`::${token}::`);
  return tell(code, folder);
}

/**
 * Nothing of an earlier run may be taken for this one's, also where the harness doesn't start.
 *
 * @param {string} folder
 * @throws {InputError} If it can't be had.
 */
function emptied(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of Object.values(FILES)) rmSync(`${folder}/${name}`, { force: true });
  } catch (error) {
    throw new InputError(`reports: ${error instanceof Error ? error.message : error}`);
  }
  return folder;
}

/**
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} variables
 * @returns {Promise<number>} Its exit code.
 * @throws {InputError} If there is no npx.
 */
async function npx(args, variables = {}) {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  let child;
  // A job that is cancelled has a few seconds: enough for the report of what was found until then. To all
  // of them, as a terminal does it: between npm and the harness is a shell that hands no signal on.
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    if (child?.pid !== undefined) process.kill(-child.pid, signal);
  };
  // Before there is a child: it may be heard of at once.
  process.on("SIGINT", pass).on("SIGTERM", pass);
  child = spawn("npx", ["--yes", ...args], {
    env: { ...environment, ...variables },
    stdio: "inherit",
    detached: true,
  });
  try {
    const [code, signal] = await once(child, "close");
    // npm may end by the signal itself, and tell no exit code.
    return code ?? (signal === "SIGINT" || signal === "SIGTERM" ? STOPPED : 5);
  } catch (error) {
    throw new InputError(`Cannot start npx: ${error instanceof Error ? error.message : error}`);
  } finally {
    process.off("SIGINT", pass).off("SIGTERM", pass);
  }
}

/**
 * Tells the job's next steps how it ended, and its page where the harness could not.
 *
 * @param {number} code
 * @param {string | null} folder Of the reports; null where there can be none.
 */
function tell(code, folder) {
  const reports = Object.entries(FILES)
    .map(([format, name]) => ({ format, file: `${folder}/${name}` }))
    .filter(({ file }) => folder !== null && existsSync(file) && statSync(file).size > 0);
  const json = reports.find(({ format }) => format === "json");
  const outputs = outputsOf(code, json === undefined ? null : readFileSync(json.file, "utf8"));
  const files = reports.map(({ format, file }) => [`report-${format}`, file]);
  const lines = [...Object.entries(outputs), ...files].map(([name, value]) => `${name}=${value}\n`);
  appendFileSync(GITHUB_OUTPUT, lines.join(""));
  if (json === undefined) {
    const { verdict } = outputs;
    const why = `Nothing was judged: exit code ${code}, ${verdict}. The log of the step says why.`;
    appendFileSync(GITHUB_STEP_SUMMARY, `## Conformance\n\n${why}\n`);
  }
  return code;
}
