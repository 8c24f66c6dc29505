/** A comparison as a page that is one file: works from disk, and without script. Pure. @module */

import { html } from "hono/html";
import { selfContained } from "../pages/self-contained.ts";
import type { Comparison } from "./comparison.ts";
import type { View } from "./format-text.ts";
import { matrixPart } from "./page/matrix.ts";
import { runsPart } from "./page/runs.ts";
import { stepPart } from "./page/step.ts";

const STYLE = ["unseen.css", "comparison.css"];

export function formatHtml(comparison: Comparison, { showsAll }: View): string {
  const { step, trend } = comparison;
  const title = trend === null ? "Conformance, compared" : "Conformance over time";
  return selfContained(
    { title, style: STYLE },
    html`<h1>${title}</h1>
${step === null ? "" : stepPart(step, showsAll)}
${runsPart(comparison)}
${matrixPart(comparison, showsAll)}`,
  );
}
