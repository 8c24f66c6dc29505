/** Asks a simulator that runs, over HTTP. @module */

import { typedAs } from "../../settings/typed-as.ts";
import { UsageError } from "../../settings/usage-error.ts";
import { complaint } from "../../simulator/route-doc.ts";
import { parseJson } from "../../target/parse-json.ts";

/** Nobody is there, or somebody who is no simulator of this kind. */
export class NoSimulator extends Error {
  override readonly name = "NoSimulator";
  readonly exitCode = 3;
}

/** A simulator that runs. */
export type Asked = {
  /** Without a path. */
  readonly origin: string;
  /** Posts JSON, and returns what is answered. */
  readonly ask: (path: string, body: object) => Promise<unknown>;
  /** Ends what is asked. */
  readonly signal: AbortSignal;
};

/** Longer than a receiver may take for an answer. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Its questions throw what a person can mend: {@link NoSimulator} where none answers, and UsageError with
 * the simulator's own words where it refuses.
 */
export function asking(origin: string, signal: AbortSignal): Asked {
  const ask = async (path: string, body: object): Promise<unknown> => {
    const { status, text } = await post(`${origin}${path}`, body, signal).catch((error) => {
      signal.throwIfAborted();
      throw nobodyAt(origin, error);
    });
    const answer = parseJson(text);
    if (status === 200) return answer;
    const { success, data } = complaint.safeParse(answer);
    if (!success || status === 404) throw otherAt(origin);
    throw new UsageError([`the simulator at ${origin} refuses: ${data.error}`]);
  };
  return { origin, ask, signal };
}

async function post(url: string, body: object, signal: AbortSignal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  });
  return { status: response.status, text: await response.text() };
}

/** @param cause What `fetch` threw. */
export function nobodyAt(origin: string, cause: unknown): NoSimulator {
  return new NoSimulator(
    `No simulator answers at ${origin}. Start one, with the receiver's secrets exported:
      ${typedAs("harness")} simulator --receiver http://127.0.0.1:3000
or name another with --simulator; trigger needs none with --to, and the receiver's URL`,
    { cause },
  );
}

export function otherAt(origin: string): NoSimulator {
  return new NoSimulator(
    `What answers at ${origin} is no simulator of this version: name another with --simulator`,
  );
}
