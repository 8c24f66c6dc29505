/** Flags and environment of the simulator that runs by itself. @module */

import { explainSecret, type Scheme } from "../courier/sign.ts";
import type { Registry } from "../providers/gwop/registration.ts";
import { UsageError } from "../settings/usage-error.ts";

export type SimulatorFlags = {
  readonly port: string;
  readonly host: string;
  readonly endpoint: string;
  readonly scheme: string;
  readonly secretEnv: string;
  readonly apiKeyEnv: string;
  readonly gwopEndpoint?: string;
  readonly gwopSecretEnv: string;
  readonly gwopMerchantEnv: string;
  readonly gwopInvoices?: string;
  readonly operatorTokenEnv: string;
};

export type SimulatorOptions = {
  readonly port: number;
  readonly host: string;
  readonly endpoint: URL;
  readonly scheme: Scheme;
  readonly secret: string;
  readonly apiKey: string;
  /** Null where it is not to play Gwop as well. */
  readonly gwop: GwopPart | null;
};

export type GwopPart = {
  readonly endpoint: URL;
  readonly secret: string;
  readonly merchantId: string;
  /** Where invoices are registered, as their app does; null where that is left to others. */
  readonly registry: Registry | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {UsageError} Listing every problem, never a secret's value. */
export function parseSimulatorOptions(flags: SimulatorFlags, env: Environment): SimulatorOptions {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const port = Number(flags.port);
  if (!/^\d+$/.test(flags.port) || port > 65_535) problems.push("--port is not a port number");
  const endpoint = parseEndpoint(flags.endpoint, "--endpoint", complain);
  const scheme: Scheme = flags.scheme === "standard-webhooks" ? "standard-webhooks" : "t-v1";
  if (flags.scheme !== scheme) {
    problems.push(`--scheme ${flags.scheme}: expected t-v1 or standard-webhooks`);
  }
  const secret = readSecret(env, flags.secretEnv, scheme, complain);
  const apiKey = env[flags.apiKeyEnv] ?? "";
  if (apiKey === "") problems.push(`${flags.apiKeyEnv} is not set: export the key of the API`);

  const gwop =
    flags.gwopEndpoint === undefined ? null : parseGwop(flags.gwopEndpoint, flags, env, complain);

  if (problems.length > 0 || endpoint === null) throw new UsageError(problems);
  return { port, host: flags.host, endpoint, scheme, secret, apiKey, gwop };
}

function parseGwop(
  url: string,
  { gwopSecretEnv, gwopMerchantEnv, gwopInvoices, operatorTokenEnv }: SimulatorFlags,
  env: Environment,
  complain: (problem: string) => void,
): GwopPart | null {
  const endpoint = parseEndpoint(url, "--gwop-endpoint", complain);
  const secret = readSecret(env, gwopSecretEnv, "gwop", complain);
  const merchantId = env[gwopMerchantEnv] ?? "";
  if (merchantId === "") complain(`${gwopMerchantEnv} is not set: export the merchant's id`);
  const invoices =
    gwopInvoices === undefined ? null : parseEndpoint(gwopInvoices, "--gwop-invoices", complain);
  const token = env[operatorTokenEnv] ?? "";
  if (invoices !== null && token === "") {
    complain(`${operatorTokenEnv} is not set: export the token by which invoices are registered`);
  }
  const registry = invoices === null ? null : { url: invoices, token };
  return endpoint === null ? null : { endpoint, secret, merchantId, registry };
}

function parseEndpoint(
  value: string,
  flag: string,
  complain: (problem: string) => void,
): URL | null {
  const endpoint = URL.parse(value);
  if (endpoint !== null && /^https?:$/.test(endpoint.protocol)) return endpoint;
  complain(`${flag} is not a URL: expected http://host:port/path`);
  return null;
}

/** The first of several signs. */
function readSecret(
  env: Environment,
  variable: string,
  scheme: Scheme,
  complain: (problem: string) => void,
): string {
  const secret = (env[variable] ?? "").split(",")[0]?.trim() ?? "";
  const weakness = explainSecret(scheme, secret);
  if (weakness !== null) complain(`${variable}: ${weakness}`);
  return secret;
}
