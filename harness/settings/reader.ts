/** Reads values out of settings and environment, and collects what is wrong instead of stopping. @module */

import { randomBytes } from "node:crypto";
import type { RunFlags } from "../conformance/settings.ts";
import { explainSecret, type Scheme } from "../courier/sign.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type OptionReader = {
  /** Each with its remedy, and none with a secret's value. */
  readonly problems: readonly string[];
  readonly complain: (problem: string) => void;
  readonly oneOf: <const T extends string>(
    value: string,
    allowed: readonly [T, ...T[]],
    flag: string,
  ) => T;
  readonly whole: (text: string, flag: string, min: number) => number;
  /** Complains of what is no URL, or one of another machine; a target that we start has paths. */
  readonly checkUrl: (value: string, flag: string) => void;
  /** A token or an id from the environment. That of a target that we start may be made up. */
  readonly required: (variable: string, flag: string) => string;
  /** Signing secrets from the environment. Those of a target that we start may be made up. */
  readonly secrets: (
    variable: string,
    scheme: Scheme,
    flag: string,
  ) => readonly [string, ...string[]];
};

export function createOptionReader(flags: RunFlags, env: Environment): OptionReader {
  const managed = flags.start !== undefined;
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };

  return {
    problems,
    complain,

    oneOf: (value, allowed, flag) => {
      const found = allowed.find((option) => option === value);
      if (found === undefined) complain(`${flag} ${value}: expected ${allowed.join(" or ")}`);
      return found ?? allowed[0];
    },

    whole: (text, flag, min) => {
      const value = Number(text);
      if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
      complain(`${flag} ${text}: expected a whole number, at least ${min}`);
      return min;
    },

    checkUrl: (value, flag) => {
      if (value === "") {
        complain(`${flag} is missing: the URL of the webhook route, or --start with a command`);
        return;
      }
      if (managed && value.startsWith("/")) return;
      const parsed = URL.parse(value);
      if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
        complain(`${flag} is not a URL: expected http://host:port/path`);
        return;
      }
      if (!isLoopback(parsed.hostname) && flags.allowRemote !== true) {
        complain(
          `${flag} names ${parsed.hostname}, which is not this machine: add --allow-remote if it is yours and a test deployment`,
        );
      }
    },

    required: (variable, flag) => {
      const value = (env[variable] ?? "").trim();
      if (value === "" && !managed) {
        complain(`${variable} is not set: export it, or name another ${flag}`);
      }
      return value === "" ? randomBytes(24).toString("base64url") : value;
    },

    secrets: (variable, scheme, flag) => {
      const given = (env[variable] ?? "")
        .split(",")
        .map((secret) => secret.trim())
        .filter((secret) => secret !== "");
      for (const secret of given) {
        const problem = explainSecret(scheme, secret);
        if (problem !== null) complain(`${variable}: ${problem}`);
      }
      const [first, ...others] = given;
      if (first !== undefined) return [first, ...others];
      if (!managed) {
        complain(
          `${variable} is not set: export the endpoint's signing secret, or name another ${flag}`,
        );
      }
      // Two, so that a rotation can be tested.
      return [newSecret(), newSecret()];
    },
  };
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
