/** Receivers that refuse what is to be refused, and name another reason. @module */

import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Fault } from "../passing.ts";

export const statusMutants: readonly Bug[] = [
  {
    name: "signature/unsigned-is-malformed",
    bug: "Answers a delivery that does not verify as if its body were no event.",
    parts: calling(
      ["signature_missing", "signature_malformed", "signature_mismatch"],
      "event_malformed",
    ),
  },
  {
    name: "body/malformed-is-unsigned",
    bug: "Answers a body that is no event as if its signature were wrong.",
    parts: calling(["event_malformed"], "signature_mismatch"),
  },
  {
    name: "body/too-large-is-malformed",
    bug: "Answers a body over the limit as if it were no event.",
    parts: calling(["body_too_large"], "event_malformed"),
  },
  {
    name: "http/late-body-is-malformed",
    bug: "Answers a body that does not arrive as if it were no event.",
    parts: calling(["body_incomplete"], "event_malformed"),
  },
];

function calling(faults: readonly Fault[], another: Fault): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    answerFault: (fault, received, context) =>
      correct.answerFault(faults.includes(fault) ? another : fault, received, context),
  });
}
