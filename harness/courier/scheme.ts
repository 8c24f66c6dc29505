/**
 * How deliveries are signed: one value a scheme, by which the courier signs as the sender would.
 *
 * Written from the specification with `node:crypto`, and shares no code with a receiver or an SDK:
 * two implementations that agree are evidence, one compared with itself is not.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";

/** A header as it goes on the wire. Names repeat and spelling is kept, which no map allows. */
export type Header = readonly [name: string, value: string];

/** What a MAC is made over, in the schemes that there are. */
export type Signed = {
  readonly eventId: string;
  /** Unix seconds, signed and sent as they are spelled, however odd. */
  readonly timestamp: string;
  readonly body: Uint8Array;
};

/** What becomes the headers. `signatures` are bare: a scheme's version goes before each. */
export type Signature = {
  readonly eventId: string;
  readonly eventType: string;
  readonly timestamp: string;
  readonly signatures: readonly string[];
};

export type Scheme = {
  /** What reports and flags say. */
  readonly name: string;
  /** The one header that holds the signatures, in lower case. */
  readonly signatureHeader: string;
  /** In lower case: without any of them a delivery is unsigned. */
  readonly headers: readonly [string, ...string[]];
  /** Whether timestamp and signatures are pairs of one header: `t=…,v1=…`. */
  readonly isPaired: boolean;
  /** The encoding of a MAC. */
  readonly encoding: "hex" | "base64";
  /**
   * The bare signature. By an unusable secret too, such as an empty one, since that is what a forger
   * would try.
   */
  readonly macOf: (secret: string, signed: Signed) => string;
  /** Arranges a timestamp and any number of signatures, right or wrong, the way the scheme does. */
  readonly headersOf: (signature: Signature) => readonly Header[];
  /**
   * Tells why no honest sender could sign with a secret.
   *
   * @returns A reason to show to a person, which never quotes the secret; or `null` if it is usable.
   */
  readonly faultOf: (secret: string) => string | null;
};

/**
 * A scheme by pairs in one header: the secret as it is spelled is the key, `<t>.<body>` is signed.
 *
 * @param header As it is spelled on the wire.
 * @param beside Headers that go with it and are not signed.
 */
export function pairedScheme(
  name: string,
  header: string,
  beside: (signature: Signature) => readonly Header[] = () => [],
): Scheme {
  return {
    name,
    signatureHeader: header.toLowerCase(),
    headers: [header.toLowerCase()],
    isPaired: true,
    encoding: "hex",
    macOf: (secret, { timestamp, body }) =>
      createHmac("sha256", Buffer.from(secret, "utf8"))
        .update(`${timestamp}.`)
        .update(body)
        .digest("hex"),
    headersOf: (signature) => {
      const { timestamp, signatures } = signature;
      const pairs = [`t=${timestamp}`, ...signatures.map((one) => `v1=${one}`)].join(",");
      return [[header, pairs], ...beside(signature)];
    },
    faultOf: emptinessOf,
  };
}

/**
 * @param schemes Those of a sender; the first is its default.
 * @param complain Is told of a `name` that is none of theirs; the default is taken then.
 */
export function chooseScheme(
  schemes: readonly [Scheme, ...Scheme[]],
  name: unknown,
  complain: (problem: string) => void,
): Scheme {
  const found = schemes.find((scheme) => scheme.name === name);
  if (found === undefined) {
    complain(`--scheme ${name}: expected ${schemes.map((each) => each.name).join(" or ")}`);
  }
  return found ?? schemes[0];
}

export const SECRET_PREFIX = "whsec_";

/** Why a secret holds no key, whatever the scheme. */
export function emptinessOf(secret: string): string | null {
  if (secret.trim() === "") return "The signing secret is empty";
  if (secret.trim() === SECRET_PREFIX) {
    return `The signing secret is a bare ${SECRET_PREFIX}: expected a key after it`;
  }
  return null;
}
