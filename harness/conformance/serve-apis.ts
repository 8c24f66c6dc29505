/** The APIs that the target reads while it is tested. @module */

import type { Configured } from "../providers/provider.ts";
import { type ServedApi, serveApi } from "../simulator/serve.ts";
import type { Worlds } from "../simulator/stage.ts";
import type { RunOptions } from "./options.ts";

export type ServedApis = {
  /** Null of a sender who has none. */
  readonly urlOf: (configured: Configured) => string | null;
  readonly close: () => Promise<void>;
};

/**
 * Serves those of the senders that have one.
 *
 * @throws {PortTaken} If somebody else listens where one should.
 */
export async function serveApis(
  worlds: Worlds,
  { sides, alsoTold }: Pick<RunOptions, "sides" | "alsoTold">,
): Promise<ServedApis> {
  const served = new Map<Configured, ServedApi>();
  for (const { configured } of [...sides, ...alsoTold]) {
    const { api } = configured;
    if (api !== null) served.set(configured, await serveApi(api.route(worlds), api));
  }
  return {
    urlOf: (configured) => served.get(configured)?.url ?? null,
    close: async () => {
      for (const api of served.values()) await api.close();
    },
  };
}
