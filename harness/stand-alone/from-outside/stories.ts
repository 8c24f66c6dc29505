/** All stories that can be played, by their names. @module */

import type { Provider, Story } from "../../providers/provider.ts";
import { PROVIDERS } from "../../providers/providers.ts";
import { beside } from "../../settings/columns.ts";
import { nearest } from "../../settings/nearest.ts";

export type FoundStory = { readonly provider: Provider; readonly story: Story };

export const STORIES: readonly FoundStory[] = PROVIDERS.flatMap((provider) =>
  provider.standAlone.stories.all.map((story) => ({ provider, story })),
);

/** @returns Null where there is none of the name, and it was said which was probably meant. */
export function findStory(name: string, complain: (problem: string) => void): FoundStory | null {
  const found = STORIES.find(({ story }) => story.name === name);
  if (found !== undefined) return found;
  const names = STORIES.map(({ story }) => story.name);
  complain(
    `there is no story ${name}: is it ${nearest(name, names)}? There are ${names.join(", ")}`,
  );
  return null;
}

/** @returns A list of them for `--help`, a sender after the other. */
export function storiesInWords(): string {
  const widest = Math.max(...STORIES.map(({ story }) => story.name.length));
  return PROVIDERS.flatMap(({ title, standAlone }) => [
    `  ${title}'s stories:`,
    ...standAlone.stories.all.flatMap(({ name, does }) => beside(`    ${name}`, does, widest + 6)),
  ]).join("\n");
}
