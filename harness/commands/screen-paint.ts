/** Colours for what a person reads: on a terminal, and into a pipe only where that is asked for. @module */

import process from "node:process";
import pc from "picocolors";
import { type Paint, plain } from "../reporters/text.ts";

/** picocolors by itself colours a pipe as well, where `CI` is set. It honours NO_COLOR. */
const isColoured =
  pc.isColorSupported && (process.stdout.isTTY === true || Boolean(process.env["FORCE_COLOR"]));

export const screenPaint: Paint = isColoured ? (colour, text) => pc[colour](text) : plain;
