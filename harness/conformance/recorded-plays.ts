/** What a run asks that replays a recording: its plays, in a world where things come about by being told. @module */

import { type Replay, replayOf } from "../recorded/deliveries.ts";
import { recordedRequirements } from "../recorded/requirements.ts";
import { tellable } from "../recorded/world.ts";
import type { Recording } from "../recording/recording.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { UsageError } from "../settings/usage-error.ts";
import type { RunOptions, Side } from "./options.ts";

export type RecordedPlays = {
  readonly requirements: readonly Requirement[];
  /** The options, with senders whose worlds can be told. */
  readonly told: RunOptions;
  /** How much is replayed, and what of the recording can't be, a sentence each. */
  readonly untold: readonly string[];
};

/** @throws {UsageError} If --only names something else than a play of a recording. */
export function recordedPlays(options: RunOptions, recording: Recording): RecordedPlays {
  const replay = replayOf(recording);
  const all = recordedRequirements(replay);
  const { only } = options;
  const isSelectedBy = (selector: string, { id }: Requirement): boolean =>
    id === selector || selector === "recorded";
  const unmatched = only.filter((selector) => !all.some((one) => isSelectedBy(selector, one)));
  if (unmatched.length > 0) {
    const ids = all.map(({ id }) => id).join(", ");
    throw new UsageError(unmatched.map((each) => `--only ${each}: of a recording, one of ${ids}`));
  }
  const [first, ...others] = options.sides;
  return {
    requirements:
      only.length === 0 ? all : all.filter((one) => only.some((each) => isSelectedBy(each, one))),
    told: { ...options, sides: [withTellable(first), ...others.map(withTellable)] },
    untold: inWords(replay),
  };
}

function withTellable({ provider, configured }: Side): Side {
  return {
    provider,
    configured: { ...configured, sender: (at) => tellable(configured.sender(at)) },
  };
}

/** Lines of one reason are many: so many are named. */
const LINES_MAX = 5;

function inWords({ deliveries, leftOut }: Replay): readonly string[] {
  const unknown = deliveries.filter(({ told }) => told === null).length;
  const reasons = Map.groupBy(leftOut, ({ reason }) => reason);
  return [
    `Replaying ${deliveries.length} recorded deliveries${unknown === 0 ? "" : `; of ${unknown}, whose objects have no known shape, the answers alone are judged`}`,
    ...[...reasons].map(([reason, of]) => {
      const lines = of.slice(0, LINES_MAX).map(({ line }) => line);
      return `Left out ${of.length} (${reason}): line ${lines.join(", ")}${of.length > LINES_MAX ? " …" : ""}`;
    }),
  ];
}
