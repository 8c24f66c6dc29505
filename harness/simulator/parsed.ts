/** The body of a request to the simulator, held against what it may be. @module */

import { z } from "zod";
import { type ApiAnswer, respond } from "./serve.ts";

/** @returns What `use` makes of it; or 400, with everything that is wrong. */
export async function parsed<T>(
  schema: z.ZodType<T>,
  body: string,
  use: (value: T) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return respond(400, { error: "the body is not JSON" });
  }
  const result = schema.safeParse(json);
  return result.success ? use(result.data) : respond(400, { error: z.prettifyError(result.error) });
}
