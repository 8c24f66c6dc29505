/**
 * Forms of the page, which work without script: each becomes the JSON that its route takes.
 *
 * A field `json` is what all of it begins with; `name:number`, `name:boolean` and `name:json` are fields
 * that are no text. Where one comes twice the last counts, so that a box that isn't ticked can say so.
 *
 * @module
 */

import { html } from "hono/html";
import { exactly, type Html } from "../../pages/show.ts";

/** Whether a body is a form's: curl calls JSON that too, unless it is told otherwise. */
export function isForm(contentType: string | undefined, body: string): boolean {
  const [type = ""] = (contentType ?? "").split(";");
  const isEncoded = type.trim().toLowerCase() === "application/x-www-form-urlencoded";
  return isEncoded && !body.trimStart().startsWith("{");
}

/** @returns JSON. What can't be read as what it should be stays a text: who takes it complains of it. */
export function jsonOf(body: string): string {
  const fields = new URLSearchParams(body);
  const given = parsedOr(fields.get("json") ?? "", {});
  const begun = typeof given === "object" ? given : {};
  const own = [...fields].flatMap(([key, value]) => {
    const [name = "", kind] = key.split(":");
    return key === "json" ? [] : [[name, fieldOf(kind, value)] as const];
  });
  return JSON.stringify({ ...begun, ...Object.fromEntries(own) });
}

function fieldOf(kind: string | undefined, value: string): unknown {
  switch (kind) {
    case "number":
      return value.trim() === "" || Number.isNaN(Number(value)) ? value : Number(value);
    case "boolean":
      return value === "true";
    case "json":
      return parsedOr(value, value);
    default:
      return value;
  }
}

function parsedOr(text: string, other: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return other;
    throw error;
  }
}

/** A form that posts to a route: in a line, or one thing below the other. */
export function form(path: string, content: Html, look: "act" | "begin" = "act"): Html {
  return html`<form class="${look}" method="post" action="${path}">${content}</form>`;
}

/** What the body begins with. */
export function bodyField(body: object): Html {
  return html`<input type="hidden" name="json" value="${exactly(JSON.stringify(body))}">`;
}

/** Where one can choose a way. `value` is JSON. */
export function choice(
  { name, label, id }: { readonly name: string; readonly label: string; readonly id: string },
  options: readonly (readonly [words: string, value: unknown])[],
): Html {
  return html`<select name="${name}:json" id="${id}" aria-label="${label}">${options.map(
    ([words, value]) => html`<option value="${JSON.stringify(value)}">${words}</option>`,
  )}</select>`;
}
