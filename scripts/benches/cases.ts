/** What is measured, in the order of the table. @module */

import type { Runtime } from "../worst-days/case.ts";
import type { WORKLOADS } from "./workloads.ts";

export type Serving =
  | {
      readonly kind: "receiver";
      readonly runtime: Runtime;
      readonly applyBatchMax?: number;
      /** Whether it keeps a log of deliveries; not where it isn't said. */
      readonly keepsLog?: boolean;
      /** How many of it share the connections, and one database; one where it isn't said. */
      readonly instances?: number;
    }
  /** One of `programs/`, on Bun. */
  | { readonly kind: "program"; readonly name: "floor" | "verify" | "textbook" };

export type Load =
  /** So many connections, each of which sends the next once the last is answered. */
  | { readonly kind: "closed"; readonly connections: number }
  /** At a fixed rate: a share of what another case reached in the same round. */
  | { readonly kind: "open"; readonly of: string; readonly share: number };

export type Case = {
  readonly id: string;
  readonly about: string;
  readonly serving: Serving;
  readonly workload: keyof typeof WORKLOADS;
  readonly load: Load;
  /** Whether it is in the short run, which has one of each kind. */
  readonly isQuick: boolean;
};

const CLOSED: Load = { kind: "closed", connections: 32 };
const ON_BUN = { kind: "receiver", runtime: "bun" } as const;
const SINGLES: Serving = { ...ON_BUN, applyBatchMax: 1 };

const OPEN_SHARE = 0.5;
const OVERLOAD_SHARE = 2.5;

export const CASES: readonly Case[] = [
  {
    id: "floor",
    about: "a POST is answered, and nothing else",
    serving: { kind: "program", name: "floor" },
    workload: "nothing",
    load: CLOSED,
    isQuick: true,
  },
  {
    id: "verify",
    about: "the signature is verified, and nothing is stored",
    serving: { kind: "program", name: "verify" },
    workload: "nothing",
    load: CLOSED,
    isQuick: true,
  },
  {
    id: "textbook",
    about: "a receiver as in tutorials: begin, insert, update, commit; no state is read",
    serving: { kind: "program", name: "textbook" },
    workload: "textbook",
    load: CLOSED,
    isQuick: true,
  },
  ...variants("inbox", "recorded, no state read"),
  ...variants("grant", "state read, granted"),
  {
    id: "grant/overload",
    about: "2.5 times what grant takes, at a fixed rate",
    serving: ON_BUN,
    workload: "grant",
    load: { kind: "open", of: "grant", share: OVERLOAD_SHARE },
    isQuick: true,
  },
  {
    id: "gwop",
    about: "Gwop: all facts of an invoice folded, granted",
    serving: ON_BUN,
    workload: "gwop",
    load: CLOSED,
    isQuick: true,
  },
];

/** The same on each runtime, by few and by many connections, one event a statement, and without haste. */
function variants(workload: "inbox" | "grant", about: string): readonly Case[] {
  const one = (id: string, more: Partial<Case> & Pick<Case, "about">): Case => ({
    id: id === "" ? workload : `${workload}/${id}`,
    serving: ON_BUN,
    workload,
    load: CLOSED,
    isQuick: false,
    ...more,
  });
  return [
    one("", { about, isQuick: true }),
    one("singles", { about: `${about}; one event a statement`, serving: SINGLES, isQuick: true }),
    one("deno", { about: `${about}; Deno`, serving: { kind: "receiver", runtime: "deno" } }),
    one("node", { about: `${about}; Node`, serving: { kind: "receiver", runtime: "node" } }),
    ...[1, 128].map((connections) =>
      one(`c${connections}`, {
        about: `${about}; ${connections} ${connections === 1 ? "connection" : "connections"}`,
        load: { kind: "closed", connections },
      }),
    ),
    one("two", {
      about: `${about}; two instances, 16 connections each`,
      serving: { ...ON_BUN, instances: 2 },
    }),
    one("log", {
      about: `${about}; the log of deliveries is on`,
      serving: { ...ON_BUN, keepsLog: true },
    }),
    one("open", {
      about: `half of what ${workload} takes, at a fixed rate`,
      load: { kind: "open", of: workload, share: OPEN_SHARE },
      isQuick: workload === "grant",
    }),
  ];
}

/**
 * @param only Ids, or beginnings of them up to a slash; none means all.
 * @returns Those, and what they are measured by; null where one names nothing.
 */
export function chooseCases(
  only: readonly string[],
  { quick }: { readonly quick: boolean },
): readonly Case[] | null {
  const isMeant = ({ id }: Case, name: string) => id === name || id.startsWith(`${name}/`);
  if (only.some((name) => !CASES.some((one) => isMeant(one, name)))) return null;
  const chosen = CASES.filter(
    (one) =>
      (only.length === 0 || only.some((name) => isMeant(one, name))) && (!quick || one.isQuick),
  );
  const needed = new Set(chosen.flatMap(({ load }) => (load.kind === "open" ? [load.of] : [])));
  return CASES.filter((one) => chosen.includes(one) || needed.has(one.id));
}
