/** What `harness trigger` and `harness listen` are told: flags alone, since they are no part of a run. @module */

import { text, toggle, whole } from "../../settings/setting.ts";

/** Where `harness simulator` and `scripts/dev` start one, and receivers read the state. */
const PORT = 3100;

export const SIMULATOR_ORIGIN = `http://127.0.0.1:${PORT}`;

const simulator = text("origin", "the simulator that runs").default(SIMULATOR_ORIGIN);
const json = toggle("print a JSON object a delivery, each in a line").optional();

export const LISTEN_SETTINGS = { simulator, json };

export const TRIGGER_SETTINGS = {
  to: text("url", "be the sender, and deliver to this webhook route, or to an origin").optional(),
  port: whole("port", "with --to: where the receiver reads the state", 1).default(PORT),
  simulator,
  repeat: whole("number", "how often each event is delivered", 1).default(1),
  shuffle: toggle("deliver in an order that is drawn, once all has happened").optional(),
  seed: whole("number", "of that order; a fresh one by default", 0).optional(),
  attempts: whole("number", "how often a delivery is tried until it is acknowledged", 1).default(3),
  buyer: text("reference", "who buys").default("user_42"),
  quantity: whole("number", "of what is bought once, or by an invoice", 1).default(1),
  json,
};

/** @returns Without a path; empty where it was none, of which it complains. */
export function originOf(given: string, complain: (problem: string) => void): string {
  const url = URL.parse(given);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/") return url.origin;
  complain(`--simulator ${given}: expected its origin, such as ${SIMULATOR_ORIGIN}`);
  return "";
}
