/** Gives the probe the time that the target may take to apply what it has acknowledged. @module */

import { setTimeout as wait } from "node:timers/promises";
import type { ShownRecord } from "../target/shown-record.ts";
import { Broken, Untested } from "../target/verdict.ts";
import type { Sample } from "./delivering.ts";
import type { Hearing } from "./hearing.ts";
import type { Lag } from "./lag.ts";

/** What one look at the probe came to. */
export type View = {
  readonly shown: readonly ShownRecord[];
  /** Why it doesn't agree, now that everything is acknowledged; null where it does. */
  readonly objection: Broken | null;
  /** What may not be shown, however far the target has come; null where all of it may. */
  readonly forbidden: Broken | null;
};

export type Look = () => Promise<View>;

type Means = {
  readonly lag: Lag;
  readonly hearing: Pick<Hearing, "answeredAt">;
  readonly measure?: (sample: Sample) => void;
};

/** A target on this machine answers its probe within a millisecond or two. */
const LOOK_EVERY_MS = 10;

/** Long enough for a queue that is looked into once a second. */
const LOOK_AGAIN_WITHIN_MS = 2_000;

/**
 * Looks until the probe agrees and has been watched for a while, or the time is over. Without a lag
 * that is one look.
 *
 * @returns The last view; earlier, one of what may never be shown.
 */
export async function settled(look: Look, { lag, hearing, measure }: Means): Promise<View> {
  const startedAt = performance.now();
  let waitedMs = 0;
  let agreed = false;
  for (;;) {
    // As of its beginning: how long a look takes is not how long the target took.
    const now = performance.now();
    const view = await look();
    if (view.forbidden !== null) return view;
    if (view.objection !== null) {
      agreed = false;
      waitedMs = now - startedAt;
      if (waitedMs >= lag.allowedMs) return view;
    } else {
      if (!agreed && waitedMs > 0) waitedMs = now - startedAt;
      if (!agreed) lag.note(waitedMs);
      agreed = true;
      if (now >= hearing.answeredAt() + lag.watchMs()) {
        if (lag.allowedMs > 0) measure?.({ kind: "settled", waitedMs });
        return view;
      }
    }
    await wait(LOOK_EVERY_MS);
  }
}

/**
 * What to accuse the target of whose probe did not agree in time. Where it does a moment later, it was
 * only late, and the words say what is made for that.
 */
export async function lateOrWrong(objection: Broken, look: Look, lag: Lag): Promise<Broken> {
  const tell = lag.lookAgain();
  if (tell === null) return objection;
  const found = await lookAgain(look);
  tell(found !== "disagrees");
  if (found !== "agrees") return objection;
  const late =
    lag.allowedMs === 0
      ? "a moment later the probe agreed: where that is meant, --settle <ms> allows for it"
      : `the probe agreed only after the ${lag.allowedMs} ms of --settle`;
  const { message, details, path, answer, story } = objection;
  return new Broken(`${message}; ${late}`, details, path, answer, story);
}

async function lookAgain(look: Look): Promise<"agrees" | "forbidden" | "disagrees"> {
  const endsAt = performance.now() + LOOK_AGAIN_WITHIN_MS;
  while (performance.now() < endsAt) {
    const { objection, forbidden } = await look();
    if (forbidden !== null) return "forbidden";
    if (objection === null) return "agrees";
    await wait(LOOK_EVERY_MS);
  }
  return "disagrees";
}

/**
 * Looks again and again, for as long as that.
 *
 * @throws {Broken} What a look finds forbidden. Where there is no probe, there is nothing to look at.
 */
export async function watchFor(
  milliseconds: number,
  look: () => Promise<Broken | null>,
): Promise<void> {
  const endsAt = performance.now() + milliseconds;
  try {
    while (performance.now() < endsAt) {
      const forbidden = await look();
      if (forbidden !== null) throw forbidden;
      await wait(LOOK_EVERY_MS);
    }
  } catch (error) {
    if (!(error instanceof Untested)) throw error;
  }
}
