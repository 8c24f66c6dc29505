/** What a case of the worst day is: something terrible that happens to a receiver, and what is seen. @module */

import type { Lifetime } from "../lifetime.ts";

/** How each runtime starts the receiver; none of them may leave a lock file of its own. */
export const RUNTIMES = {
  bun: ["bun", "server/main.ts"],
  deno: ["deno", "run", "--quiet", "--allow-all", "--no-lock", "server/main.ts"],
  node: ["node", "server/main.ts"],
} as const;

export type Runtime = keyof typeof RUNTIMES;

export type Case = {
  readonly name: string;
  /** In one line, for `--help`. */
  readonly about: string;
  /** Bounded in time by itself. */
  readonly run: (place: Place) => Promise<readonly Row[]>;
};

export type Place = {
  readonly lifetime: Lifetime;
  readonly runtime: Runtime;
  /** The PATH on which `bun`, `deno` and `node` are the pinned ones. */
  readonly path: string;
  /** A database that nobody has written to. */
  readonly databaseUrl: string;
};

/** A line of the case's table, by column. */
export type Row = Readonly<Record<string, string | number>>;
