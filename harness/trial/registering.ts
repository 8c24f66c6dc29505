/** How a trial registers invoices, as the app does. @module */

import { describe, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import { registrationOf, registrationRequest } from "../providers/gwop/registration.ts";
import { type Command, presentInvoice, type World } from "../simulator/world.ts";
import type { Target } from "../target/target.ts";
import type { Transport } from "../target/transport.ts";
import { Broken, Untested } from "../target/verdict.ts";
import { assertReached } from "./expect.ts";
import { attemptOf, untilAcknowledged } from "./until-acknowledged.ts";

export type Registering = {
  /**
   * Sends a registration once.
   *
   * @param authorization The header's value; `null` sends none. By default the operator's own token.
   * @returns The status of the answer.
   * @throws {Broken} If there is none.
   */
  readonly putInvoice: (
    id: string,
    registration: unknown,
    authorization?: string | null,
  ) => Promise<number>;
  /** Registers an invoice with the target, as the app does, until that is acknowledged. */
  readonly register: (invoice: string) => Promise<void>;
};

/** By what it is sent. */
type Means = {
  readonly target: Pick<Target, "gwop">;
  readonly transport: Pick<Transport, "send">;
  readonly signal: AbortSignal;
};

/** What the app does, it does in the world as well. */
type Play = { readonly world: () => World; readonly act: (command: Command) => unknown };

export function registering(
  { target, transport, signal }: Means,
  { world, act }: Play,
): Registering {
  const send = (id: string, registration: unknown, authorization?: string | null) => {
    signal.throwIfAborted();
    const registry = target.gwop?.registry;
    if (registry == null) throw new Untested("the target offers no route for invoices");
    return transport.send(registrationRequest(registry, id, registration, authorization));
  };

  return {
    putInvoice: async (id, registration, authorization) => {
      const outcome: WireOutcome = await send(id, registration, authorization);
      assertReached(outcome);
      const status = statusOf(outcome);
      if (status === null) throw new Broken(`a registration: got ${describe(outcome)}`);
      return status;
    },
    register: async (id) => {
      const registration = registrationOf(presentInvoice(world(), id));
      act({ do: "register", invoice: id });
      await untilAcknowledged("a registration", async () =>
        attemptOf(await send(id, registration)),
      );
    },
  };
}
