/**
 * A story as a drawing: the sender's world, what was delivered, and what was answered, a lane each, from
 * above to below. Of the same rows as the text beside it.
 *
 * @module
 */

import { html } from "hono/html";
import { type Row, rowsOf } from "../../histories/in-words.ts";
import { type Html, visible } from "../../pages/show.ts";
import { beside, cut, widthOf } from "../../settings/columns.ts";
import type { Story } from "../../target/story.ts";

/** Of monospaced characters, by the size that `report.css` gives them; other fonts are narrower. */
const CHARACTER = 7.4;
const LINE = 17;
const GAP = 9;
const HEAD = 30;
/** Of a row's first line, from the row's upper edge. */
const BASELINE = 13;

/** Left of a lane's text there is room for marks and lines. */
const MARGIN = 40;

/** Where a lane's text begins, and how many characters a line of it has. */
type Lane = { readonly x: number; readonly columns: number };

const WORLD: Lane = { x: MARGIN, columns: 48 };
const DELIVERIES: Lane = { x: endOf(WORLD) + MARGIN, columns: 48 };
const ANSWERS: Lane = { x: endOf(DELIVERIES) + MARGIN, columns: 28 };
const WIDTH = endOf(ANSWERS);
/** What is said of the whole story, or compared, has more than one lane. */
const TWO: Lane = { x: WORLD.x, columns: WORLD.columns + DELIVERIES.columns };
const ALL: Lane = { x: WORLD.x, columns: TWO.columns + ANSWERS.columns };

function endOf({ x, columns }: Lane): number {
  return x + Math.ceil(columns * CHARACTER);
}

/** In characters: whatever is longer is in the report for machines. */
const TEXT_MAX = 400;

type Line = { readonly x: number; readonly text: string };

/** A row with its place, from above. */
type Placed = {
  readonly row: Row;
  readonly y: number;
  readonly height: number;
  readonly texts: readonly (readonly Line[])[];
};

/** @param name Of whose story it is, for whoever can't see it; the text beside it says the rest. */
export function drawLanes(story: Story, name: string): Html {
  const placed = place(rowsOf(story));
  const last = placed.at(-1);
  const height = last === undefined ? HEAD : last.y + last.height;
  const title = `The story of ${name}, in lanes`;
  return html`<svg class="lanes" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<title>${visible(title, TEXT_MAX)}</title>
<desc>What happened in the sender's world, what was delivered, and what was answered, from above to below. The same stands below as text.</desc>
${headsOf(height)}${connections(placed)}${placed.map(drawn)}</svg>`;
}

function headsOf(height: number): Html {
  const head = ({ x }: Lane, text: string) =>
    html`<text class="head" x="${x}" y="14">${text}</text>`;
  const rules = [DELIVERIES, ANSWERS].map(({ x }) => `M${x - MARGIN / 2} 0V${height}`).join("");
  return html`<path class="rule" d="M0 ${HEAD - 8}H${WIDTH}${rules}"/>${head(WORLD, "in the sender's world")}${head(DELIVERIES, "delivered")}${head(ANSWERS, "answered")}`;
}

function place(rows: readonly Row[]): readonly Placed[] {
  let y = HEAD;
  return rows.map((row) => {
    const texts = textsOf(row);
    const height = Math.max(1, ...texts.map(({ length }) => length)) * LINE + GAP;
    const placed = { row, y, height, texts };
    y += height;
    return placed;
  });
}

/** What each of the row's lanes says, broken into lines. */
function textsOf(row: Row): readonly (readonly Line[])[] {
  const { lane, text, answer } = row;
  const said = answer === null ? [] : [linesIn(answer, ANSWERS)];
  switch (lane) {
    case "known":
    case "noted":
      return [linesIn(text, ALL)];
    case "world":
      return [linesIn(text, WORLD)];
    case "compared":
      return [linesIn(text, TWO), ...said];
    case "deliveries":
      return [linesIn(`${mannerOf(row)}${text}`, DELIVERIES), ...said];
  }
}

/** The lane says what the word `deliver` would. */
function mannerOf({ how, together }: Row): string {
  if (how === "redeliver") return "redeliver ";
  return how === "together" && together > 1 ? "together  " : "";
}

/** Broken between words; inside of those that are longer than a line. */
function linesIn(text: string, { x, columns }: Lane): readonly Line[] {
  const shown = visible(text, TEXT_MAX);
  return beside("", shown, 0, columns).flatMap((line) => {
    const lines: Line[] = [];
    for (let rest = line; rest !== ""; ) {
      const part = widthOf(rest) <= columns ? rest : cut(rest, columns).slice(0, -1);
      // A character that is wider than the lane is a line.
      const kept = part === "" ? rest : part;
      lines.push({ x, text: kept });
      rest = rest.slice(kept.length);
    }
    return lines;
  });
}

/** The origin of a row's drawing is where its first line of text begins. */
function drawn({ row, y, texts }: Placed): Html {
  const number = row.number === null ? "" : html`<text class="step">${row.number}</text>`;
  const lines = texts.flatMap((lane) =>
    lane.map(
      ({ x, text }, index) =>
        html`<text x="${x}"${index === 0 ? "" : html` y="${index * LINE}"`}>${text}</text>`,
    ),
  );
  return html`<g${lookOf(row)} transform="translate(0 ${y + BASELINE})">${number}${markOf(row)}${lines}</g>
`;
}

function lookOf({ lane, agrees }: Row): Html | string {
  if (agrees === false) return html` class="differs"`;
  return lane === "known" || lane === "noted" ? html` class="quiet"` : "";
}

/** By its shape, and not by colour alone: a full circle is a yes, a cross a no, an empty circle neither. */
function markOf({ lane, agrees, answer }: Row): Html | string {
  const x = ANSWERS.x - 10;
  if (lane === "compared") return agrees === true ? tick(WORLD.x - 14) : cross(WORLD.x - 14);
  if (lane !== "deliveries" || answer === null) return "";
  if (/^2\d\d$|^acknowledged$/.test(answer)) return circle("yes", x);
  return /^\d{3}$/.test(answer) ? cross(x) : circle("neither", x);
}

function circle(look: "yes" | "neither", x: number): Html {
  return html`<circle class="${look}" cx="${x}" cy="-4" r="4"/>`;
}

function cross(x: number): Html {
  return html`<path class="no" d="M${x - 4} -8l8 8m0-8l-8 8"/>`;
}

function tick(x: number): Html {
  return html`<path class="fits" d="M${x - 4} -4l3 4l5-8"/>`;
}

/** From where an event was made to where it was heard of, and around what was sent together. */
function connections(placed: readonly Placed[]): readonly Html[] {
  const right = DELIVERIES.x - 8;
  const left = DELIVERIES.x - MARGIN + 6;
  const made = new Map<string, Placed>();
  const paths: Html[] = [];
  for (const [index, one] of placed.entries()) {
    const { row, y } = one;
    if (row.lane === "world" && row.event !== null) {
      made.set(row.event, one);
      paths.push(html`<circle class="made" cx="${left}" cy="${y + 9}" r="3.5"/>`);
    }
    const from = row.event === null ? undefined : made.get(row.event);
    if (row.lane === "deliveries" && from !== undefined && row.how !== "late answer") {
      paths.push(html`<path class="heard" d="M${left} ${from.y + 9}L${right} ${y + 9}"/>`);
    }
    if (row.together > 1) {
      const end = placed[index + row.together - 1] ?? one;
      paths.push(html`<path class="together" d="M${right + 5} ${y + 2}h-4V${end.y + LINE}h4"/>`);
    }
  }
  return paths;
}
