/** Where the simulator runs that a command asks. @module */

import { text } from "../settings/setting.ts";

export const SIMULATOR = text("origin", "the simulator that runs");

/** Where `harness simulator` and `scripts/dev` start one. */
export const SIMULATOR_ORIGIN = "http://127.0.0.1:3100";

/** @returns Without a path; empty where it was none, of which it complains. */
export function originOf(given: string, complain: (problem: string) => void): string {
  const url = URL.parse(given);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/") return url.origin;
  complain(`--simulator ${given}: expected its origin, such as ${SIMULATOR_ORIGIN}`);
  return "";
}
