/** What biome.jsonc refuses, seen at work, and the order of the harness's rooms. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import { after, before, describe, test } from "node:test";

const RECEIVER = "The receiver must not know the harness that judges it.";
const SDK = "Import the SDK by its package name, @proxy-checkout/server-js.";
const SDK_ALONE = "The SDK is a package, which knows no receiver.";
const STAYS = "What teams copy must not need what stays here.";
const RUNTIME = "Which runtime it runs on is for server/main.ts to know.";
const OUTSIDE = "The harness judges any receiver from outside, and imports none.";
const SIGNATURE = "The harness has its own implementation of the signature.";
const SENDER = "Who sends is handed to this room as a value: it must hold for any sender.";
const WORLD =
  "The correct receiver knows neither the world nor the signer nor the oracle that judge it.";

type Case = readonly [file: string, imported: string, refusal: string | null];

/** As a file of that folder would import it. */
function up(file: string, to: string): string {
  return relative(dirname(file), to);
}

/** A file, what it imports, and by which words it is refused; null where it may. */
const IMPORTS: readonly Case[] = [
  ["server/odd.ts", "../harness/main.ts", RECEIVER],
  ["server/odd.ts", "../sdk/index.ts", SDK],
  ["server/odd.ts", "../scripts/port.ts", STAYS],
  ["server/odd.test.ts", "../harness/main.ts", RECEIVER],
  ["server/odd.test.ts", "../tests/odd.ts", STAYS],
  ["server/proxy/odd.ts", "../../harness/main.ts", RECEIVER],
  ["server/gwop/odd.ts", "../../sdk/index.ts", SDK],
  ["server/odd.ts", "@proxy-checkout/server-js", null],
  ["server/odd.ts", "./listen/bun.ts", RUNTIME],
  ["server/gwop/odd.ts", "../listen/node.ts", RUNTIME],
  ["server/odd.ts", "../examples/entitlements.ts", STAYS],
  ["examples/odd.ts", "../harness/main.ts", RECEIVER],
  ["examples/express/odd.ts", "../../harness/in-process.ts", RECEIVER],
  ["examples/express/odd.ts", "../../sdk/index.ts", SDK],
  ["examples/express/odd.ts", "../../scripts/port.ts", STAYS],
  ["examples/express/odd.ts", "../../tests/pages.ts", STAYS],
  ["examples/express/odd.ts", "../../server/receiver.ts", null],
  ["examples/express/odd.ts", "../entitlements.ts", null],
  ["examples/express/odd.ts", "@proxy-checkout/server-js", null],
  ["sdk/odd.ts", "../harness/main.ts", RECEIVER],
  ["sdk/odd.ts", "../server/app.ts", SDK_ALONE],
  ["sdk/odd.ts", "../scripts/port.ts", STAYS],
  ...[
    "harness/odd.ts",
    "harness/odd.test.ts",
    "harness/commands/odd.ts",
    "harness/trial/odd.ts",
    "harness/trial/odd.test.ts",
    "harness/requirements/order/odd.ts",
    "harness/mutants/odd.ts",
    "harness/mutants/odd.test.ts",
    "harness/mutants/bugs/odd.ts",
    "harness/providers/gwop/odd.ts",
    "harness/providers/proxy/bugs/odd.ts",
    "harness/providers/proxy/receiver/odd.ts",
  ].flatMap((file): readonly Case[] => [
    [file, up(file, "server/app.ts"), OUTSIDE],
    [file, up(file, "sdk/index.ts"), OUTSIDE],
    [file, up(file, "scripts/port.ts"), OUTSIDE],
    [file, up(file, "tests/odd.ts"), OUTSIDE],
    [file, up(file, "examples/odd.ts"), OUTSIDE],
    [file, "@proxy-checkout/server-js", SIGNATURE],
  ]),
  ...[
    "harness/simulator/odd.ts",
    "harness/values/odd.ts",
    "harness/courier/odd.ts",
    "harness/settings/odd.ts",
    "harness/target/odd.ts",
    "harness/trial/odd.ts",
    "harness/mutants/bugs/odd.ts",
    "harness/histories/odd.ts",
    "harness/requirements/order/odd.ts",
    "harness/properties/odd.ts",
  ].map((file): Case => [file, up(file, "harness/providers/gwop/stories.ts"), SENDER]),
  ["harness/requirements/order/odd.test.ts", "../../providers/gwop/stories.ts", null],
  ["harness/run/odd.ts", "../providers/providers.ts", null],
  ...[
    "harness/mutants/odd.ts",
    "harness/mutants/bugs/odd.ts",
    "harness/providers/gwop/bugs/odd.ts",
    "harness/providers/gwop/receiver/odd.ts",
  ].flatMap((file): readonly Case[] => [
    [file, up(file, "harness/courier/scheme.ts"), WORLD],
    [file, up(file, "harness/simulator/stage.ts"), WORLD],
    [file, up(file, "harness/trial/trial.ts"), WORLD],
    [file, up(file, "harness/target/policy.ts"), null],
  ]),
  ["harness/providers/gwop/receiver/odd.ts", "../oracle.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../oracle.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../world.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../receiver/state.ts", null],
  ["harness/providers/gwop/requirements/odd.ts", "../oracle.ts", null],
  ["harness/providers/gwop/requirements/odd.ts", "../../../courier/scheme.ts", null],
  ["tests/odd.test.ts", "../harness/main.ts", null],
  ["tests/odd.test.ts", "../server/app.ts", null],
];

const BIOME = join(import.meta.dirname, "../node_modules/@biomejs/biome/bin/biome");

type Diagnostic = {
  readonly category: string;
  readonly message: string;
  readonly location: { readonly path: string };
};

let folder: string;

before(() => {
  folder = mkdtempSync(`${tmpdir()}/proxy-checkout-imports-`);
  cpSync("biome.jsonc", `${folder}/biome.jsonc`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Lints files, by their paths. @returns What is said of each. */
function lint(files: Readonly<Record<string, string>>, rule: string): ReadonlyMap<string, string> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const how = ["--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none"];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [BIOME, "lint", ...how, ...Object.keys(files)],
    { cwd: folder, encoding: "utf8" },
  );
  assert.ok(stdout.startsWith("{"), stderr);
  const diagnostics: readonly Diagnostic[] = JSON.parse(stdout).diagnostics;
  const said = diagnostics.filter(({ category }) => category === `lint/${rule}`);
  return new Map(said.map(({ location, message }) => [location.path, message]));
}

describe("biome.jsonc", { timeout: 60_000 }, () => {
  test("refuses in every room what must not be imported there, and nothing else", () => {
    const files = IMPORTS.map(([file, imported], index) => {
      const path = join(dirname(file), `case-${index}`, file.split("/").at(-1) ?? "");
      const moved = imported.startsWith(".") ? `../${imported}` : imported;
      return [path, `import { odd } from "${moved}";\nodd();\n`] as const;
    });
    const said = lint(Object.fromEntries(files), "style/noRestrictedImports");
    for (const [index, [file, imported, refusal]] of IMPORTS.entries()) {
      const path = files[index]?.[0] ?? "";
      assert.equal(said.get(path) ?? null, refusal, `${file} imports ${imported}`);
    }
  });

  test("refuses a circle, of types too", () => {
    const said = lint(
      {
        "harness/circle/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
        "harness/circle/b.ts": 'import type { A } from "./a.ts";\nexport type B = A;\n',
        "harness/circle/c.ts": 'import type { A } from "./a.ts";\nexport type C = A;\n',
      },
      "suspicious/noImportCycles",
    );
    assert.deepEqual([...said.keys()].toSorted(), ["harness/circle/a.ts", "harness/circle/b.ts"]);
  });

  test("refuses a function of more than 70 lines, but in a test", () => {
    const long = (lines: number): string =>
      `export function long() {\n${"  console.log();\n".repeat(lines)}}\n`;
    const files = {
      "harness/long/fits.ts": long(68),
      "harness/long/long.test.ts": long(71),
      "harness/long/long.ts": long(71),
    };
    const said = lint(files, "complexity/noExcessiveLinesPerFunction");
    assert.deepEqual([...said.keys()], ["harness/long/long.ts"]);
  });
});

/** As CONTRIBUTING.md lists them, from the ground up. */
const ROOMS = [
  ...readFileSync("CONTRIBUTING.md", "utf8").matchAll(/^\| `harness\/([\w.-]+?)\/?` \|/gm),
].map(([, room = ""]) => room);

type Import = readonly [from: string, to: string];

/** Of the harness's own files, one another: by `import`, `export`, `import()` and `import("…")` of a type. */
function importsOfHarness(): readonly Import[] {
  return readdirSync("harness", { recursive: true, encoding: "utf8" })
    .map((file) => `harness/${file}`)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*"(\.[^"]+)"/g)];
      return specifiers.map(([, to = ""]): Import => [file, normalize(join(dirname(file), to))]);
    })
    .filter(([, to]) => to.startsWith("harness/"));
}

describe("the rooms of harness/", () => {
  const imports = importsOfHarness();
  const roomOf = (file: string): string => file.split("/")[1] ?? "";

  test("are all there, in the order of CONTRIBUTING.md", () => {
    const rooms = new Set(imports.flat().map(roomOf));
    assert.deepEqual([...rooms].toSorted(), ROOMS.toSorted());
  });

  test("import only from those that CONTRIBUTING.md lists before them", () => {
    const upward = imports
      .filter(([from, to]) => ROOMS.indexOf(roomOf(from)) < ROOMS.indexOf(roomOf(to)))
      .map(([from, to]) => `${from} imports ${to}`);
    assert.deepEqual(upward, []);
  });
});
