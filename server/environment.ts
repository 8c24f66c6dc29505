/** Reads typed settings from text, and collects what is wrong with them instead of stopping. @module */

import { isToken, TOKEN_REMEDY } from "./bearer-token.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type EnvironmentReader = {
  /** What was wrong so far, each with its remedy and none with a value. */
  readonly problems: readonly string[];
  /** What is odd, but no reason not to start. */
  readonly warnings: readonly string[];
  readonly optional: (name: string) => string | null;
  /** @returns The empty string, and a problem, where it isn't set. */
  readonly required: (name: string, remedy: string) => string;
  readonly integer: (name: string, range: IntegerRange) => number;
  readonly oneOf: <T extends string>(name: string, values: readonly T[], fallback: T) => T;
  /**
   * A bearer token. One that equals another is worth a warning: whoever was given it has both.
   *
   * @param may What its bearer may do, a verb; `null` while nothing asks for it: then it is held to
   * the rule for tokens, and compared with none.
   */
  readonly token: (name: string, may: string | null) => string | null;
  readonly refuse: (name: string, reason: string) => void;
  readonly warn: (name: string, reason: string) => void;
};

type IntegerRange = { readonly min: number; readonly max: number; readonly fallback: number };

export function createEnvironmentReader(env: Environment): EnvironmentReader {
  const problems: string[] = [];
  const warnings: string[] = [];
  const tokens = new Map<string, { readonly name: string; readonly may: string }>();
  const refuse = (name: string, reason: string): void => {
    problems.push(`${name}: ${reason}`);
  };
  const warn = (name: string, reason: string): void => {
    warnings.push(`${name}: ${reason}`);
  };

  /** A blank variable counts as unset: that is how a file of variables says "none". */
  const optional = (name: string): string | null => {
    const value = (env[name] ?? "").trim();
    return value === "" ? null : value;
  };

  return {
    problems,
    warnings,
    optional,
    refuse,
    warn,

    required: (name, remedy) => {
      const value = optional(name);
      if (value === null) refuse(name, `not set: ${remedy}`);
      return value ?? "";
    },

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

    token: (name, may) => {
      const token = optional(name);
      if (token === null) return null;
      if (!isToken(token)) refuse(name, TOKEN_REMEDY);
      if (may === null) return token;

      const same = tokens.get(token);
      if (same === undefined) tokens.set(token, { name, may });
      else warn(name, `the same as ${same.name}, so that whoever ${same.may}s may ${may} too`);
      return token;
    },
  };
}
