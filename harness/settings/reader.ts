/** Reads what settings name out of the environment, and collects what is wrong instead of stopping. @module */

import { randomBytes } from "node:crypto";
import type { Scheme } from "../courier/scheme.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type Reader = {
  /** Each with its remedy, and none with a secret's value. */
  readonly problems: readonly string[];
  readonly complain: (problem: string) => void;
  /** Whether we start the target: then its settings may be made up. */
  readonly isManaged: boolean;
  readonly oneOf: <const T extends string>(
    value: string,
    allowed: readonly [T, ...T[]],
    flag: string,
  ) => T;
  /** Complains of what is no URL, or one of another machine; a target that we start has paths. */
  readonly checkUrl: (value: string, flag: string) => void;
  /** A variable's value, empty where it is not set. */
  readonly variable: (name: string) => string;
  /** A token or an id from the environment. That of a target that we start may be made up. */
  readonly required: (variable: string, flag: string) => string;
  /** Signing secrets from the environment. Those of a target that we start may be made up. */
  readonly secrets: (
    variable: string,
    scheme: Scheme,
    flag: string,
  ) => readonly [string, ...string[]];
};

export function createReader(
  { isManaged, allowRemote }: { readonly isManaged: boolean; readonly allowRemote: boolean },
  env: Environment,
): Reader {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const variable = (name: string): string => (env[name] ?? "").trim();

  return {
    problems,
    complain,
    isManaged,
    variable,

    oneOf: (value, allowed, flag) => {
      const found = allowed.find((option) => option === value);
      if (found === undefined) complain(`${flag} ${value}: expected ${allowed.join(" or ")}`);
      return found ?? allowed[0];
    },

    checkUrl: (value, flag) => {
      if (isManaged && value.startsWith("/")) return;
      const problem = problemOfUrl(value, allowRemote);
      if (problem !== null) complain(`${flag} ${problem}`);
    },

    required: (name, flag) => {
      const value = variable(name);
      if (value === "" && !isManaged) {
        complain(`${name} is not set: export it, or name another ${flag}`);
      }
      return value === "" ? randomBytes(24).toString("base64url") : value;
    },

    secrets: (name, scheme, flag) => {
      const [first, ...others] = secretsIn(variable(name));
      if (first === undefined) {
        if (!isManaged) complain(`${name} is not set: ${EXPORT_SECRET}, or name another ${flag}`);
        // Two, so that a rotation can be tested.
        return [newSecret(), newSecret()];
      }
      for (const secret of [first, ...others]) {
        const fault = scheme.faultOf(secret);
        if (fault !== null) complain(`${name}: ${fault}`);
      }
      return [first, ...others];
    },
  };
}

const EXPORT_SECRET = "export the endpoint's signing secret";

function problemOfUrl(value: string, allowRemote: boolean): string | null {
  if (value === "") return "is missing: the URL of the webhook route, or --start with a command";
  const parsed = URL.parse(value);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    return "is not a URL: expected http://host:port/path";
  }
  if (isLoopback(parsed.hostname) || allowRemote) return null;
  return `names ${parsed.hostname}, which is not this machine: add --allow-remote if it is yours and a test deployment`;
}

/** Several, separated by commas, while one is being rotated out. */
function secretsIn(text: string): readonly string[] {
  return text
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
