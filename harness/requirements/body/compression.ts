/** Compressed bodies: nobody sends them, and who inflates them hands out memory. @module */

import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import type { Delivery } from "../../courier/delivery.ts";
import { ping } from "../../trial/ping.ts";
import { expectEachRefused, expectNoneTaken } from "../odd-delivery.ts";
import type { Entry } from "../requirement.ts";

/** A thousand times as much as it is on the wire. */
const BOMB_BYTES = 32 * 1024 * 1024;

export const bodyCompression: readonly Entry[] = [
  {
    id: "body/compressed",
    level: "SHOULD",
    profile: "wire",
    claim: "A body that calls itself compressed is refused with 415.",
    why: "A receiver that looks at no Content-Encoding answers 400 or 401, and whoever put a compressing proxy in front of it looks for a wrong secret.",
    source: "docs/target-contract.md#answers",
    remedy: "Refuse any Content-Encoding but identity, before reading the body.",
    proof: { kills: "body/encoding-overlooked" },
    check: (trial) => {
      const { eventId, body } = ping(trial);
      return expectEachRefused(
        trial,
        {
          "content encoding gzip": { eventId, body: gzipSync(body), bendHeaders: encoded("gzip") },
          "content encoding br": { bendHeaders: encoded("br") },
        },
        [415],
      );
    },
  },
  {
    id: "body/never-inflated",
    level: "MUST",
    profile: "wire",
    claim: "A compressed body is not inflated, whether it was signed before or after compression.",
    why: "Middlewares inflate by themselves, and then the bytes that are hashed are not those that came.",
    source: "docs/target-contract.md#answers",
    remedy: "Turn inflating off in the middleware that reads the raw body.",
    proof: { kills: "body/inflated" },
    check: (trial) => {
      const { eventId, body } = ping(trial);
      const bendHeaders = encoded("gzip");
      const squeezed = gzipSync(body);
      return expectNoneTaken(trial, {
        "signed, then compressed": { eventId, body, tamper: () => squeezed, bendHeaders },
        "compressed, then signed": { eventId, body: squeezed, bendHeaders },
      });
    },
  },
  {
    id: "body/compressed-bomb",
    level: "MUST",
    profile: "wire",
    claim: "A small body that would inflate to a huge one is refused like any compressed body.",
    why: "The limit on a body counts bytes on the wire: thirty kibibytes of gzip pass it and become thirty mebibytes.",
    source: "docs/target-contract.md#answers",
    remedy: "Do not inflate. Where something must, bound what comes out.",
    proof: { kills: "body/inflated-after-the-bound" },
    check: (trial) => {
      const { eventId, body } = ping(trial);
      const bomb = gzipSync(Buffer.concat([body, Buffer.alloc(BOMB_BYTES, 0x20)]));
      const bendHeaders = encoded("gzip");
      return expectNoneTaken(trial, { "a gzip bomb": { eventId, body: bomb, bendHeaders } });
    },
  },
];

function encoded(encoding: string): NonNullable<Delivery["bendHeaders"]> {
  return (headers) => [...headers, ["content-encoding", encoding]];
}
