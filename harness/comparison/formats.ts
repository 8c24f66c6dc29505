/** In which forms a comparison is told. @module */

import type { Comparison } from "./comparison.ts";
import { formatHtml } from "./format-html.ts";
import { formatMarkdown } from "./format-markdown.ts";
import { formatText, type View } from "./format-text.ts";

export const FORMATS = ["text", "html", "markdown", "json"] as const;

export const FORMATTERS: Readonly<
  Record<(typeof FORMATS)[number], (comparison: Comparison, view: View) => string>
> = {
  text: formatText,
  html: formatHtml,
  markdown: (comparison, { showsAll }) => formatMarkdown(comparison, showsAll),
  json: (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
};
