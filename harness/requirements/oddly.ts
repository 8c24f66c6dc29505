/** A check of one value among many, which says what was odd about it where it breaks. @module */

import { Broken } from "../target/verdict.ts";

/** @throws {Broken} As the check does, with `what` ahead of it. */
export async function oddly(what: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    const { message, details, path, answer } = error;
    throw new Broken(`${what}: ${message}`, details, path, answer);
  }
}
