/**
 * Texts that are personal wherever they stand: what looks like an e-mail address, a telephone number or a
 * payment card; and what looks like a secret.
 *
 * No expression here looks at a place twice: a text of a megabyte takes no longer for being odd.
 *
 * @module
 */

/** A space after `@`, or none before it, makes none. `%40` is how it is spelled in a URL. */
const EMAIL =
  /(?<![^\s"'<>@,;:()[\]\\/?&=%#])[^\s"'<>@,;:()[\]\\/?&=%#]+(?:@|%40)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?/gu;

/** International; national, with a trunk zero or brackets; or in three parts. Not what follows an hour. */
const PHONE =
  /(?<![\w.+-]|\d:)(?:(?:\+|00)\d[\d\s()./-]{5,20}\d|(?:\(\d{2,5}\)|0\d{1,4})[\s/.-]?\d[\d\s/.-]{4,14}\d|\d{3}[ .-]\d{3}[ .-]\d{4})(?![\w:-])/g;
const PHONE_DIGITS = { min: 7, max: 15 } as const;

const CARD = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g;

/** Up to its query: what follows may be a token, or somebody's name. */
const URL_TEXT = /\b(https?:\/\/)([^\s"'<>/?#]*)([^\s"'<>?#]*)([?#][^\s"'<>]*)?/gi;

/** `eyJ` is how an object of JSON begins in Base64: a token, or what nobody can look through. */
const SECRET =
  /\b(?:whsec|sk|rk|pk)_[\w+/=-]{8,}|\beyJ[\w+/=.-]{8,}|\b(?:bearer|basic)\s+[\w+/=.~-]{8,}/gi;

/** Instants and UUIDs are digits too. */
const HARMLESS =
  /^(?:\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

export const MASKED = "[masked]";

/**
 * @param standIn What stands for a text.
 * @returns The text with everything exchanged in it that looks personal, or like a secret.
 */
export function withoutPersonalTexts(text: string, standIn: (found: string) => string): string {
  if (HARMLESS.test(text)) return text;
  return text
    .replace(SECRET, MASKED)
    .replace(URL_TEXT, (_url, scheme, host: string, path: string, query = "") => {
      const name = host.slice(host.lastIndexOf("@") + 1);
      const segments = path.split("/").map((one) => (isToken(one) ? MASKED : one));
      return `${scheme}${name}${segments.join("/")}${query === "" ? "" : `?${standIn(query)}`}`;
    })
    .replace(EMAIL, standIn)
    .replace(CARD, (found) => (isLuhn(found) ? standIn(found) : found))
    .replace(PHONE, (found) => (isDialled(found) ? standIn(found) : found));
}

/** Long, of letters and digits: nobody chose it as a name. */
export function isToken(segment: string): boolean {
  return segment.length >= 16 && /\d/.test(segment) && /[a-z]/i.test(segment);
}

export function isWhollyEmail(text: string): boolean {
  return isWholly(EMAIL, text);
}

export function isWhollyPhone(text: string): boolean {
  return isWholly(PHONE, text) && isDialled(text);
}

export function isWhollyCard(text: string): boolean {
  return isWholly(CARD, text) && isLuhn(text);
}

export function isWhollyUrl(text: string): boolean {
  return isWholly(URL_TEXT, text);
}

function isWholly(pattern: RegExp, text: string): boolean {
  const [first] = text.match(pattern) ?? [];
  return first === text;
}

function isDialled(text: string): boolean {
  const { length } = text.replace(/\D/g, "");
  return length >= PHONE_DIGITS.min && length <= PHONE_DIGITS.max;
}

/** The check digit of payment cards. */
export function isLuhn(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
