/**
 * Why a rightly signed delivery was refused: what can be found out is, and the rest is not guessed.
 *
 * @module
 */

import { answerOf, isAccepted, statusOf } from "../courier/outcome.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Preflight } from "../providers/provider.ts";
import { FoundationBroken } from "../target/foundation.ts";
import { TargetNotStarted } from "../target/managed-target.ts";
import { ping } from "../trial/ping.ts";
import type { Trial } from "../trial/trial.ts";

/** From UTC-12:00 to UTC+14:00, either way round. */
const ZONE_HOURS_MAX = 14;
const QUARTER_SECONDS = 15 * 60;

/** @returns What to say: of the clock, of two secrets, or else of the secret itself. */
export async function explainRefusal(
  trial: Trial,
  own: Preflight,
  refused: WireOutcome,
): Promise<FoundationBroken> {
  const status = statusOf(refused) ?? 0;
  const answer = answerOf(refused);
  const broken = (message: string, remedy: string): FoundationBroken =>
    new FoundationBroken("secret", message, { exitCode: 2, remedy, answer });

  const apart = await zoneOf(trial);
  if (apart !== null) {
    return broken(
      `It answered ${status} to a rightly signed delivery, and accepts one that is stamped ${apart.inWords}: its clock seems ${apart.off} off`,
      "Compare the timestamp, which counts seconds since 1970 in UTC, with such seconds, not with local time",
    );
  }
  const { said, remedy } = own.refused(status, trial.target.scheme);
  if (trial.target.secrets.length < 2) return broken(`It ${said}`, remedy);

  const lone = await acceptedAlone(trial);
  if (lone !== null) {
    return broken(
      `It answered ${status} to a rightly signed delivery. It was given two secrets separated by a comma, and ${lone}`,
      `Split ${trial.sender.receiver.secretVariable} at its commas, and accept what any of them signed: two are valid while one is being rotated out`,
    );
  }
  return broken(
    `It ${said}. It was given two secrets separated by a comma, and a signature by either has to hold`,
    remedy,
  );
}

/** @returns How far its clock is off, by whole quarter hours; null where that is not what is wrong. */
async function zoneOf(
  trial: Trial,
): Promise<{ readonly off: string; readonly inWords: string } | null> {
  for (let quarters = 1; quarters <= ZONE_HOURS_MAX * 4; quarters += 1) {
    for (const sign of [1, -1]) {
      const skewSeconds = sign * quarters * QUARTER_SECONDS;
      const outcome = await trial.deliver({ ...ping(trial), skewSeconds });
      if (outcome.kind !== "answered") return null;
      if (!isAccepted(outcome)) continue;
      const off = `${Math.floor(quarters / 4)}:${String((quarters % 4) * 15).padStart(2, "0")} h`;
      return { off, inWords: `${off} ${sign === 1 ? "ahead" : "ago"}` };
    }
  }
  return null;
}

/** @returns How it takes one secret and not two; null where that is not what is wrong. */
async function acceptedAlone(trial: Trial): Promise<string | null> {
  const { target, sender } = trial;
  const [first, ...others] = target.secrets;
  for (const [secret, what] of [
    ...others.map((other) => [other, "accepts what the last of them signed alone"] as const),
    [target.secrets.join(","), "takes both with their comma for one"] as const,
  ]) {
    if (isAccepted(await trial.deliver({ ...ping(trial), secret }))) return what;
  }
  const { managed } = target;
  if (managed === null) return null;
  try {
    await managed.restart({ [sender.receiver.secretVariable]: first });
    const alone = await trial.deliver(ping(trial));
    await managed.restart();
    return isAccepted(alone) ? "accepts deliveries once it is given one of them alone" : null;
  } catch (error) {
    // With one alone it may not even start, which tells nothing of what was wrong with two.
    if (error instanceof TargetNotStarted) return null;
    throw error;
  }
}
