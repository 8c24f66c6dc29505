/** Mutants that compute the MAC over something else, with another key, or not at all. @module */

import { Buffer } from "node:buffer";
import { json } from "../answers.ts";
import { fieldsOf } from "../envelope.ts";
import type { Bug } from "../mutant.ts";
import type { Parts } from "../parts.ts";
import type { Claim, Fault } from "../passing.ts";

export const signatureContentMutants: readonly Bug[] = [
  {
    name: "signature/key-decoded-wrongly",
    bug: "Takes the secret of t-v1 for base64, as the other scheme has it.",
    parts: (correct) => ({
      ...correct,
      keyOf: (secret) => correct.keyOf(secret, "standard-webhooks"),
    }),
  },
  {
    name: "signature/form-only",
    bug: "Checks the form of a signature, and never its value.",
    parts: (correct) => ({ ...correct, equals: () => true }),
  },
  {
    name: "signature/body-trimmed",
    bug: "Trims the body before it computes the MAC.",
    parts: signing((text) => text.trim()),
  },
  {
    name: "signature/line-endings-normalized",
    bug: "Turns CRLF into LF before it computes the MAC.",
    parts: signing((text) => text.replaceAll("\r\n", "\n")),
  },
  {
    name: "signature/re-serialized-too",
    bug: "Where the signature is wrong, tries the body as JSON.stringify writes it.",
    parts: tryingAlso((event) => JSON.stringify(event)),
  },
  {
    name: "signature/sorted-too",
    bug: "Where the signature is wrong, tries the body with its keys sorted.",
    parts: tryingAlso((event) => {
      const fields = Object.entries(fieldsOf(event) ?? {});
      return JSON.stringify(Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1))));
    }),
  },
  {
    name: "signature/text-instead-of-bytes",
    bug: "Computes the MAC over decoded text, in which invalid bytes are all alike.",
    parts: (correct) => ({
      ...correct,
      signedContent: (claim, body) =>
        correct.signedContent(claim, Buffer.from(new TextDecoder().decode(body))),
    }),
  },
  {
    name: "signature/good-headers-remembered",
    bug: "Remembers headers that were right once, and believes them with any body.",
    parts: (correct) => {
      const good = new Set<string>();
      return {
        ...correct,
        verify: (received, context) => {
          const header = received.incoming.headers.get(correct.names.signature)?.join() ?? "";
          if (good.has(header)) return context.parts.readClaim(received.incoming, context);
          const claim = correct.verify(received, context);
          if (typeof claim !== "string") good.add(header);
          return claim;
        },
      };
    },
  },
  {
    name: "signature/neighbouring-seconds-tried",
    bug: "Where the signature is wrong, tries the seconds before and after, to forgive rounding.",
    parts: (correct) => ({
      ...correct,
      verify: (received, context) => {
        const shifted = (seconds: number): Claim | Fault => {
          const signedContent: Parts["signedContent"] = (claim, body) => {
            const timestamp = String(Number(claim.timestamp) + seconds);
            return context.parts.signedContent({ ...claim, timestamp }, body);
          };
          const parts = { ...context.parts, signedContent };
          return correct.verify(received, { ...context, parts });
        };
        const claims = [0, -1, 1].map(shifted);
        return claims.find((claim) => typeof claim !== "string") ?? "signature_mismatch";
      },
    }),
  },
  {
    name: "signature/recorded-before-verified",
    bug: "Records an event's id before it verifies the delivery.",
    parts: (correct) => {
      const refused = new Set<string>();
      return {
        ...correct,
        verify: (received, context) => {
          const claim = correct.verify(received, context);
          const id = fieldsOf(correct.parse(correct.decode(received.body) ?? ""))?.[
            correct.names.id
          ];
          if (typeof claim === "string" && correct.isId(id)) refused.add(id);
          return claim;
        },
        apply: async (key, state, context) =>
          refused.has(key) ? "duplicate" : correct.apply(key, state, context),
      };
    },
  },
  {
    name: "signature/acknowledged-though-bad",
    bug: "Catches the failed verification, logs it, and answers 200.",
    parts: (correct) => ({
      ...correct,
      answerFault: (fault, received, context) => {
        const answer = correct.answerFault(fault, received, context);
        return answer.status === 401 ? json(200, { received: true }) : answer;
      },
    }),
  },
  {
    name: "signature/empty-secret-in-use",
    bug: "Makes a secret of the nothing behind the last comma of its list.",
    parts: (correct) => ({
      ...correct,
      secretsInUse: (environment) => [...correct.secretsInUse(environment), ""],
    }),
  },
  {
    name: "signature/bare-prefix-in-use",
    bug: "Takes a bare whsec_ for a secret like any other.",
    parts: (correct) => ({ ...correct, canStart: () => true }),
  },
  {
    name: "signature/first-secret-only",
    bug: "Reads the first secret of its list only.",
    parts: (correct) => ({
      ...correct,
      secretsInUse: (environment) => correct.secretsInUse(environment).slice(0, 1),
    }),
  },
  {
    name: "signature/secrets-joined",
    bug: "Takes the list of secrets as it was configured for a secret as well.",
    parts: (correct) => ({
      ...correct,
      secretsInUse: ({ secrets }) => [...secrets, secrets.join(",")],
    }),
  },
];

/** A receiver that computes the MAC over another text. */
function signing(respell: (text: string) => string): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    signedContent: (claim, body) => {
      // A character a byte, so that nothing but the respelling changes.
      const text = respell(Buffer.from(body).toString("latin1"));
      return correct.signedContent(claim, Buffer.from(text, "latin1"));
    },
  });
}

/** A receiver that gives a body whose signature is wrong another chance, in another spelling. */
function tryingAlso(spell: (event: unknown) => string): (correct: Parts) => Parts {
  return (correct) => ({
    ...correct,
    verify: (received, context) => {
      const claim = correct.verify(received, context);
      const event = correct.parse(correct.decode(received.body) ?? "");
      if (claim !== "signature_mismatch" || event === undefined) return claim;
      return correct.verify({ ...received, body: Buffer.from(spell(event)) }, context);
    },
  });
}
