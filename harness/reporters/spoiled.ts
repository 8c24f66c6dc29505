/** For tests: a report in which somebody has put a text wherever one can stand that is not ours. */

/** What is one of ours, whatever a receiver does. */
const OURS = new Set([
  ...["verdict", "level", "profile", "doubt", "kind", "why", "startedAt", "provider"],
  ...["pastDue", "cancelled", "foundation", "shard", "coverage", "dates", "order"],
]);

/** What people have tried elsewhere: markup, what ends a quotation, what nobody sees, what turns a line. */
export const HOSTILE: readonly string[] = [
  `</bdi></pre></main></style><script>alert(1)</script>`,
  `" onload="alert(1)" x='y`,
  "' onfocus='alert(1)",
  "]]><!--&#0;&lt;javascript:alert(1)",
  "\u0000\u001b[31m\u007f\u0085",
  "\u202e\u2066\u200b\ufeff\u00ad",
  "\ud800 \udc00 \ufffe \u{e0041}",
  "\r\n\t x",
];

/** @returns The value with another text in the place of each that is not {@link OURS}. */
export function spoiled<T>(value: T, text: string, key = ""): T {
  // The shape stays what it was: a text is replaced by a text.
  if (typeof value === "string") return (OURS.has(key) ? value : text) as T;
  if (Array.isArray(value)) return value.map((each) => spoiled(each, text, key)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, spoiled(each, text, name)]);
  return Object.fromEntries(entries) as T;
}
