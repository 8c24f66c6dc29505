/**
 * Draws the README's picture anew, from a real run: `bun run picture`.
 *
 * The receiver is one of the small ones that the tests judge: it drops what it has no record of yet, as
 * first receivers do.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { drawTerminal } from "./terminal-picture.ts";

const ASKED = ["order/any-order", "order/provisionable-before-paid", "dedupe/same-delivery-twice"];

const COMMAND = [
  'scripts/harness run --start "bun harness/conformance/strangers/receiver.ts"',
  ...ASKED.map((id) => `--only ${id}`),
];

const ENVIRONMENT = {
  FORCE_COLOR: "1",
  CONFORMANCE_SEED: "42",
  CONFORMANCE_RUNS: "20",
  CONFORMANCE_TIME_BUDGET: "4",
};

const { status, stdout, stderr } = spawnSync("sh", ["-c", COMMAND.join(" ")], {
  encoding: "utf8",
  // Not as a script of package.json, whose commands are spelled otherwise.
  env: { ...process.env, ...ENVIRONMENT, npm_package_name: "" },
});
if (status !== 1) throw new Error(`Expected exit code 1, got ${status}: ${stderr}`);

const typed = `$ ${COMMAND.join(" \\\n    ")}`;
const about = "A run of the harness: order/any-order is broken, and the shortest story shows it";
writeFileSync("docs/run.svg", drawTerminal(`${typed}\n\n${stdout.trimEnd()}`, about));
