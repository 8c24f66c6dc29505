/** The receivers in `examples/`: how each is started, and how long it may be. @module */

import { readdirSync, readFileSync } from "node:fs";

export type Example = {
  /** Its folder in `examples/`. */
  readonly name: string;
  /** Typed in the project's folder. */
  readonly command: string;
  /** What is more than this shows nothing at a glance. Blank lines don't count. */
  readonly linesMax: number;
  /** Below which path its routes are; empty where they are the contract's. */
  readonly path: string;
  /** Whose webhooks it takes. */
  readonly provider: "proxy" | "all";
  /** Where it keeps what it records. */
  readonly store: "postgres" | "sqlite";
};

const ON_NODE = { linesMax: 150, path: "", provider: "proxy", store: "postgres" } as const;

export const EXAMPLES: readonly Example[] = [
  { ...ON_NODE, name: "express", command: "node examples/express/server.ts" },
  { ...ON_NODE, name: "fastify", command: "node examples/fastify/server.ts" },
  { ...ON_NODE, name: "next", command: "node examples/next/server.ts" },
  {
    ...ON_NODE,
    name: "hono",
    command: "node examples/hono/server.ts",
    path: "/payments",
    provider: "all",
  },
  {
    ...ON_NODE,
    name: "python",
    command: "python3 examples/python/receiver.py",
    linesMax: 300,
    store: "sqlite",
  },
];

/** How many lines an example has, in all of its files, blank ones left out. */
export function linesOf({ name }: Pick<Example, "name">): number {
  const folder = new URL(`../examples/${name}/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const lines = files
    .filter((file) => /\.(ts|py)$/.test(file))
    .flatMap((file) => readFileSync(new URL(file, folder), "utf8").split("\n"));
  return lines.filter((line) => line.trim() !== "").length;
}

/** How the harness is told about it. */
export function runFlagsOf({ command, path, provider }: Example): readonly string[] {
  const start = ["--start", command];
  if (path === "") return start;
  return [
    ...[...start, "--url", `${path}/api/proxy/webhook`, "--probe", `${path}/api/entitlements`],
    ...["--ready", `${path}/readyz`, "--provider", provider],
    ...["--gwop-url", `${path}/api/gwop/webhook`, "--gwop-invoices", `${path}/api/gwop/invoices`],
  ];
}
