/** What a client may offer beside a delivery, and must not cost it the delivery. @module */

import type { Delivery } from "../../courier/delivery.ts";
import type { Header } from "../../courier/scheme.ts";
import { expectAccepted } from "../../trial/expect.ts";
import { ping } from "../../trial/ping.ts";
import type { Trial } from "../../trial/trial.ts";
import { expectEachTaken } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

const SOURCE = "docs/target-contract.md#connections";

/** Nothing has to be looked up before it is said; clients wait for a second or so. The answer may take longer. */
const CONTINUED_WITHIN_MS = 2_000;

const WEBSOCKET: readonly Header[] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

const HTTP_2: readonly Header[] = [
  ["Connection", "Upgrade, HTTP2-Settings"],
  ["Upgrade", "h2c"],
  ["HTTP2-Settings", "AAMAAABkAAQAAP__"],
];

export const httpOffers: readonly Entry[] = [
  {
    id: "http/expect-continue",
    level: "MUST",
    profile: "wire",
    claim: "A client that asks for 100 Continue before it sends the body is answered.",
    why: "Some clients ask for it with every body, curl with large ones: who is never told sends nothing, or a second late each time.",
    source: SOURCE,
    remedy: "Leave it to the HTTP server, or to the proxy in front of it (RFC 9110, 10.1.1).",
    proof: { kills: "http/expectation-ignored" },
    check: (trial) => expectContinued(trial, "100-continue"),
  },
  {
    id: "http/expect-continue-spelling",
    level: "SHOULD",
    profile: "wire",
    claim: "100 Continue may be asked for in capitals as well.",
    why: "HTTP compares expectations without their case, and Java's client spells it 100-Continue: a server that compares letters leaves it waiting (bun#30248).",
    source: SOURCE,
    remedy:
      "Use a server that compares it without its case, or a proxy that does in front of yours.",
    proof: { kills: "http/expectation-by-its-letters" },
    check: (trial) => expectContinued(trial, "100-Continue"),
  },
  {
    id: "http/upgrade-offered",
    level: "SHOULD",
    profile: "wire",
    claim: "A delivery that offers another protocol is taken in the one that it came in.",
    why: "Some clients offer HTTP/2 with every request, some proxies pass offers on: an endpoint that refuses them refuses the delivery (envoy#7161).",
    source: SOURCE,
    remedy: "Overlook Upgrade on this route: HTTP lets a server do so (RFC 9110, 7.8).",
    proof: { kills: "http/upgrade-refused" },
    check: (trial) =>
      expectEachTaken(trial, {
        "a delivery that offers HTTP/2": { bendHeaders: (headers) => [...headers, ...HTTP_2] },
        "a delivery that offers a web socket": {
          bendHeaders: (headers) => [...headers, ...WEBSOCKET],
        },
      }),
  },
];

async function expectContinued(trial: Trial, expectation: string): Promise<void> {
  const asking: Delivery = {
    ...ping(trial),
    bendHeaders: (headers) => [...headers, ["Expect", expectation]],
    bodyWaitsMs: CONTINUED_WITHIN_MS,
  };
  expectAccepted(await trial.deliver(asking), `a delivery with Expect: ${expectation}`);
}
