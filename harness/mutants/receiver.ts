/**
 * The correct receiver: small, in memory, and written for this folder alone.
 *
 * It shares no code with a receiver or an SDK that the harness judges, nor with the courier: it is
 * what every mutant is made from, and the proof that the requirements can be kept.
 *
 * @module
 */

import { answers, json } from "./answers.ts";
import { edge } from "./edge.ts";
import { entitlement } from "./entitlement.ts";
import { envelope } from "./envelope.ts";
import type { Context, Parts } from "./parts.ts";
import type { Answer, Fault, Incoming, Receiver } from "./passing.ts";
import { probe } from "./probe.ts";
import { signature } from "./signature.ts";

/** What each sender's receiver says by itself. */
type Own =
  | "names"
  | "route"
  | "kindOf"
  | "agreesWithHeaders"
  | "isForUs"
  | "snapshotOf"
  | "resolve"
  | "compare";

/** What the receivers of all senders have in common. */
export const BASE: Omit<Parts, Own> = {
  ...edge,
  ...signature,
  ...envelope,
  ...entitlement,
  ...answers,
  ...probe,

  isContinued: (expectation) => expectation.toLowerCase() === "100-continue",
  skipsUnread: true,
  tables: () => ({}),

  begin: () => {},

  answerApp: async () => NO_ROUTE,

  receive: async (incoming, context) => {
    const { parts, environment } = context;
    const refuse = (fault: Fault, body: Uint8Array = NO_BODY): Answer =>
      parts.answerFault(fault, { incoming, body }, context);

    const refusal = parts.admit(incoming);
    if (refusal !== null) return refuse(refusal);
    const body = await parts.readBody(incoming, environment);
    if (typeof body === "string") return refuse(body);
    const claim = parts.verify({ incoming, body }, context);
    if (typeof claim === "string") return refuse(claim, body);
    const verified = { incoming, body, claim };
    const event = parts.readEvent(verified, context);
    if (typeof event === "string") return refuse(event, body);

    const answer = parts.answerOutcome(
      await parts.process(event, verified, context),
      verified,
      context,
    );
    context.log(parts.logLine(answer, verified));
    return answer;
  },
};

const NO_BODY = new Uint8Array();

const NO_ROUTE = json(404, { error: "no_such_route" });

export function createReceiver(context: Context): Receiver {
  const { parts } = context;
  return async (incoming) => {
    switch (parts.route(incoming)) {
      case "webhook":
        return parts.receive(incoming, context).catch(parts.answerError);
      case "probe":
        return answerProbe(incoming, context);
      case "app":
        return parts.answerApp(incoming, context).catch(parts.answerError);
      case "ready":
        return json(200, { ready: true });
      case "none":
        return NO_ROUTE;
    }
  };
}

async function answerProbe(incoming: Incoming, context: Context): Promise<Answer> {
  const { parts, environment, storage } = context;
  if (!parts.isAuthorized(incoming, environment)) return json(401, { error: "unauthorized" });
  const buyer = parts.buyerOf(incoming);
  if (buyer === "") return json(400, { error: "no_buyer_reference" });
  const entitlements = await storage.transact((disk) => parts.show(disk, buyer, context));
  return json(200, { buyer_reference: buyer, entitlements });
}
