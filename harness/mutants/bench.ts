/** Where receivers of this folder are judged: one simulator for all, and one port for each. @module */

import { randomBytes } from "node:crypto";
import type { Scheme } from "../courier/sign.ts";
import { DEFAULT_POLICY, type Policy } from "../model.ts";
import type { Finding } from "../report.ts";
import type { Requirement } from "../requirement.ts";
import { run } from "../run.ts";
import { serveApi } from "../simulator/serve.ts";
import { createTheatre } from "../simulator/stage.ts";
import { startInProcess } from "./in-process-target.ts";
import type { Environment, Parts } from "./parts.ts";

/** A receiver to judge, and under which circumstances. */
export type Subject = {
  readonly parts: (correct: Parts) => Parts;
  readonly scheme: Scheme;
  readonly policy?: Policy;
  readonly seed: number;
  /** Generated histories for each property. */
  readonly runs: number;
};

export type Manner = "side by side" | "one by one";

export type Bench = {
  /** Starts the receiver, checks it against the requirements, and stops it. */
  readonly judge: (
    subject: Subject,
    requirements: readonly Requirement[],
    manner: Manner,
  ) => Promise<readonly Finding[]>;
  readonly close: () => Promise<void>;
};

const TOLERANCE_SECONDS = 300;
/** Small, since every mutant is sent bodies of this size. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Half of what the harness waits for. */
const BODY_WITHIN_MS = 700;
const API_TIMEOUT_MS = 200;

/** @param signal Interrupts what is being judged. */
export async function openBench(signal: AbortSignal): Promise<Bench> {
  const theatre = createTheatre(Date.now);
  const apiKey = randomBytes(16).toString("hex");
  const api = await serveApi(theatre, { host: "127.0.0.1", port: 0, apiKey });
  const nonce = randomBytes(5).toString("hex");
  let cases = 0;

  return {
    judge: async ({ parts, scheme, policy = DEFAULT_POLICY, seed, runs }, requirements, manner) => {
      const environment: Environment = {
        scheme,
        secrets: [newSecret(), newSecret()],
        toleranceSeconds: TOLERANCE_SECONDS,
        bodyLimitBytes: BODY_LIMIT_BYTES,
        bodyWithinMs: BODY_WITHIN_MS,
        apiUrl: api.url,
        apiKey,
        apiTimeoutMs: API_TIMEOUT_MS,
        probeToken: randomBytes(16).toString("hex"),
        policy,
        now: Date.now,
      };
      const { target, close } = await startInProcess(environment, parts);
      const settings = {
        target,
        theatre,
        signal,
        effort: { seed, runs, path: null, shrinks: false },
        nextNonce: () => `${nonce}${(cases++).toString(36)}`,
      };
      try {
        const check = (some: readonly Requirement[]): Promise<readonly Finding[]> =>
          run(some, settings, new Map(), () => {});
        if (manner === "side by side") return await check(requirements);
        const findings: Finding[] = [];
        for (const one of requirements) findings.push(...(await check([one])));
        return findings;
      } finally {
        await close();
      }
    },
    close: api.close,
  };
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
