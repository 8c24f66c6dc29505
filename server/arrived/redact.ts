/** Takes out of headers and bodies what nobody needs to see, before they are stored. Pure. @module */

/** What stands for a value of a body that is not kept. */
export const REDACTED = "[redacted]";

export type RedactedHeader = readonly [name: string, value: string | null];

/**
 * Headers whose values are kept. A list of what may be seen, not of what may not: a header that nobody
 * thought of may be a secret.
 */
const SHOWN_HEADERS: ReadonlySet<string> = new Set([
  ...["accept", "accept-encoding", "connection", "content-encoding", "content-length"],
  ...["content-type", "date", "expect", "host", "transfer-encoding", "user-agent", "via"],
  ...["traceparent", "webhook-id", "webhook-timestamp", "x-gwop-event-id", "x-gwop-event-type"],
]);

const HEADER_CHARACTERS_MAX = 1024;

/**
 * Keys whose values are not kept, whatever they are and however deep: what tells who a person is, how
 * they pay, or what opens a door. Lower-case, without `_` and `-`. Yours to change; a buyer's reference is
 * no such key, since `entitlement` has it too.
 */
const PRIVATE_KEYS: ReadonlySet<string> = new Set([
  ...["email", "emailaddress", "customeremail", "receiptemail", "phone", "phonenumber", "mobile"],
  ...["name", "fullname", "firstname", "lastname", "givenname", "familyname", "customername"],
  ...["payercontact", "contact", "customer", "customerdetails", "billingdetails", "shipping"],
  ...["address", "billingaddress", "shippingaddress", "street", "line1", "line2", "city"],
  ...["postalcode", "postcode", "zip", "zipcode", "birthdate", "dateofbirth", "dob"],
  ...["ip", "ipaddress", "clientip", "useragent", "deviceid", "fingerprint"],
  ...["taxid", "vatid", "ssn", "passport", "iban", "accountnumber", "routingnumber", "bic"],
  ...["card", "cardnumber", "cvc", "cvv", "last4", "pan", "wallet", "payerwallet"],
  ...["password", "secret", "clientsecret", "token", "accesstoken", "refreshtoken", "apikey"],
  ...["authorization", "cookie", "signature", "privatekey", "payerdestinationurl", "metadata"],
]);

/** @returns All names, sorted as `Headers` does, each with its value or `null` where that isn't kept. */
export function redactHeaders(headers: Headers): readonly RedactedHeader[] {
  return [...headers].map(([name, value]) =>
    SHOWN_HEADERS.has(name)
      ? [name, storable(value).slice(0, HEADER_CHARACTERS_MAX)]
      : [name, null],
  );
}

export type RedactedBody = { readonly text: string; readonly isCut: boolean };

/**
 * Repeats a body as JSON without what is private; then cuts it.
 *
 * @param bytesMax Of its UTF-8; a character is never cut.
 * @returns `null` of one that isn't JSON: nobody could tell what in it is private.
 */
export function redactBody(body: Uint8Array, bytesMax: number): RedactedBody | null {
  const text = parse(new TextDecoder().decode(body));
  if (text === null) return null;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= bytesMax) return { text, isCut: false };
  // `stream` holds back what a cut character leaves over.
  const cut = new TextDecoder().decode(bytes.subarray(0, bytesMax), { stream: true });
  return { text: cut, isCut: true };
}

function parse(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) =>
      PRIVATE_KEYS.has(key.toLowerCase().replace(/[_-]/g, "")) && inner !== null ? REDACTED : inner,
    );
    return storable(JSON.stringify(value));
  } catch (error) {
    // The parser's; or the stack's, of one that nests deeper than any event.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

/** What Postgres can keep, and JSON carry to it: no NUL, no half of a pair. */
export function storable(text: string): string {
  return text.replaceAll("\0", "\uFFFD").toWellFormed();
}
