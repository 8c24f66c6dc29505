/** An inspector of a test's own, and a browser that keeps its cookie and says what browsers say. @module */

import assert from "node:assert/strict";
import { createLog } from "../../log.ts";
import type { Pools } from "../../pools.ts";
import type { InspectorConfig } from "../config.ts";
import type { InspectorContext } from "../context.ts";
import { createInspector } from "../inspector.ts";

export const TOKEN = "an-inspector-token-for-tests-only";
export const ORIGIN = "https://inspector.example.com";

const CONFIG: InspectorConfig = {
  host: "127.0.0.1",
  port: 3001,
  token: TOKEN,
  metricsToken: null,
  origin: ORIGIN,
};

export type TestInspector = {
  /** A request as it is, to a path. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** What a form of a page sends, by a browser that holds a cookie. */
  readonly send: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
  /** @returns The session's cookie, as a browser sends it. */
  readonly signIn: () => Promise<string>;
  /** Every line that was logged. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** Lets time go by. */
  readonly pass: (ms: number) => void;
};

/** What a browser says of a form that a page of ours sends. */
export const FROM_OUR_PAGE = {
  "content-type": "application/x-www-form-urlencoded",
  "sec-fetch-site": "same-origin",
  origin: "null",
} as const;

export function createTestInspector(
  pools: Pools,
  {
    config = {},
    ...others
  }: Partial<Omit<InspectorContext, "config">> & {
    readonly config?: Partial<InspectorConfig>;
  } = {},
): TestInspector {
  const lines: Readonly<Record<string, unknown>>[] = [];
  let passedMs = 0;
  const used: InspectorConfig = { ...CONFIG, ...config };
  const app = createInspector({
    pool: pools.reads,
    takeUpAgain: async () => ({ ok: false, code: "provider_off" }),
    isReady: async () => "ready",
    settings: [],
    metrics: null,
    log: createLog("info", { write: (line) => void lines.push(JSON.parse(line)) }),
    ending: new AbortController().signal,
    now: () => passedMs,
    ...others,
    config: used,
  });
  const host = used.origin === null ? "localhost:3001" : new URL(used.origin).host;

  const ask: TestInspector["ask"] = async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", host);
    return app.fetch(withHost(new Request(`http://receiver.invalid${path}`, init), headers));
  };
  const send: TestInspector["send"] = (path, fields, headers = {}) =>
    ask(path, {
      method: "POST",
      headers: { ...FROM_OUR_PAGE, ...headers },
      body: new URLSearchParams(fields).toString(),
    });
  return {
    ask,
    send,
    signIn: async () => {
      const response = await send("/login", { token: TOKEN });
      assert.equal(response.status, 303);
      return cookieOf(response);
    },
    lines,
    pass: (ms) => {
      passedMs += ms;
    },
  };
}

/** @returns The cookie that an answer sets, without what the browser keeps to itself. */
export function cookieOf(response: Response): string {
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** By a property of its own: whoever makes a request of its own may not say what stands in `Host`. */
function withHost(request: Request, headers: Headers): Request {
  return Object.defineProperty(request, "headers", { value: headers });
}

/** @returns What a page's own form would send as its token. */
export async function formTokenOf(page: Response): Promise<string> {
  return /name="form_token" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
}
