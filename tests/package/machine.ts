/** A person's machine that has one runtime and nothing else: no project, no cache, no other tool. */

import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findExecutable } from "../../scripts/find-executable.ts";
import { findRuntime } from "../../scripts/runtimes.ts";
import { type Ending, hearOut } from "../person.ts";

export type Runtime = "node-22" | "node-24" | "bun" | "deno";

const NODE = {
  harness: "npx --yes proxy-checkout-conformance",
  program: "node",
  install: "npm install --save-dev proxy-checkout-conformance fast-check",
  test: "node --test",
};

/** How a person there types the package's command, a program of their own, and the rest. */
export const TYPED = {
  "node-22": NODE,
  "node-24": NODE,
  bun: {
    harness: "bunx proxy-checkout-conformance",
    program: "bun",
    install: "bun add --dev proxy-checkout-conformance fast-check",
    test: "bun test",
  },
  deno: {
    harness: "deno run -A npm:proxy-checkout-conformance",
    program: "deno run -A",
    install: "deno add --npm proxy-checkout-conformance fast-check",
    test: "deno test -A",
  },
} as const satisfies Record<
  Runtime,
  Readonly<Record<"harness" | "program" | "install" | "test", string>>
>;

/** Asked for late: none is there before it was installed. */
const EXECUTABLES: Readonly<Record<Runtime, () => string>> = {
  "node-22": () => findRuntime("node-22"),
  "node-24": () => findRuntime("node"),
  bun: () => process.execPath,
  deno: () => findRuntime("deno"),
};

const NPM = resolve("tests/package/node_modules/npm/bin");

export type Machine = {
  readonly runtime: Runtime;
  /** The folder that a person is in, empty at first. */
  readonly folder: string;
  readonly type: (
    line: string,
    more?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ) => Promise<Ending>;
};

/**
 * @param home A folder of its own, in which everything is.
 * @param registry Its URL.
 */
export function setUp(runtime: Runtime, home: string, registry: string): Machine {
  const bin = `${home}/bin`;
  const folder = `${home}/work`;
  for (const each of [bin, folder, `${home}/tmp`]) mkdirSync(each, { recursive: true });
  const sh = findExecutable("sh", process.env["PATH"] ?? "") ?? "/bin/sh";
  symlinkSync(sh, `${bin}/sh`);
  for (const [name, target] of toolsOf(runtime)) symlinkOrScript(`${bin}/${name}`, target);

  const environment = {
    PATH: bin,
    HOME: home,
    TMPDIR: `${home}/tmp`,
    npm_config_registry: registry,
    npm_config_cache: `${home}/npm`,
    npm_config_update_notifier: "false",
    NPM_CONFIG_REGISTRY: registry,
    BUN_CONFIG_REGISTRY: registry,
    BUN_INSTALL_CACHE_DIR: `${home}/bun`,
    BUN_TMPDIR: `${home}/tmp`,
    DENO_DIR: `${home}/deno`,
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  };
  return {
    runtime,
    folder,
    type: (line, more = {}, signal) =>
      typeThere(line, { cwd: folder, env: { ...environment, ...more }, signal }),
  };
}

/** By name: an executable to link to, or a script of npm's. */
function toolsOf(runtime: Runtime): readonly (readonly [string, string])[] {
  const executable = EXECUTABLES[runtime]();
  switch (runtime) {
    case "bun":
      return [
        ["bun", executable],
        ["bunx", executable],
      ];
    case "deno":
      return [["deno", executable]];
    case "node-22":
    case "node-24":
      return [
        ["node", executable],
        ["npm", `${NPM}/npm-cli.js`],
        ["npx", `${NPM}/npx-cli.js`],
      ];
  }
}

function symlinkOrScript(file: string, target: string): void {
  if (target.endsWith(".js")) {
    writeFileSync(file, `#!/bin/sh\nexec "${dirname(file)}/node" "${target}" "$@"\n`);
    chmodSync(file, 0o755);
  } else symlinkSync(target, file);
}

function typeThere(
  line: string,
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Ending> {
  const { signal, ...place } = options;
  const child = spawn("/bin/sh", ["-c", line], { ...place, stdio: ["ignore", "pipe", "pipe"] });
  signal?.addEventListener("abort", () => child.kill(), { once: true });
  return hearOut(child);
}
