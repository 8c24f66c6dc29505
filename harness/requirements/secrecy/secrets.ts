/** What must not be found in anything that a target says, and where to look for it. @module */

import { Buffer } from "node:buffer";
import type { Signed } from "../../courier/scheme.ts";
import type { WireOutcome } from "../../courier/wire.ts";
import type { Target } from "../../target/target.ts";
import type { Trial } from "../../trial/trial.ts";

/** What is shorter is found by chance. */
const NEEDLE_CHARACTERS_MIN = 8;

/** The signing secrets, without the prefix that is no secret, and the tokens of the other routes. */
export function secretsOf({ target, sender }: Pick<Trial, "target" | "sender">): readonly string[] {
  const bare = target.secrets.map((secret) => secret.replace(/^whsec_/, ""));
  const tokens = [target.probe?.token ?? "", ...sender.receiver.tokens];
  return [...bare, ...tokens].filter((secret) => secret.length >= NEEDLE_CHARACTERS_MIN);
}

/** The right signatures for some bytes, in every spelling that a line for debugging would use. */
export function macsOf(
  { scheme, secrets }: Pick<Target, "scheme" | "secrets">,
  signed: Signed,
): readonly string[] {
  return secrets.flatMap((secret) => {
    const bytes = Buffer.from(scheme.macOf(secret, signed), scheme.encoding);
    return [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
  });
}

/** All that an answer says: its headers and its body. */
export function textOf(outcome: WireOutcome): string {
  if (outcome.kind !== "answered") return "";
  const { headers, body } = outcome.answer;
  const lines = [...headers].map(([name, values]) => `${name}: ${values.join(", ")}`);
  return [...lines, Buffer.from(body).toString("utf8")].join("\n");
}

/** Also in JSON's spelling, in which a slash may be escaped; and hex in any case. */
export function finds(text: string, needle: string): boolean {
  const plain = text.replaceAll("\\/", "/").toLowerCase();
  return plain.includes(needle.toLowerCase());
}
