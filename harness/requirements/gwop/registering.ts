/** Registering an invoice as a check wants it, where the app's own way is not what it is about. @module */

import { putInvoice, type Registration, type Registry, registrationOf } from "../../registry.ts";
import { Broken, Untested } from "../../requirement.ts";
import type { Trial } from "../../trial.ts";

/** @returns What the app would send of an invoice that Gwop knows. */
export function registrationFor(trial: Trial, id: string): Registration {
  const invoice = trial.stage.world().invoices.get(id)?.at(-1);
  if (invoice === undefined) throw new Error(`Bug: there is no invoice ${id}`);
  return registrationOf(invoice);
}

/** @throws {Untested} Where there is no route for invoices. */
export function registryOf({ target }: Trial): Registry {
  const registry = target.gwop?.registry;
  if (registry == null) throw new Untested("the target offers no route for invoices");
  return registry;
}

/** Registers once, whatever is answered. */
export function registerOnce(trial: Trial, id: string, registration: unknown): Promise<number> {
  return putInvoice(registryOf(trial), id, registration);
}

/** @throws {Broken} Unless the status is one of those allowed. */
export function expectAnswer(status: number, allowed: readonly number[], what: string): void {
  if (!allowed.includes(status)) {
    throw new Broken(`${what}: expected ${allowed.join(" or ")}, got ${status}`);
  }
}
