/** What is published of a route: of this the list of routes is made, and the OpenAPI document. @module */

import { z } from "zod";
import type { ApiRequest } from "./serve.ts";

export type RouteDoc = {
  /** Parts in braces stand for any text: `GET /simulator/objects/{id}`. */
  readonly route: `${"GET" | "POST"} /${string}`;
  /** One sentence. */
  readonly does: string;
  /** What it takes as JSON; null where it takes nothing. */
  readonly body: z.ZodType | null;
  /** Parts of the query that it heeds, and what each is. */
  readonly query?: Readonly<Record<string, string>>;
  /** What it answers with 200: JSON of a shape, or a media type. */
  readonly answer: z.ZodType | `${string}/${string}`;
  /** By which other statuses it answers, with what was wrong. */
  readonly refusals: readonly (400 | 401 | 404 | 409 | 503)[];
  /** Whether it is the sender's own, which asks for the API's key. */
  readonly isKeyed?: boolean;
};

/** What was wrong, and what to do. */
export const complaint = z.object({ error: z.string() });

/** An object as it is now. What else it has is its sender's affair. */
export const anyObject = z.looseObject({ id: z.string(), status: z.string() });

/** What a route that changes something says: about which objects, and which events were made of it. */
export const enacted = z.object({
  objects: z.array(z.string()),
  /** Each with what it was answered; where it was not delivered, as it goes on the wire. */
  events: z.array(z.looseObject({})),
});

/** @returns What is in the place of the braces, decoded; null where the request is another's. */
export function partsOf(
  { route }: Pick<RouteDoc, "route">,
  { method, path }: Pick<ApiRequest, "method" | "path">,
): readonly string[] | null {
  const wanted = route.split("/");
  const given = `${method} ${path}`.split("/");
  if (wanted.length !== given.length) return null;
  const parts: string[] = [];
  for (const [index, part] of wanted.entries()) {
    const there = given[index] ?? "";
    if (part.startsWith("{")) {
      if (there === "") return null;
      parts.push(decoded(there));
    } else if (part !== there) return null;
  }
  return parts;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return segment;
    throw error;
  }
}
