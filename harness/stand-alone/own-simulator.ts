/** A simulator for as long as one story lasts. @module */

import type { Provider, StandAloneFlags } from "../providers/provider.ts";
import { UsageError } from "../settings/usage-error.ts";
import { PortTaken } from "../simulator/serve.ts";
import { type Environment, readerOf, type SimulatorOptions } from "./options.ts";
import { openSimulator } from "./stand-alone.ts";

/** Where a receiver reads the state is on the same machine: nobody else needs to get there. */
const HOST = "127.0.0.1";

export type Own = {
  readonly provider: Provider;
  /** The webhook route; or an origin alone, for the paths of the target contract. */
  readonly to: string;
  readonly port: number;
};

/** @returns Null where it complained: of all that is missing or wrong, and never with a secret's value. */
export function ownOptions(
  { provider, to, port }: Own,
  flags: StandAloneFlags,
  { env, complain }: { readonly env: Environment; readonly complain: (problem: string) => void },
): SimulatorOptions | null {
  const read = readerOf(env, complain);
  const url = read.url(to, "--to");
  if (url === null) return null;
  const isOrigin = url.pathname === "/";
  const webhook = isOrigin ? new URL(provider.receiver.names.webhookPath, url) : url;
  const part = provider.standAlone.read(
    { ...flags, [provider.standAlone.endpointFlag]: webhook.href },
    isOrigin ? url.origin : null,
    read,
  );
  return part === null ? null : { port, host: HOST, allowHosts: [], parts: [{ provider, part }] };
}

/** @throws {UsageError} If somebody listens on its port already. */
export async function withOwnSimulator<T>(
  options: SimulatorOptions,
  signal: AbortSignal,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const ending = AbortSignal.any([signal, over.signal]);
  const api = await openSimulator(options, ending, () => undefined).catch((error) => {
    if (!(error instanceof PortTaken)) throw error;
    throw new UsageError([
      `--port ${options.port} is in use, most likely by a simulator that runs already: leave out --to, and that one delivers to its receiver; or name a free port, from which the receiver reads the state`,
    ]);
  });
  try {
    return await use(api.url);
  } finally {
    over.abort();
    await api.close();
  }
}
