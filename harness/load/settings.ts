/** What `harness bench` is told beyond where the receiver is: flags alone, since they are no part of a run. @module */

import { toggle, whole } from "../settings/setting.ts";

export const LOAD_SETTINGS = {
  seconds: whole("number", "how long each rate is held", 1).default(5),
  connections: whole("number", "how many are open at most, and kept", 1).default(64),
  p99: whole("ms", "a rate holds where 99 % are acknowledged within this time", 1).default(500),
  refusals: whole(
    "percent",
    "a rate holds where no more than these are refused or unanswered",
    0,
  ).default(1),
  rateFrom: whole("number", "deliveries a second, with which the search begins", 1).default(50),
  rateMax: whole("number", "no more than these are offered a second", 1).default(10_000),
  json: toggle("print the report as JSON").optional(),
};
