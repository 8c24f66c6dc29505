/**
 * The package's `/in-process` in a team's own test suite, with each runner that people have.
 *
 * `scripts/test --all` runs it, beside everywhere.ts.
 *
 * @module
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Machine, type Runtime, setUp, TYPED } from "./machine.ts";
import { type Made, makePackage } from "./make.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { startReceiver } from "./running.ts";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 120_000 };
const RUNNERS = resolve("tests/package/node_modules");

type Runner = {
  readonly name: string;
  readonly runtime: Runtime;
  readonly file: string;
  /** How it calls a test. */
  readonly head: string;
  readonly line: string;
};

const RUNNING: readonly Runner[] = [
  ...(["node-22", "node-24"] as const).map((runtime) => ({
    name: `node:test on ${runtime}`,
    runtime,
    file: "shop.test.ts",
    head: 'import { test } from "node:test";',
    line: "node --test",
  })),
  {
    name: "bun test",
    runtime: "bun",
    file: "shop.test.ts",
    head: 'import { test } from "bun:test";',
    line: "bun test",
  },
  {
    name: "deno test",
    runtime: "deno",
    file: "shop.test.ts",
    head: "const { test } = Deno;",
    line: "deno test -A",
  },
  {
    name: "vitest",
    runtime: "node-24",
    file: "shop.test.ts",
    head: 'import { test } from "vitest";',
    line: "node node_modules/vitest/vitest.mjs run",
  },
  {
    name: "jest",
    runtime: "node-24",
    file: "shop.test.mjs",
    head: "",
    line: `node --experimental-vm-modules ${RUNNERS}/jest/bin/jest.js --rootDir . --config '{"testMatch":["**/*.test.mjs"],"transform":{}}'`,
  },
];

const home = mkdtempSync(join(tmpdir(), "proxy-checkout-suites-"));
let made: Made;
let registry: Registry;

before(async () => {
  made = await makePackage(join(home, "made"));
  registry = await startRegistry(made.published);
}, LONG);
after(async () => {
  await registry?.close();
  rmSync(home, { recursive: true, force: true });
});

/** A team's project in which the package was installed as that runtime installs. */
async function installOn(runtime: Runtime, name: string): Promise<Machine> {
  const machine = setUp(runtime, join(home, name.replaceAll(/\W/g, "-")), registry.url);
  made.project(machine.folder);
  const { code, stdout, stderr } = await machine.type(TYPED[runtime].install);
  assert.equal(code, 0, stdout + stderr);
  return machine;
}

describe("the package in a team's own test suite", LONG, () => {
  for (const { name, runtime, file, head, line } of RUNNING) {
    test(`holds for a handler that is right, and catches a wrong one, by ${name}`, async () => {
      const machine = await installOn(runtime, name);
      const at = (path: string): string => join(machine.folder, path);
      if (name === "vitest") symlinkSync(`${RUNNERS}/vitest`, at("node_modules/vitest"));
      // jest knows of types only by other packages.
      if (file.endsWith(".mjs")) withoutTypes(at("suite.ts"), at("suite.mjs"));
      const suite = file.endsWith(".mjs") ? "./suite.mjs" : "./suite.ts";
      writeFileSync(
        at(file),
        `${head}
import { holds, isCaught } from "${suite}";
test("holds", holds);
test("is caught", isCaught);
`,
      );
      const { code, stdout, stderr } = await machine.type(line);
      const said = stdout + stderr;
      assert.equal(code, 0, said);
      assert.match(said, /pass 2|2 pass|2 passed/, said);
    });
  }

  test("is what was installed, by its own name and by npx", async () => {
    const machine = await installOn("node-24", "installed");
    const { type, folder } = machine;
    const listed = await type("npx proxy-checkout-conformance list --area signature");
    assert.equal(listed.code, 0, listed.stderr);
    const help = await type(
      `PATH="${folder}/node_modules/.bin:$PATH"; proxy-checkout-conformance --help`,
    );
    assert.match(help.stdout, /^Usage: proxy-checkout-conformance /);

    const receiver = await startReceiver(machine);
    try {
      const init = `npx proxy-checkout-conformance init --url ${receiver.url}`;
      const { code, stderr } = await type(init, receiver.variables);
      assert.equal(code, 0, stderr);
      const { $schema } = JSON.parse(readFileSync(join(folder, "conformance.json"), "utf8"));
      assert.match($schema, /^node_modules\//);
      assert.ok(existsSync(join(folder, $schema)), $schema);
    } finally {
      await receiver.close();
    }
  });

  for (const [module, moduleResolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const) {
    test(`has types that a strict compiler takes, looking for them by ${moduleResolution}`, async () => {
      const { folder } = await installOn("bun", moduleResolution);
      const compilerOptions = {
        ...{ module, moduleResolution, target: "esnext", lib: ["esnext"], strict: true },
        ...{ exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, noEmit: true },
        // What is to be seen is in declarations.
        ...{ skipLibCheck: false, types: ["node"], typeRoots: [resolve("node_modules/@types")] },
      };
      writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["suite.ts"] }),
      );
      run(["run", "--bun", "tsc", "--project", join(folder, "tsconfig.json")]);
    });
  }
});

function withoutTypes(from: string, to: string): void {
  run(["build", from, "--target=node", "--packages=external", "--outfile", to]);
}

/** @throws With what it wrote, if it fails. */
function run(args: readonly string[]): void {
  execFileSync(process.execPath, [...args], { encoding: "utf8" });
}
