/** A connection that is kept: what came over it before says nothing of what comes next. @module */

import type { Delivery } from "../../courier/delivery.ts";
import { Broken, Untested } from "../../target/verdict.ts";
import type { Keeping } from "../../trial/delivering.ts";
import { expectAccepted, expectRefused, expectStatus } from "../../trial/expect.ts";
import { ping, spelledPing } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { inverted, rewriting, signatures, stale, utf8, without } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

/** A request of its own, where somebody begins to read in the wrong place. */
const INNER = utf8("GET /nowhere HTTP/1.1\r\nHost: nowhere\r\n\r\n");

/** More than a socket hands over at once. */
const LARGE_BYTES = 256 * 1024;
const LONG = 3_000;

export const httpKept: readonly Entry[] = [
  {
    id: "http/kept-connection",
    level: "MUST",
    profile: "wire",
    claim: "Deliveries over one connection are each judged by themselves.",
    why: "Senders keep connections, and so do proxies for many senders: whoever was let in once opens the door to all who come after over the same one.",
    source: "docs/target-contract.md#connections",
    remedy: "Keep what belongs to a delivery with the request, never with its connection.",
    proof: { kills: "http/trusts-the-connection" },
    check: async (trial) => {
      const kept = trial.keep(1);
      const good = (): Delivery => ping(trial);
      // Longer than what comes after it, for who keeps a buffer.
      const long = (): Delivery =>
        spelledPing(trial, (event) => JSON.stringify({ ...event, note: "x".repeat(LONG) }));
      const forged = (): Delivery => ({ ...ping(trial), bend: signatures(inverted) });
      const malformed: Delivery = { body: utf8("no event") };
      let sent = 0;
      const next = (delivery: Delivery) => {
        sent += 1;
        return kept.deliver(delivery);
      };
      try {
        for (let round = 1; round <= 3; round += 1) {
          expectAccepted(await next(long()), "a delivery over a connection that is kept");
          expectAccepted(await next(good()), "a shorter delivery on the same connection");
          expectStatus(await next(forged()), ["4xx"], "a wrong signature after a right one");
          expectStatus(await next(malformed), ["4xx"], "a body that is no event after one that is");
          expectAccepted(await next(good()), "a delivery after a refusal on the same connection");
        }
        assertNothingStrayed(kept);
        if (kept.opened() === sent) throw new Untested(CLOSES);
      } finally {
        kept.close();
      }
    },
  },
  {
    id: "http/refused-then-good",
    level: "MUST",
    profile: "wire",
    claim: "After a refusal the connection is closed, or the next delivery over it is taken.",
    why: "A body that nobody read stays on the connection, and is read as the next request: an honest delivery is answered 400, and who chooses the body chooses the request (hermes-webui#7550, microbin#368).",
    source: "docs/target-contract.md#connections",
    remedy:
      "Read the body to its end before the next request, or close the connection with the answer (RFC 9112, 9.3).",
    proof: { kills: "http/unread-body-left" },
    check: async (trial) => {
      for (const [what, refused] of Object.entries(refusals(trial))) {
        await expectGoodAfter(trial, refused, what);
      }
    },
  },
];

/** Of a target that gives no occasion to look. */
export const CLOSES = "the target closes each connection after its answer";

/** @throws {Broken} Where an answer came that nobody had asked for. */
export function assertNothingStrayed(kept: Keeping): void {
  if (kept.hasStrayed()) {
    throw new Broken("an answer came that answers nothing: a body was taken for a request");
  }
}

/** By what is seen before a body is read, and after it. */
function refusals(trial: Trial): Readonly<Record<string, Delivery>> {
  const { headers } = trial.target.scheme;
  const large = new Uint8Array(LARGE_BYTES).fill(0x20);
  large.set(INNER, LARGE_BYTES - INNER.length);
  const { pathname } = trial.target.webhook;
  return {
    "another method": { body: INNER, method: "PUT" },
    "another content type": {
      body: INNER,
      bendHeaders: rewriting("content-type", () => "text/plain"),
    },
    "another path": { body: INNER, pathname: `${pathname.replace(/\/$/, "")}/no-such-route` },
    "no signature": { body: INNER, bendHeaders: without(...headers) },
    "no signature, in chunks": {
      body: INNER,
      bendHeaders: without(...headers),
      framing: "chunked",
    },
    "no signature, and a long body": { body: large, bendHeaders: without(...headers) },
    "a stale timestamp": { body: INNER, ...stale(trial.target) },
    "a body over the limit": { body: overLimit(trial) },
  };
}

function overLimit({ target }: Trial): Uint8Array {
  const body = new Uint8Array(target.bodyLimitBytes + INNER.length).fill(0x20);
  body.set(INNER, target.bodyLimitBytes);
  return body;
}

async function expectGoodAfter(trial: Trial, refused: Delivery, what: string): Promise<void> {
  const kept = trial.keep(1);
  try {
    const first = await kept.deliver({ ...refused, eventId: trial.freshId("evt") });
    expectRefused(first, what);
    const good = ping(trial);
    const outcome = await kept.deliver(good);
    assertNothingStrayed(kept);
    // Closed with the answer, and we wrote before we saw it: any sender then comes again.
    const isClosed = outcome.kind === "cut" && kept.opened() === 1;
    const last = isClosed ? await kept.deliver(good) : outcome;
    expectAccepted(last, `a delivery after ${what} on the same connection`);
    assertNothingStrayed(kept);
  } finally {
    kept.close();
  }
}
