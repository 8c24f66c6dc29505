/** A body comes in pieces, as a network cuts it. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { isAccepted } from "../../courier/outcome.ts";
import { Untested } from "../../target/verdict.ts";
import { expectAccepted } from "../../trial/expect.ts";
import { spelledPing } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import type { Entry } from "../requirement.ts";

/** Of two, three and four bytes. */
const NOTE = "é€\u{1f9fe}";

/** A busy machine may send the pieces so late that a target rightly gives the body up. */
const TRIES = 3;

/** Of the time after which a body must have been given up: nobody gives it up that early. */
const EARLY = 1 / 3;

export const bodyPieces: readonly Entry[] = [
  {
    id: "body/cut-characters",
    level: "MUST",
    profile: "wire",
    claim:
      "A body that comes in pieces is what its bytes are, also where a piece ends inside a character.",
    why: "Pieces that are joined as text lose the characters between them: on a loopback every body comes whole, and through a network one in a thousand is refused (screwdriver#3381).",
    source: "docs/target-contract.md#what-is-signed",
    remedy: "Collect the pieces as bytes, and decode them once, when all are there.",
    proof: { kills: "body/pieces-joined-as-text" },
    check: async (trial) => {
      await expectTaken(trial, "length", "a body that comes in pieces");
      await expectTaken(trial, "chunked", "a body whose chunks end inside characters");
    },
  },
];

/** @throws {Broken} If it is refused although it came early enough. */
async function expectTaken(
  trial: Trial,
  framing: NonNullable<Delivery["framing"]>,
  what: string,
): Promise<void> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const startedAt = performance.now();
    const outcome = await trial.deliver(cut(trial, framing));
    const tookMs = performance.now() - startedAt;
    if (isAccepted(outcome) || tookMs < trial.target.bodyWithinMs * EARLY) {
      return expectAccepted(outcome, what);
    }
  }
  throw new Untested(`${what} takes so long here that it may be given up`);
}

/** Cut at each byte of a character but its first. */
function cut(trial: Trial, framing: NonNullable<Delivery["framing"]>): Delivery {
  const { eventId, body } = spelledPing(trial, (event) => JSON.stringify({ ...event, note: NOTE }));
  const cuts = [...body.keys()].filter((at) => isInside(body[at]));
  return { eventId, body, framing, cuts };
}

/** Whether a byte of UTF-8 goes on with a character. */
function isInside(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x80 && byte < 0xc0;
}
