/**
 * Every setting of a run: one table, from which come the flags, the variables and the file's keys.
 *
 * `bodyLimit` is `--body-limit` on the command line, `CONFORMANCE_BODY_LIMIT` in the environment,
 * and `bodyLimit` in conformance.json.
 *
 * @module
 */

export type Setting = {
  /** `switch` takes no argument, `list` may be repeated. A `number` is a whole one. */
  readonly kind: "text" | "number" | "list" | "switch";
  readonly argument?: string;
  readonly help: string;
  /** As typed. Only what is harmless when wrong has one. */
  readonly preset?: string | readonly string[];
};

export const SETTINGS = {
  url: {
    kind: "text",
    argument: "url",
    help: "the receiver's webhook route (with --start: its path)",
  },
  provider: {
    kind: "text",
    argument: "sender",
    help: "whose webhooks the receiver takes: proxy, gwop or both",
    preset: "proxy",
  },
  start: {
    kind: "text",
    argument: "command",
    help: "start the receiver by this command, and stop it afterwards",
  },
  ready: {
    kind: "text",
    argument: "path",
    help: "with --start: answers 200 once it is ready",
    preset: "/readyz",
  },
  scheme: {
    kind: "text",
    argument: "scheme",
    help: "t-v1 or standard-webhooks",
    preset: "t-v1",
  },
  secretEnv: {
    kind: "text",
    argument: "name",
    help: "holds the signing secret",
    preset: "PROXY_WEBHOOK_SIGNING_SECRET",
  },
  probe: {
    kind: "text",
    argument: "url",
    help: "where entitlements are read (with --start: its path)",
  },
  probeTokenEnv: {
    kind: "text",
    argument: "name",
    help: "holds the probe's token",
    preset: "PROBE_TOKEN",
  },
  simulatorPort: {
    kind: "number",
    argument: "port",
    help: "where the receiver reads Proxy's state",
  },
  simulatorHost: {
    kind: "text",
    argument: "host",
    help: "the address that the simulator listens on",
    preset: "127.0.0.1",
  },
  apiKeyEnv: {
    kind: "text",
    argument: "name",
    help: "holds the key of Proxy's API",
    preset: "PROXY_SECRET_KEY",
  },
  gwopUrl: {
    kind: "text",
    argument: "url",
    help: "the receiver's webhook route for Gwop (with --start: its path)",
  },
  gwopSecretEnv: {
    kind: "text",
    argument: "name",
    help: "holds the signing secret of Gwop's endpoint",
    preset: "GWOP_WEBHOOK_SECRET",
  },
  gwopMerchantEnv: {
    kind: "text",
    argument: "name",
    help: "holds Gwop's id of the merchant",
    preset: "GWOP_MERCHANT_ID",
  },
  gwopInvoices: {
    kind: "text",
    argument: "url",
    help: "where the app registers invoices (with --start: its path)",
  },
  operatorTokenEnv: {
    kind: "text",
    argument: "name",
    help: "holds the token by which invoices are registered",
    preset: "OPERATOR_TOKEN",
  },
  policy: {
    kind: "list",
    argument: "name=value",
    help: "past_due=granted, cancelled=until_period_end",
    preset: [],
  },
  bodyLimit: {
    kind: "number",
    argument: "bytes",
    help: "the receiver's body limit",
    preset: "1048576",
  },
  tolerance: {
    kind: "number",
    argument: "seconds",
    help: "the receiver's timestamp tolerance",
    preset: "300",
  },
  answerWithin: {
    kind: "number",
    argument: "seconds",
    help: "how long an answer may take",
    preset: "10",
  },
  only: {
    kind: "list",
    argument: "id or area",
    help: "check these only, or invariants; may be repeated",
    preset: [],
  },
  seed: {
    kind: "number",
    argument: "number",
    help: "of the generated histories; a fresh one by default",
  },
  path: { kind: "text", argument: "path", help: "replay one generated case" },
  runs: {
    kind: "number",
    argument: "number",
    help: "generated histories for each invariant",
    preset: "100",
  },
  timeBudget: {
    kind: "number",
    argument: "seconds",
    help: "all invariants together stop generating histories after this long",
    preset: "20",
  },
  instances: {
    kind: "number",
    argument: "number",
    help: "with --start: how many receivers share the work, and the database",
    preset: "1",
  },
  counterexamples: {
    kind: "text",
    argument: "folder",
    help: "histories that broke an invariant before: played first, and new ones are kept there",
  },
  soak: { kind: "switch", help: "go on with the invariants, seed after seed, until stopped" },
  report: {
    kind: "list",
    argument: "format[=file]",
    help: "text, json, ndjson, junit, tap, sarif or github; may be repeated",
    preset: ["text"],
  },
  handler: {
    kind: "text",
    argument: "path",
    help: "the source file that a SARIF report points at",
  },
  expect: {
    kind: "text",
    argument: "file",
    help: "known deviations, an id and a reason a line; one that no longer breaks fails the run",
  },
  requirements: {
    kind: "text",
    argument: "version",
    help: "check a frozen set of requirements; the newest by default",
  },
  strict: { kind: "switch", help: "a broken SHOULD counts as well" },
  allowRemote: {
    kind: "switch",
    help: "the receiver is not on this machine, and may be tested",
  },
  config: {
    kind: "text",
    argument: "file",
    help: "where settings are read from",
    preset: "conformance.json",
  },
} as const satisfies Readonly<Record<string, Setting>>;

type Settings = typeof SETTINGS;

export type SettingName = keyof Settings;

type ValueOf = { text: string; number: string; list: readonly string[]; switch: boolean };

/** What one source gives. Numbers are still as typed: {@link SETTINGS} says nothing of ranges. */
export type Given = { readonly [Name in SettingName]?: ValueOf[Settings[Name]["kind"]] };

type PresetName = {
  [Name in SettingName]: Settings[Name] extends { readonly preset: unknown } ? Name : never;
}[SettingName];

/** What all sources give together. */
export type RunFlags = Given & Required<Pick<Given, PresetName>>;

export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function variableOf(name: string): string {
  return `CONFORMANCE_${flagOf(name).slice(2).replaceAll("-", "_").toUpperCase()}`;
}

/** The table's entries, for whoever needs them all alike. */
export const SETTING_ENTRIES: readonly (readonly [string, Setting])[] = Object.entries(SETTINGS);

export const SETTING_NAMES: readonly string[] = Object.keys(SETTINGS);
