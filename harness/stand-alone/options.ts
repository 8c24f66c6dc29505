/** Flags and environment of the simulator that runs by itself. @module */

import type { Scheme } from "../courier/scheme.ts";
import type {
  Provider,
  StandAloneFlags,
  StandAlonePart,
  StandAloneReader,
} from "../providers/provider.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { UsageError } from "../settings/usage-error.ts";

export type PlayedPart = { readonly provider: Provider; readonly part: StandAlonePart };

export type SimulatorOptions = {
  readonly port: number;
  readonly host: string;
  /** By which names it may be called to act, beside those of this machine alone. */
  readonly allowHosts: readonly string[];
  /** The senders that are played. */
  readonly parts: readonly PlayedPart[];
};

/** Without scheme, path or port. */
const HOST_NAME = /^[a-z0-9.-]+$|^\[[0-9a-f:.]+\]$/i;

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} Listing every problem, never a secret's value. */
export function parseSimulatorOptions(
  flags: StandAloneFlags,
  env: Environment,
  allowHosts: readonly string[] = [],
): SimulatorOptions {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const { port = "", host = "" } = flags;
  if (!/^\d+$/.test(port) || Number(port) > 65_535) complain("--port is not a port number");
  for (const name of allowHosts) {
    if (!HOST_NAME.test(name))
      complain(`--allow-host ${name}: expected a name, such as dev.example`);
  }
  const read = readerOf(env, complain);
  const { receiver } = flags;
  const origin = receiver === undefined ? null : read.url(receiver, "--receiver");
  const parts = PROVIDERS.flatMap((provider): readonly PlayedPart[] => {
    const part = provider.standAlone.read(flags, origin?.origin ?? null, read);
    return part === null ? [] : [{ provider, part }];
  });
  if (parts.length === 0 && problems.length === 0) {
    complain("--endpoint is missing: where events are delivered; or --receiver with its origin");
  }
  if (problems.length > 0) throw new UsageError(problems);
  return { port: Number(port), host, allowHosts, parts };
}

/** Reads what a sender is played by, and complains of what it cannot be. */
export function readerOf(env: Environment, complain: (problem: string) => void): StandAloneReader {
  const variable = (name: string): string => env[name] ?? "";
  return {
    complain,
    variable,
    url: (value, flag) => {
      const url = URL.parse(value);
      if (url !== null && /^https?:$/.test(url.protocol)) return url;
      complain(`${flag} is not a URL: expected http://host:port/path`);
      return null;
    },
    secret: (name: string, scheme: Scheme) => {
      const secret = variable(name).split(",")[0]?.trim() ?? "";
      if (secret === "") {
        complain(`${name} is not set: export the endpoint's signing secret`);
        return "";
      }
      const fault = scheme.faultOf(secret);
      if (fault !== null) complain(`${name}: ${fault}`);
      return secret;
    },
  };
}
