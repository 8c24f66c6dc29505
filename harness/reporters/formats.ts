/** Which reports there are. @module */

import type { Report } from "../run/report.ts";
import { formatGithub } from "./github.ts";
import { formatJson } from "./json.ts";
import { formatJunit } from "./junit.ts";
import { formatNdjson } from "./ndjson.ts";
import { formatSarif } from "./sarif.ts";
import { formatTap } from "./tap.ts";
import { formatText, type Paint } from "./text.ts";

export const FORMATS = ["text", "json", "ndjson", "junit", "tap", "sarif", "github"] as const;

export type Format = (typeof FORMATS)[number];

/** Only text is painted. */
export const REPORTERS: Readonly<Record<Format, (report: Report, paint: Paint) => string>> = {
  text: formatText,
  json: formatJson,
  ndjson: formatNdjson,
  junit: formatJunit,
  tap: formatTap,
  sarif: formatSarif,
  github: formatGithub,
};
