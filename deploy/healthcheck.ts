/**
 * Asks the receiver beside it whether a restart would help, on whichever runtime it runs.
 *
 * The images' HEALTHCHECK: there is no curl in them, and need be none. Exits 0 where `/healthz` answers
 * 200, else 1 with a line that says what it did instead.
 *
 * @module
 */

import process from "node:process";

/** Below the HEALTHCHECK's own bound, so that this says what was wrong. */
const ANSWER_MS = 8000;

const url = `http://127.0.0.1:${process.env["PORT"] || "3000"}/healthz`;
try {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
  if (status !== 200) throw new Error(`expected 200, but it answered ${status}`);
} catch (error) {
  console.error(`${url}: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
