/**
 * Which fields of an event are somebody's own, by their names: whatever stands in one, or anywhere below it,
 * is exchanged. And which hold secrets.
 *
 * @see docs/harness.md#what-a-recording-holds
 * @module
 */

export type FieldKind = "personal" | "secret" | "plain";

/** Of `payer_contact`, `payerContact` and `payer-contact` two words each. */
const PERSONAL_WORDS: ReadonlySet<string> = new Set(
  `name username nickname surname recipient holder cardholder owner member guest attendee person
  email mail phone mobile tel telephone fax whatsapp
  address addr street city town county province zip postcode postal line1 line2
  latitude longitude lat lng lon location company organization organisation initials login
  avatar photo device fingerprint last4 pan age sex licence license
  birthday birthdate dob gender nationality passport ssn iban bic wallet
  buyer payer customer shopper user contact shipping billing invoicee
  ip metadata note notes comment comments message description`.split(/\s+/),
);

/** Where words are not set apart: `emailaddress`. */
const PERSONAL_STEMS =
  /email|phone|address|firstname|lastname|fullname|surname|birth|postcode|zipcode|passport|iban|buyerref|customerid|userid|cardnumber|accountn(?:umber|o)|taxid|taxnumber|vatid|vatnumber|nationalid/;

/** Ids by which others know who it was. */
const PERSONAL_NAMES: ReadonlySet<string> = new Set([
  "idempotency_key",
  "merchant_reference",
  "provider_checkout_session_id",
  "provider_subscription_id",
  "latest_invoice_id",
  "tx_hash",
]);

const SECRET_WORDS: ReadonlySet<string> = new Set(
  `secret secrets token tokens password passwd pwd passphrase authorization signature signatures
  auth hmac credential credentials cookie cookies apikey jwt otp cvc cvv pin`.split(/\s+/),
);
const SECRET_STEMS =
  /(?:api|private|secret|access|signing|encryption|webhook|session|shared)_?key|password|secret|token/;

/** @param name Of a member, as the document spells it. */
export function kindOfField(name: string): FieldKind {
  const spelled = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
  const words = spelled.split(/[^\p{L}\p{N}]+/u);
  const singular = words.map((word) => word.replace(/(?<=[^s])s$/, ""));
  const has = (set: ReadonlySet<string>): boolean =>
    [...words, ...singular].some((w) => set.has(w));
  if (has(SECRET_WORDS) || SECRET_STEMS.test(spelled)) return "secret";
  const isPersonal = PERSONAL_NAMES.has(spelled) || has(PERSONAL_WORDS);
  return isPersonal || PERSONAL_STEMS.test(spelled.replace(/[^a-z]/g, "")) ? "personal" : "plain";
}

/** A row of digits in one of these is an amount or an instant, and no card. */
export function isCounted(name: string): boolean {
  return /amount|price|total|quantity|version|(^|_)at$|time|stamp|expires|created|updated/i.test(
    name,
  );
}
