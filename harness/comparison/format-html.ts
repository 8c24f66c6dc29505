import type { Comparison } from "./comparison.ts";
import type { View } from "./format-text.ts";
export function formatHtml(comparison: Comparison, _view: View): string {
  return comparison.columns.length + "";
}
