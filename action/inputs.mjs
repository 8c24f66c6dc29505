/** The inputs of action.yml -> what is to be run. Pure. @module */

/** What is wrong with the inputs, or with where they are used. */
export class InputError extends Error {
  /** @override */
  name = "InputError";
}

/** About the Action itself. All others are settings of a run, by their names. */
const OWN = ["version", "working-directory", "reports", "sarif"];

/** Settings that may be repeated. */
export const LISTS = ["provider", "policy", "only"];

/** Settings that take no argument. */
export const SWITCHES = ["fail-fast", "exhaustive", "quiet", "verbose", "strict", "allow-remote"];

const SARIF = ["none", "file", "upload"];

/**
 * Settings become arguments, since the replay in a report repeats them. Each stays one word, whatever is
 * in it. Only a switch that is off becomes a variable, to win over conformance.json: no flag says that.
 *
 * @param {Readonly<Record<string, string>>} inputs An empty one was not given.
 * @throws {InputError} If the Action's own, or a switch, is not what it must be.
 */
export function parseInputs(inputs) {
  const { version = "", reports = "", sarif = "" } = inputs;
  for (const [name, value] of Object.entries({ version, reports })) {
    if (!/^[^\p{Cc}]+$/u.test(value))
      throw new InputError(`${name}: expected one line that is not empty`);
  }
  if (!SARIF.includes(sarif)) throw new InputError(`sarif: expected ${SARIF.join(", ")}`);

  const settings = Object.entries(inputs)
    .map(([name, value]) => ({ name, value: value.trim() }))
    .filter(({ name, value }) => !OWN.includes(name) && value !== "");
  return {
    version,
    reports,
    sarif: sarif !== "none",
    args: settings.flatMap(argumentsOf),
    variables: Object.fromEntries(
      settings.filter(isOff).map(({ name }) => [variableOf(name), "false"]),
    ),
  };
}

/**
 * @param {Setting} setting
 * @typedef {{ readonly name: string, readonly value: string }} Setting
 */
function argumentsOf({ name, value }) {
  if (SWITCHES.includes(name)) {
    if (value !== "true" && value !== "false")
      throw new InputError(`${name}: expected true or false`);
    return value === "true" ? [`--${name}`] : [];
  }
  if (!LISTS.includes(name)) return [`--${name}`, value];
  const entries = value.split(/[,\n]/).map((entry) => entry.trim());
  return entries.filter((entry) => entry !== "").flatMap((entry) => [`--${name}`, entry]);
}

/** @param {Setting} setting */
function isOff({ name, value }) {
  return SWITCHES.includes(name) && value === "false";
}

/** @param {string} name */
function variableOf(name) {
  return `CONFORMANCE_${name.replaceAll("-", "_").toUpperCase()}`;
}
