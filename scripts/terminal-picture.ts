/** A picture of what a terminal shows, as SVG: text that can be selected, without a script. @module */

/** A character's share of the font size, in the monospaced fonts that systems have; hence `textLength`. */
const WIDTH_PX = 8.4;
const HEIGHT_PX = 19;
const MARGIN_PX = 16;

const PLAIN = "#e6edf3";

/** By the code that begins a colour. Those of picocolors that the harness uses, on a dark ground. */
const COLOURS: Readonly<Record<string, string>> = {
  "31": "#ff7b72",
  "32": "#7ee787",
  "33": "#e3b341",
  "36": "#79c0ff",
  "90": "#8b949e",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one
const CODES = /\u001b\[(\d+)m/;

/** A terminal's, unless it was made wider. */
const COLUMNS = 80;

/**
 * @param output Lines as a program wrote them, with the colours of a terminal. What is longer than its
 *   line goes on in the next one.
 * @param about What the picture shows, for those who can't see it.
 */
export function drawTerminal(output: string, about: string): string {
  const lines = output.split("\n").flatMap((line) => wrap(spansOf(line)));
  const width = Math.ceil(COLUMNS * WIDTH_PX + 2 * MARGIN_PX);
  const height = lines.length * HEIGHT_PX + 2 * MARGIN_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"`,
    `  font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<title>${escapeMarkup(about)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...lines.flatMap((spans, row) => drawLine(spans, MARGIN_PX + (row + 0.75) * HEIGHT_PX)),
    "</svg>",
    "",
  ].join("\n");
}

type Span = { readonly text: string; readonly colour: string };

/** Splits at the colours' codes; one that isn't known ends a colour. */
function spansOf(line: string): readonly Span[] {
  const [first = "", ...rest] = line.split(CODES);
  const spans: Span[] = [{ text: first, colour: PLAIN }];
  for (let index = 0; index < rest.length; index += 2) {
    spans.push({ text: rest[index + 1] ?? "", colour: COLOURS[rest[index] ?? ""] ?? PLAIN });
  }
  return spans;
}

/** Breaks where the terminal's line ends, in the middle of a word too. */
function wrap(spans: readonly Span[]): readonly (readonly Span[])[] {
  const lines: Span[][] = [[]];
  let left = COLUMNS;
  for (const { text, colour } of spans) {
    let rest = text;
    while (rest.length > left) {
      lines.at(-1)?.push({ text: rest.slice(0, left), colour });
      rest = rest.slice(left);
      lines.push([]);
      left = COLUMNS;
    }
    lines.at(-1)?.push({ text: rest, colour });
    left -= rest.length;
  }
  return lines;
}

function drawLine(spans: readonly Span[], y: number): readonly string[] {
  let column = 0;
  return spans.flatMap(({ text, colour }) => {
    const x = MARGIN_PX + column * WIDTH_PX;
    column += text.length;
    if (text.trim() === "") return [];
    const place = `x="${round(x)}" y="${round(y)}" textLength="${round(text.length * WIDTH_PX)}"`;
    return [`<text ${place} fill="${colour}" xml:space="preserve">${escapeMarkup(text)}</text>`];
  });
}

function round(px: number): string {
  return String(Math.round(px * 10) / 10);
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
