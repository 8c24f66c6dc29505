/** A stage that tells when reads of it are made to fail: without that a story of a failure is none. @module */

import type { ReadFault } from "../simulator/fault.ts";
import type { Stage } from "../simulator/stage.ts";
import type { Scribe } from "./chronicle.ts";

/** @returns The stage, under which it is told when reads are made to fail. */
export function toldStage(stage: Stage, { happened }: Pick<Scribe, "happened">): Stage {
  const odd = new Set<string>();
  const tell = (id: string, words: string): void => {
    odd.add(id);
    happened(`reads of ${id}: ${words}`, null);
  };
  return {
    ...stage,
    misbehave: (id, faults) => {
      tell(id, `next ${faults.map(faultInWords).join(", then ")}`);
      stage.misbehave(id, faults);
    },
    fail: (id, fault) => {
      tell(id, `from now on ${faultInWords(fault)}`);
      stage.fail(id, fault);
    },
    behave: (id) => {
      if (odd.delete(id)) happened(`reads of ${id}: right again`, null);
      stage.behave(id);
    },
  };
}

function faultInWords(fault: ReadFault): string {
  switch (fault.kind) {
    case "status":
      return `status ${fault.status}`;
    case "lag":
      return `the state ${fault.changes} ${fault.changes === 1 ? "change" : "changes"} ago`;
    case "hold":
      return fault.status === 200 ? "slow" : `slow, and status ${fault.status}`;
    case "hang":
      return "no answer";
    case "cut":
      return "an answer that is cut off";
    case "not_json":
      return "no JSON";
    case "other_object":
      return "another object";
    case "malformed":
      return "a malformed object";
    case "unknown_status":
      return "a status that nobody knows";
  }
}
