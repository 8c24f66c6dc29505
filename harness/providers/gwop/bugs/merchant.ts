/** Receivers that don't ask whose event it is, or ask too late. @module */

import { fieldIn } from "../../../mutants/bugs/bend.ts";
import { fieldsOf } from "../../../mutants/envelope.ts";
import type { GwopBug } from "../receiver/parts.ts";
import { callingDuplicate } from "./bend.ts";

export const gwopMerchantMutants: readonly GwopBug[] = [
  {
    name: "state/any-merchant",
    bug: "It applies the events of every merchant.",
    parts: (correct) => ({ ...correct, isForUs: () => true }),
  },
  {
    name: "state/merchant-of-payments-only",
    bug: "It asks of payments whose they are, and of nothing else.",
    parts: (correct) => ({
      ...correct,
      isForUs: (data, environment) =>
        fieldsOf(data)?.["status"] !== "PAID" || correct.isForUs(data, environment),
    }),
  },
  {
    name: "state/other-merchant-recorded",
    bug: "It records an event before it asks whose it is.",
    parts: (correct) => {
      const noted = new Set<string>();
      return {
        ...correct,
        readEvent: (verified, context) => {
          const event = correct.readEvent(verified, context);
          const id = fieldIn(correct, verified.body, correct.names.id);
          if (event === "merchant_unknown" && id !== null) noted.add(id);
          return event;
        },
        process: callingDuplicate(correct, noted),
      };
    },
  },
  {
    name: "http/other-merchant-is-malformed",
    bug: "It calls another merchant's event malformed.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) =>
        correct.answerFault(
          fault === "merchant_unknown" ? "event_malformed" : fault,
          received,
          context,
        ),
    }),
  },
];
