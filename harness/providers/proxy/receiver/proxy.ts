/** The correct receiver of Proxy's webhooks, which its mutants are made from. @module */

import { routeBeside } from "../../../mutants/edge.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import { BASE } from "../../../mutants/receiver.ts";
import type { ObjectKind } from "../../../mutants/records.ts";
import { PROXY_NAMES } from "./names.ts";
import type { ProxyParts } from "./parts.ts";
import { state } from "./state.ts";

const KINDS: ReadonlyMap<string, ObjectKind> = new Map([
  ["proxy_session.paid", "session"],
  ["proxy_session.provisionable", "session"],
  ["proxy_session.cancelled", "session"],
  ["proxy_session.failed", "session"],
  ["proxy_session.expired", "session"],
  ["subscription.renewed", "subscription"],
  ["subscription.payment_failed", "subscription"],
  ["subscription.cancel_scheduled", "subscription"],
  ["subscription.cancelled", "subscription"],
]);

export const PROXY_RECEIVER: ProxyParts = {
  ...BASE,
  ...state,

  names: PROXY_NAMES,
  route: routeBeside(PROXY_NAMES.webhookPath),
  kindOf: (type) => KINDS.get(type) ?? null,

  // Proxy sends none that are not signed, and an endpoint of its own to every merchant.
  agreesWithHeaders: () => true,
  isForUs: () => true,

  snapshotOf: (data, { kind }, context) =>
    context.parts.stateOf(fieldsOf(data)?.["object"], kind, context),
};
