/** Who may speak for Proxy: only who has the signing secret, over exactly these bytes. @module */

import { randomBytes } from "node:crypto";
import type { Delivery } from "../courier/delivery.ts";
import { expectAccepted, expectStatus } from "../expect.ts";
import { ping } from "../preflight.ts";
import { type Requirement, Untested } from "../requirement.ts";
import type { Trial } from "../trial.ts";

const SOURCE = 'STATE "verify the webhook signature and timestamp"; A1';

/** Signature headers of both schemes: without them a delivery is unsigned. */
const SIGNATURE_HEADERS: readonly string[] = [
  "proxy-signature",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
];

export const signature: readonly Requirement[] = [
  {
    id: "signature/well-signed",
    level: "MUST",
    profile: "wire",
    claim: "A delivery signed with the endpoint's secret is acknowledged.",
    source: SOURCE,
    check: async (trial) => {
      expectAccepted(await trial.deliver(ping(trial)), "a well signed event of an unknown type");
    },
  },
  refused("signature/missing", "A delivery without a signature is refused.", {
    bendHeaders: (headers) =>
      headers.filter(([name]) => !SIGNATURE_HEADERS.includes(name.toLowerCase())),
  }),
  {
    id: "signature/wrong-secret",
    level: "MUST",
    profile: "wire",
    claim: "A delivery signed with another secret is refused.",
    source: SOURCE,
    check: async (trial) => {
      const secret = `whsec_${randomBytes(32).toString("base64")}`;
      const outcome = await trial.deliver({ ...ping(trial), secret });
      expectStatus(outcome, [401], "signed with another secret");
    },
  },
  refused("signature/body-changed", "A body that differs from the signed one is refused.", {
    tamper: (body) => Uint8Array.of(...body, 0x20),
  }),
  refused("signature/truncated", "A prefix of the right signature is refused.", {
    bend: (parts) => ({ ...parts, signatures: parts.signatures.map((mac) => mac.slice(0, 8)) }),
  }),
  refused(
    "signature/not-ascii",
    "A signature of the right number of characters that are not ASCII is refused.",
    {
      bend: (parts) => ({
        ...parts,
        signatures: parts.signatures.map((mac) => "\u00e9".repeat(mac.length)),
      }),
    },
  ),
  {
    id: "signature/any-of-several",
    level: "MUST",
    profile: "wire",
    claim: "One good signature among bad ones is enough, wherever it stands.",
    source: "A1: v1 may repeat",
    check: async (trial) => {
      for (const position of [0, 1, 2]) {
        const bend: Delivery["bend"] = (parts) => {
          const bad = parts.signatures.map(inverted);
          const signatures = [...bad, ...bad].toSpliced(position, 0, ...parts.signatures);
          return { ...parts, signatures };
        };
        const outcome = await trial.deliver({ ...ping(trial), bend });
        expectAccepted(outcome, `the good signature at position ${position + 1} of 3`);
      }
    },
  },
  {
    id: "signature/rotation",
    level: "MUST",
    profile: "wire",
    claim: "While a secret is rotated out, both the old and the new one are accepted.",
    source: "target contract, PROXY_WEBHOOK_SIGNING_SECRET: several secrets separated by commas",
    check: async (trial) => {
      const { secrets } = trial.target;
      if (secrets.length < 2) throw new Untested("needs a second signing secret");
      for (const [index, secret] of secrets.entries()) {
        const outcome = await trial.deliver({ ...ping(trial), secret });
        expectAccepted(outcome, `signed with secret ${index + 1} of ${secrets.length}`);
      }
    },
  },
];

function refused(id: Requirement["id"], claim: string, oddity: Delivery): Requirement {
  return {
    id,
    level: "MUST",
    profile: "wire",
    claim,
    source: SOURCE,
    check: async (trial: Trial) => {
      const outcome = await trial.deliver({ ...ping(trial), ...oddity });
      expectStatus(outcome, [401], "the delivery");
    },
  };
}

/** Another signature of the same form: every first digit or letter is exchanged for another. */
function inverted(mac: string): string {
  return mac.replace(/^./, (first) => (first === "a" ? "b" : "a"));
}
