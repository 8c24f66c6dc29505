/** Reads typed settings from text, and collects what is wrong with them instead of stopping. @module */

import { createSecretReader, type SecretReader } from "./secrets.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type EnvironmentReader = SecretReader & {
  /** What was wrong so far, each with its remedy and none with a value. */
  readonly problems: readonly string[];
  /** What is odd, but no reason not to start. */
  readonly warnings: readonly string[];
  readonly optional: (name: string) => string | null;
  readonly integer: (name: string, range: IntegerRange) => number;
  readonly oneOf: <T extends string>(name: string, values: readonly T[], fallback: T) => T;
  /** What the files of secrets said, by the secret's variable. */
  readonly secretFiles: ReadonlyMap<string, string>;
  /** @returns Those of `names` that are set, for what must not be. */
  readonly amongSet: (names: readonly string[]) => readonly string[];
  readonly refuse: (name: string, reason: string) => void;
  readonly warn: (name: string, reason: string) => void;
};

type IntegerRange = { readonly min: number; readonly max: number; readonly fallback: number };

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const problems: string[] = [];
  const warnings: string[] = [];
  const secretFiles = new Map<string, string>();
  /** What is wrong with what a file says is to be mended there. */
  const say = (lines: string[], name: string, reason: string): void => {
    lines.push(`${secretFiles.has(name) ? `${name}_FILE` : name}: ${reason}`);
  };
  const refuse = (name: string, reason: string): void => say(problems, name, reason);
  const warn = (name: string, reason: string): void => say(warnings, name, reason);

  /** A blank variable counts as unset: that is how a file of variables says "none". */
  const optional = (name: string): string | null => {
    const value = (env[name] ?? "").trim();
    return value === "" ? null : value;
  };

  return {
    ...createSecretReader({ optional, refuse, warn, files: secretFiles }),
    problems,
    warnings,
    secretFiles,
    optional,
    refuse,
    warn,

    amongSet: (names) => names.filter((name) => Object.hasOwn(env, name) && optional(name)),

    integer: (name, { min, max, fallback }) => {
      const value = optional(name) ?? String(fallback);
      // Digits only: `Number` by itself would take 1e3 and 0x10.
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) {
        refuse(name, `expected a whole number from ${min} to ${max}`);
      }
      return number;
    },

    oneOf: (name, values, fallback) => {
      const value = optional(name) ?? fallback;
      const known = values.find((candidate) => candidate === value);
      if (known === undefined) refuse(name, `expected ${values.join(" or ")}`);
      return known ?? fallback;
    },
  };
}
