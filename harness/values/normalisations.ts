/**
 * What receivers do to texts before they keep or compare them, most of them without meaning to: a
 * column's collation, a framework's trim, a query that is decoded once more.
 *
 * A text and what is left of it are two texts. Done where it is written only, or where it is read only,
 * whoever has the text is not found; done in both places, two are taken for one.
 *
 * @see docs/target-contract.md#ids; docs/target-contract.md#buyers
 * @module
 */

import fc from "fast-check";

/** What a text begins and ends with. */
export type Ends = { readonly left: string; readonly right: string };

export type Normalisation = {
  /** What is lost, in words. */
  readonly loses: string;
  readonly of: (text: string) => string;
  /** Of a text of which something is lost. */
  readonly ends: fc.Arbitrary<Ends>;
  /** More receivers do it than do the others. */
  readonly isCommon?: true;
};

/** As long as a text of ours may be; a column is often narrower. */
export const CHARACTERS_MAX = 255;

const PIECES_MAX = 4;

/** A few of some pieces on one side at least. */
function some(...pieces: readonly string[]): fc.Arbitrary<Ends> {
  const piece = fc.constantFrom(...pieces);
  const side = (minLength: number) =>
    fc.array(piece, { minLength, maxLength: PIECES_MAX }).map((all) => all.join(""));
  return fc.record({ left: side(0), right: side(1) }, { noNullPrototype: true });
}

/** Between two letters: at an end it would be a matter of trimming. */
function between(...pieces: readonly string[]): fc.Arbitrary<Ends> {
  return fc.constantFrom(...pieces).map((piece) => ({ left: `a${piece}b`, right: "" }));
}

function decoded(text: string): string {
  return text.replace(/(%[\da-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch (error) {
      if (error instanceof URIError) return escaped;
      throw error;
    }
  });
}

export const NORMALISATIONS: readonly Normalisation[] = [
  {
    loses: "case",
    isCommon: true,
    of: (text) => text.toLowerCase(),
    ends: some("A", "Q", "Z", "É", "Σ", "Ж"),
  },
  {
    loses: "case of letters that have no other",
    of: (text) => text.toUpperCase().toLowerCase(),
    ends: some("ß", "ſ", "ﬀ", "ŉ"),
  },
  {
    loses: "white space at its ends",
    isCommon: true,
    of: (text) => text.trim(),
    ends: some(" ", "\t", "\n", "\u00a0", "\u2003", "\u3000"),
  },
  {
    loses: "white space that is repeated",
    of: (text) => text.replace(/\s+/g, " "),
    ends: between("  ", " \t", "\t", "\u00a0"),
  },
  {
    loses: "all white space",
    of: (text) => text.replace(/\s/g, ""),
    ends: between(" ", "\t", "\u2009"),
  },
  {
    loses: "carriage returns",
    of: (text) => text.replaceAll("\r\n", "\n"),
    ends: between("\r\n"),
  },
  {
    loses: "accents that stand alone (NFC)",
    isCommon: true,
    of: (text) => text.normalize("NFC"),
    ends: some("e\u0301", "A\u030a", "\u212a", "\u1100\u1161"),
  },
  {
    loses: "compatible characters (NFKC)",
    of: (text) => text.normalize("NFKC"),
    ends: some("ﬁ", "Ａ", "²", "①", "…"),
  },
  {
    loses: "accents",
    of: (text) => text.normalize("NFD").replace(/\p{M}/gu, ""),
    ends: some("é", "ü", "ñ", "Å"),
  },
  {
    loses: "characters that are not seen",
    of: (text) => text.replace(/\p{Cf}/gu, ""),
    ends: some("\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff"),
  },
  {
    loses: "characters of four bytes",
    of: (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, ""),
    ends: some("😀", "𝒳", "𠮷"),
  },
  {
    loses: "characters outside of Latin-1",
    of: (text) => text.replace(/[\u{100}-\u{10ffff}]/gu, "?"),
    ends: some("日", "本", "Ж", "ą"),
  },
  {
    loses: "percent signs that escape",
    of: decoded,
    ends: some("%41", "%2F", "%25", "%20", "%C3%A9"),
  },
  {
    loses: "plus signs",
    of: (text) => text.replaceAll("+", " "),
    ends: between("+"),
  },
  {
    loses: "entities of HTML",
    of: (text) => text.replaceAll("&lt;", "<").replaceAll("&amp;", "&"),
    ends: some("&amp;", "&lt;"),
  },
  {
    loses: "backslashes",
    of: (text) => text.replace(/\\(.)/g, "$1"),
    // Before neither a quotation mark nor another backslash: it would be how JSON spells what is left, and
    // a report could not tell the two apart.
    ends: some("\\'", "\\n", "\\t", "\\%"),
  },
  {
    loses: "wildcards",
    of: (text) => text.replaceAll("%", "x"),
    ends: some("%"),
  },
  {
    loses: "punctuation",
    of: (text) => text.replace(/[./:@#?&;,!'"<>]+/g, "-"),
    ends: some(".", "/", ":", "@", "#", "?", "&", ";", "'", '"', "<"),
  },
  {
    loses: "its last character",
    isCommon: true,
    of: (text) => text.slice(0, -1),
    ends: fc
      .constantFrom("x", "0", "_")
      .map((fill) => ({ left: "", right: fill.repeat(CHARACTERS_MAX) })),
  },
  {
    loses: "nothing",
    of: (text) => text,
    ends: fc.record({ left: anyCharacters(), right: anyCharacters() }, { noNullPrototype: true }),
  },
];

/** Any but those that the contract refuses: NUL, and half a surrogate pair, which this unit never has. */
function anyCharacters(): fc.Arbitrary<string> {
  return fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.replaceAll("\0", ""));
}
