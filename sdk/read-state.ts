/** Asks Proxy for the latest state of one object, within a bound of time and of size. @module */

import type { z } from "zod";
import { readBounded } from "./body.ts";
import type { Bytes } from "./bytes.ts";
import { parseJson } from "./json.ts";
import {
  type ProxySession,
  type ProxySubscription,
  wireSession,
  wireSubscription,
} from "./objects.ts";

/** A session with the largest cart anyone sends is a hundredth of it. */
const ANSWER_BYTES_MAX = 1024 * 1024;

export type ProxyStateErrorCode =
  | "api_unreachable"
  | "api_timeout"
  | "api_unauthorized"
  | "api_not_found"
  | "api_status"
  | "api_answer_too_large"
  | "api_malformed"
  | "api_object_mismatch";

/** The latest state could not be had. Nothing was decided by it; a later attempt may succeed. */
export class ProxyStateError extends Error {
  override readonly name = "ProxyStateError";
  readonly code: ProxyStateErrorCode;

  constructor(code: ProxyStateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** How to reach Proxy (A9). */
export type Api = {
  readonly apiKey: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** Bounds the whole read, the body included. */
  readonly timeoutMs: number;
  readonly fetch: (...args: Parameters<typeof globalThis.fetch>) => Promise<Response>;
};

/**
 * A8: the path is an assumption.
 *
 * @throws {ProxyStateError}
 */
export function readSession(api: Api, id: string): Promise<ProxySession> {
  return readObject(api, { path: "proxy_sessions", id, schema: wireSession });
}

/** @throws {ProxyStateError} */
export function readSubscription(api: Api, id: string): Promise<ProxySubscription> {
  return readObject(api, { path: "subscriptions", id, schema: wireSubscription });
}

/** Once: repeating is the sender's part, which knows that the delivery was not accepted (A12). */
async function readObject<T extends { readonly id: string }>(
  api: Api,
  wanted: { readonly path: string; readonly id: string; readonly schema: z.ZodType<T> },
): Promise<T> {
  const url = `${api.baseUrl}/${wanted.path}/${encodeURIComponent(wanted.id)}`;
  const answer = await readAnswer(api, url);

  const parsed = wanted.schema.safeParse(parseJson(answer));
  if (!parsed.success) throw malformed(parsed.error);
  if (parsed.data.id !== wanted.id) {
    throw new ProxyStateError(
      "api_object_mismatch",
      "Cannot use state: expected the object that was asked for",
    );
  }
  return parsed.data;
}

async function readAnswer(api: Api, url: string): Promise<Bytes> {
  const signal = AbortSignal.timeout(api.timeoutMs);
  try {
    const { fetch } = api; // called on its own: some runtimes refuse a fetch with another `this`
    const response = await fetch(url, {
      headers: { accept: "application/json", authorization: `Bearer ${api.apiKey}` },
      redirect: "manual", // the key is for this host, not for one that it names
      signal,
    });
    return await readOk(response);
  } catch (cause) {
    if (cause instanceof ProxyStateError) throw cause;
    throw signal.aborted
      ? new ProxyStateError(
          "api_timeout",
          `Cannot read state: expected an answer within ${api.timeoutMs} ms`,
          { cause },
        )
      : new ProxyStateError("api_unreachable", "Cannot read state: expected an answer", { cause });
  }
}

async function readOk(response: Response): Promise<Bytes> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new ProxyStateError(
      codeOfStatus(response.status),
      `Cannot read state: expected success, not status ${response.status}`,
    );
  }
  const answer = await readBounded(response, ANSWER_BYTES_MAX);
  if (answer === null) {
    throw new ProxyStateError(
      "api_answer_too_large",
      `Cannot read state: expected at most ${ANSWER_BYTES_MAX} bytes`,
    );
  }
  return answer;
}

/** Tells apart what an operator must mend: the key, the account or base URL, or nothing of ours. */
function codeOfStatus(status: number): ProxyStateErrorCode {
  switch (status) {
    case 401:
    case 403:
      return "api_unauthorized";
    case 404:
      return "api_not_found";
    default:
      return "api_status";
  }
}

/** Names the fields at fault, never what they held: the message may be logged. */
function malformed({ issues }: z.ZodError): ProxyStateError {
  const fields = issues.map(({ path }) => path.join(".") || "the whole answer");
  return new ProxyStateError(
    "api_malformed",
    `Cannot use state: expected the documented format of ${fields.join(", ")}`,
  );
}
