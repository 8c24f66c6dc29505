/** What a target wrote, and when: enough to tell which lines came while something was tried. @module */

export type Journal = {
  readonly note: (text: string) => void;
  /** @param startedAt By `performance.now()`. */
  readonly since: (startedAt: number) => string;
};

/** Of what a receiver with much to say writes in a few seconds. */
const PIECES_MAX = 4_000;
const CHARACTERS_MAX = 4_000_000;

export function createJournal(): Journal {
  let pieces: { readonly at: number; readonly text: string }[] = [];
  let characters = 0;
  return {
    note: (text) => {
      pieces.push({ at: performance.now(), text });
      characters += text.length;
      if (pieces.length <= PIECES_MAX && characters <= CHARACTERS_MAX) return;
      pieces = pieces.slice(pieces.length / 2);
      characters = pieces.reduce((sum, piece) => sum + piece.text.length, 0);
    },
    since: (startedAt) =>
      pieces
        .filter(({ at }) => at >= startedAt)
        .map(({ text }) => text)
        .join(""),
  };
}
