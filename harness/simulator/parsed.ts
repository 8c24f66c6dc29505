/** The body of a request to the simulator, held against what it may be. @module */

import type { z } from "zod";
import { type ApiAnswer, respond } from "./serve.ts";

type Issue = z.core.$ZodIssue;

/** @returns What `use` makes of it; or 400, with everything that is wrong, each by the name of its field. */
export async function parsed<T>(
  schema: z.ZodType<T>,
  body: string,
  use: (value: T) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return respond(400, { error: 'the body: no JSON, expected an object, such as {"id":"…"}' });
  }
  const result = schema.safeParse(json);
  if (result.success) return use(result.data);
  return respond(400, { error: problemsOf(result.error.issues).join("; ") });
}

/** @returns `quantity: …`, a line each. Values are not told: they may be long, and the sender has them. */
function problemsOf(issues: readonly Issue[], within: readonly PropertyKey[] = []): string[] {
  const problems = issues.flatMap((issue) => {
    const path = [...within, ...issue.path];
    return issue.code === "invalid_union"
      ? problemsOfUnion(issue, path)
      : [`${nameOf(path)}: ${wordsOf(issue)}`];
  });
  return [...new Set(problems)];
}

/** Of several shapes the one is meant whose kind was given; if none is, the kind is what is wrong. */
function problemsOfUnion(
  union: Extract<Issue, { code: "invalid_union" }>,
  path: readonly PropertyKey[],
): string[] {
  const [meant] = union.errors.filter((issues) => kindsOf(issues).length === 0);
  if (meant !== undefined) return problemsOf(meant, path);
  const kinds = [...new Set(union.errors.flatMap(kindsOf))];
  const { discriminator = fieldOfKind(union.errors) } = union;
  const options = "options" in union && Array.isArray(union.options) ? union.options : kinds;
  const name = path.at(-1) === discriminator ? path : [...path, discriminator];
  const expected = options.length === 0 ? "" : `: expected one of ${options.join(", ")}`;
  return [`${nameOf(name)}: none of what there is${expected}`];
}

/** @returns The kinds that a shape is for, where another or none was given. */
function kindsOf(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "invalid_union") {
      const nested = issue.errors.map(kindsOf);
      return nested.every((kinds) => kinds.length > 0) ? nested.flat() : [];
    }
    return issue.code === "invalid_value" && issue.path.length === 1
      ? issue.values.map(String)
      : [];
  });
}

function fieldOfKind(shapes: readonly (readonly Issue[])[]): string {
  for (const issue of shapes.flat()) {
    if (issue.code === "invalid_union") return fieldOfKind(issue.errors);
    if (issue.code === "invalid_value") return String(issue.path[0]);
  }
  return "kind";
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the body" : path.map(String).join(".");
}

function wordsOf(issue: Issue): string {
  if (issue.code === "unrecognized_keys") return `no field is called ${issue.keys.join(" or ")}`;
  const said = issue.message.replace("Invalid input: ", "");
  if (said.endsWith("received undefined")) return `missing, ${said.replace(/, received .*/, "")}`;
  return `${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}
