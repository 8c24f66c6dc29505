/** Flags and environment of the simulator that runs by itself. @module */

import { explainSecret, type Scheme } from "../courier/sign.ts";
import { UsageError } from "../usage-error.ts";

export type SimulatorFlags = {
  readonly port: string;
  readonly host: string;
  readonly endpoint: string;
  readonly scheme: string;
  readonly secretEnv: string;
  readonly apiKeyEnv: string;
};

export type SimulatorOptions = {
  readonly port: number;
  readonly host: string;
  readonly endpoint: URL;
  readonly scheme: Scheme;
  readonly secret: string;
  readonly apiKey: string;
};

/** @throws {UsageError} Listing every problem, never a secret's value. */
export function parseSimulatorOptions(
  flags: SimulatorFlags,
  env: Readonly<Record<string, string | undefined>>,
): SimulatorOptions {
  const problems: string[] = [];
  const port = Number(flags.port);
  if (!/^\d+$/.test(flags.port) || port > 65_535) problems.push("--port is not a port number");
  const endpoint = URL.parse(flags.endpoint);
  if (endpoint === null || !/^https?:$/.test(endpoint.protocol)) {
    problems.push("--endpoint is not a URL: expected http://host:port/path");
  }
  const scheme: Scheme = flags.scheme === "standard-webhooks" ? "standard-webhooks" : "t-v1";
  if (flags.scheme !== scheme) {
    problems.push(`--scheme ${flags.scheme}: expected t-v1 or standard-webhooks`);
  }
  const secret = (env[flags.secretEnv] ?? "").split(",")[0]?.trim() ?? "";
  const weakness = explainSecret(scheme, secret);
  if (weakness !== null) problems.push(`${flags.secretEnv}: ${weakness}`);
  const apiKey = env[flags.apiKeyEnv] ?? "";
  if (apiKey === "") problems.push(`${flags.apiKeyEnv} is not set: export the key of the API`);

  if (problems.length > 0 || endpoint === null) throw new UsageError(problems);
  return { port, host: flags.host, endpoint, scheme, secret, apiKey };
}
