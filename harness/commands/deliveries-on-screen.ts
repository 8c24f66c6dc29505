/** Where deliveries are printed as they come: in lines for people, or one JSON object a line. @module */

import process from "node:process";
import { visible } from "../pages/show.ts";
import { fitted } from "../settings/columns.ts";
import { heading, linesOf } from "../stand-alone/from-outside/delivery-lines.ts";
import type { Listener } from "../stand-alone/from-outside/telling.ts";
import { screenPaint } from "./screen-paint.ts";

const NOTE_CHARACTERS_MAX = 1_000;

/** Notes go to the error output, so that the other one holds deliveries alone. */
export function onScreen({ isJson }: { readonly isJson: boolean }): Listener {
  const note = (said: string): void => {
    console.error(fitted(visible(said, NOTE_CHARACTERS_MAX)));
  };
  // Not by the console: Bun's does not say that nobody reads any more.
  const print = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (isJson) return { note, delivered: (delivery) => print(JSON.stringify(delivery)) };

  let isBegun = false;
  return {
    note,
    delivered: (delivery) => {
      const sight = { paint: screenPaint, columns: process.stdout.columns ?? null };
      if (!isBegun) print(heading(sight));
      isBegun = true;
      for (const line of linesOf(delivery, sight)) print(line);
    },
  };
}
