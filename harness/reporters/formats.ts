/** Which reports there are. @module */

import type { Report } from "../run/report.ts";
import { formatBadge } from "./badge.ts";
import { formatGithub } from "./github.ts";
import { formatHtml } from "./html/html.ts";
import { formatJson } from "./json.ts";
import { formatJunit } from "./junit.ts";
import { formatNdjson } from "./ndjson.ts";
import { formatSarif } from "./sarif.ts";
import { formatTap } from "./tap.ts";
import { formatText, type View } from "./text.ts";

export const FORMATS = [
  "text",
  "html",
  "json",
  "ndjson",
  "junit",
  "tap",
  "sarif",
  "github",
  "badge",
] as const;

export type Format = (typeof FORMATS)[number];

/** Only text looks as the reader wants it: the others hold everything, for whoever reads them. */
export const REPORTERS: Readonly<Record<Format, (report: Report, view: View) => string>> = {
  text: formatText,
  html: formatHtml,
  json: formatJson,
  ndjson: formatNdjson,
  junit: formatJunit,
  tap: formatTap,
  sarif: formatSarif,
  github: formatGithub,
  badge: formatBadge,
};
