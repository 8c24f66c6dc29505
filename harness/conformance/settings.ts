/** Every setting of a run: what is everybody's, and what each sender has of its own. @module */

import { PROVIDERS } from "../providers/providers.ts";
import { list, oneOrMore, type Settings, text, toggle, whole } from "../settings/setting.ts";

const NAMES = PROVIDERS.map(({ name }) => name);

export const GENERAL = {
  provider: oneOrMore(
    "sender",
    `whose webhooks the receiver takes: ${NAMES.join(", ")} or all; may be repeated`,
  ).default([PROVIDERS[0].name]),
  start: text("command", "start the receiver by this command, and stop it afterwards").optional(),
  ready: text("path", "with --start: answers 200 once it is ready").default("/readyz"),
  probe: text("url", "where entitlements are read (with --start: its path)").optional(),
  probeTokenEnv: text("name", "holds the probe's token").default("PROBE_TOKEN"),
  policy: list("name=value", "past_due=granted, cancelled=until_period_end").default([]),
  bodyLimit: whole("bytes", "the receiver's body limit", 1).default(1_048_576),
  answerWithin: whole("seconds", "how long an answer may take", 1).default(10),
  settle: whole(
    "ms",
    "how long the probe may take to agree with what was acknowledged, where that is applied later",
    0,
  ).default(0),
  only: list("id or area", "check these only, or invariants; may be repeated").default([]),
  seed: whole("number", "of the generated histories; a fresh one by default", 0).optional(),
  path: text("path", "replay one generated case").optional(),
  runs: whole("number", "generated histories for each invariant", 1).default(100),
  timeBudget: whole(
    "seconds",
    "all invariants together stop generating histories after this long",
    1,
  ).default(20),
  timeLimit: whole(
    "seconds",
    "the run stops after this long, beside what --time-budget gives; a soak has none",
    1,
  ).default(600),
  failFast: toggle("stop at the first broken requirement that counts").optional(),
  instances: whole(
    "number",
    "with --start: how many receivers share the work, and the database",
    1,
  ).default(1),
  counterexamples: text(
    "folder",
    "histories that broke an invariant before: played first, and new ones are kept there",
  ).optional(),
  soak: toggle("go on with the invariants, seed after seed, until stopped").optional(),
  exhaustive: toggle("play every schedule of a size, and ask nothing else").optional(),
  events: whole(
    "number",
    "with --exhaustive: events in a story, at most; no more than 4",
    1,
  ).default(3),
  deviations: whole("number", "with --exhaustive: deviations in a schedule, at most", 0).default(2),
  shard: text("n/of", "with --exhaustive: every so many-th schedule only, such as 2/4").default(
    "1/1",
  ),
  from: whole("number", "with --exhaustive: begin with this schedule, to go on", 1).default(1),
  verifyCmd: text(
    "command",
    "prints one number that side effects add up to, such as mails sent: must be one a grant",
  ).optional(),
  verifyCounts: text("measure", "what --verify-cmd counts: grants or units").default("grants"),
  recorded: text("file", "replay what harness record kept, and ask nothing else").optional(),
  report: list(
    "format[=file]",
    "text, html, json, ndjson, junit, tap, sarif, github or badge; may be repeated",
  ).default(["text"]),
  quiet: toggle("in a text report only what is not held, and the verdict").optional(),
  verbose: toggle(
    "in a text report each untested requirement by itself, and how long the others took",
  ).optional(),
  handler: text("path", "the source file that a SARIF report points at").optional(),
  expect: text(
    "file",
    "known deviations, an id and a reason a line; one that no longer breaks fails the run",
  ).optional(),
  requirements: text(
    "version",
    "check a frozen set of requirements; the newest by default",
  ).optional(),
  strict: toggle("a broken SHOULD counts as well").optional(),
  allowRemote: toggle("the receiver is not on this machine, and may be tested").optional(),
  config: text("file", "where settings are read from").default("conformance.json"),
};

const OF_PROVIDERS: Settings = Object.assign({}, ...PROVIDERS.map(({ settings }) => settings));

/** As the pages and `--help` list them. */
export const SETTINGS = { ...OF_PROVIDERS, ...GENERAL };
