/** Writes the published schemas anew from the code that they describe: `bun run docs`. @module */

import { writeFileSync } from "node:fs";
import { z } from "zod";
import { SETTINGS } from "../harness/conformance/settings.ts";
import { loadReportSchema } from "../harness/load/report.ts";
import { recordingLineSchema } from "../harness/recording/recording.ts";
import { reportSchema } from "../harness/run/report.ts";
import { settingsSchema } from "../harness/settings/schema.ts";
import { openApiOf } from "../harness/stand-alone/open-api.ts";
import { ROUTES } from "../harness/stand-alone/routes.ts";

const published: Readonly<Record<string, unknown>> = {
  "docs/report.schema.json": z.toJSONSchema(reportSchema),
  "docs/load-report.schema.json": z.toJSONSchema(loadReportSchema),
  "docs/recording.schema.json": z.toJSONSchema(recordingLineSchema),
  "docs/conformance.schema.json": settingsSchema(SETTINGS),
  "docs/simulator.openapi.json": openApiOf(ROUTES),
};
for (const [file, schema] of Object.entries(published)) {
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
