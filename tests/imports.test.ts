/** Who may import whom: the linter's rules, seen at work, and the order of the harness's rooms. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { after, before, describe, test } from "node:test";

const RECEIVER = "The receiver must not know the harness that judges it.";
const SDK = "Import the SDK by its package name, @proxy-checkout/server-js.";
const RUNTIME = "Which runtime it runs on is for server/main.ts to know.";
const OUTSIDE = "The harness judges any receiver from outside, and imports none.";
const SIGNATURE = "The harness has its own implementation of the signature.";
const VERIFIER = "The correct receiver has its own verifier: two that agree are evidence.";
const WORLD = "The correct receiver knows neither the world nor the oracle that judges it.";

/** A file, what it imports, and by which words it is refused; null where it may. */
const IMPORTS: readonly (readonly [file: string, imported: string, refusal: string | null])[] = [
  ["server/odd.ts", "../harness/main.ts", RECEIVER],
  ["server/odd.ts", "../sdk/index.ts", SDK],
  ["server/odd.test.ts", "../harness/main.ts", RECEIVER],
  ["server/proxy/odd.ts", "../../harness/main.ts", RECEIVER],
  ["server/gwop/odd.ts", "../../sdk/index.ts", SDK],
  ["server/odd.ts", "@proxy-checkout/server-js", null],
  ["server/odd.ts", "./listen/bun.ts", RUNTIME],
  ["server/gwop/odd.ts", "../listen/node.ts", RUNTIME],
  ["sdk/odd.ts", "../harness/main.ts", RECEIVER],
  ...[
    "harness/odd.ts",
    "harness/odd.test.ts",
    "harness/commands/odd.ts",
    "harness/trial/odd.ts",
    "harness/mutants/odd.ts",
    "harness/mutants/odd.test.ts",
    "harness/mutants/bugs/odd.ts",
    "harness/providers/gwop/odd.ts",
    "harness/providers/proxy/bugs/odd.ts",
    "harness/providers/proxy/receiver/odd.ts",
  ].flatMap((file) => {
    const up = "../".repeat(file.split("/").length - 1);
    return [
      [file, `${up}server/app.ts`, OUTSIDE],
      [file, `${up}sdk/index.ts`, OUTSIDE],
      [file, `${up}scripts/port.ts`, OUTSIDE],
      [file, "@proxy-checkout/server-js", SIGNATURE],
    ] as const;
  }),
  ...[
    "harness/mutants/odd.ts",
    "harness/mutants/bugs/odd.ts",
    "harness/providers/gwop/bugs/odd.ts",
    "harness/providers/gwop/receiver/odd.ts",
  ].flatMap((file) => {
    const up = "../".repeat(file.split("/").length - 2);
    return [
      [file, `${up}courier/sign.ts`, VERIFIER],
      [file, `${up}simulator/stage.ts`, WORLD],
      [file, `${up}trial/trial.ts`, WORLD],
      [file, `${up}target/policy.ts`, null],
    ] as const;
  }),
  ["harness/providers/gwop/receiver/odd.ts", "../oracle.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../oracle.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../world.ts", WORLD],
  ["harness/providers/proxy/bugs/odd.ts", "../receiver/state.ts", null],
  ["harness/providers/gwop/requirements/odd.ts", "../oracle.ts", null],
  ["harness/providers/gwop/requirements/odd.ts", "../../../courier/sign.ts", null],
  ["tests/odd.test.ts", "../harness/main.ts", null],
  ["tests/odd.test.ts", "../server/app.ts", null],
];

const BIOME = join(import.meta.dirname, "../node_modules/@biomejs/biome/bin/biome");

type Diagnostic = { readonly message: string; readonly location: { readonly path: string } };

let folder: string;

before(() => {
  folder = mkdtempSync(`${tmpdir()}/proxy-checkout-imports-`);
  cpSync("biome.jsonc", `${folder}/biome.jsonc`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Lints files that each have one import. @returns What is said of each, by its path. */
function lint(imports: readonly string[][]): ReadonlyMap<string, string> {
  for (const [file = "", imported = ""] of imports) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import { odd } from "${imported}";\nodd();\n`);
  }
  const rule = ["--only=style/noRestrictedImports", "--vcs-enabled=false", "--reporter=json"];
  const all = ["--max-diagnostics=none", "."];
  const { stdout, stderr } = spawnSync(process.execPath, [BIOME, "lint", ...rule, ...all], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.ok(stdout.startsWith("{"), stderr);
  const diagnostics: readonly Diagnostic[] = JSON.parse(stdout).diagnostics;
  return new Map(diagnostics.map(({ location, message }) => [location.path, message]));
}

describe("biome.jsonc", { timeout: 60_000 }, () => {
  test("refuses in every room what must not be imported there, and nothing else", () => {
    const files = IMPORTS.map(([file, imported], index) => [
      join(dirname(file), `case-${index}`, file.split("/").at(-1) ?? ""),
      imported.startsWith(".") ? `../${imported}` : imported,
    ]);
    const said = lint(files);
    for (const [index, [file, imported, refusal]] of IMPORTS.entries()) {
      const path = files[index]?.[0] ?? "";
      assert.equal(said.get(path) ?? null, refusal, `${file} imports ${imported}`);
    }
  });
});

/** As CONTRIBUTING.md lists them, from the ground up. */
const ROOMS = [
  ...readFileSync("CONTRIBUTING.md", "utf8").matchAll(/^\| `harness\/([\w.-]+?)\/?` \|/gm),
].map(([, room = ""]) => room);

type Import = readonly [from: string, to: string];

/** Of the harness's own files, one another. */
function importsOfHarness(): readonly Import[] {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "harness"]);
  return listed
    .toString()
    .split("\n")
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && existsSync(file))
    .flatMap((file) => {
      const specifiers = [...readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)"/g)];
      return specifiers.map(([, to = ""]): Import => [file, normalize(join(dirname(file), to))]);
    })
    .filter(([, to]) => to.startsWith("harness/"));
}

/** Those that will go once a sender is a value, handed to the rooms that play it. */
const STILL_UPWARD: ReadonlySet<string> = new Set([
  ...["simulator", "target", "trial", "mutants", "histories", "requirements", "properties"].map(
    (room) => `${room} -> providers`,
  ),
  "settings -> conformance",
  "providers -> conformance",
  "providers -> stand-alone",
]);

describe("the rooms of harness/", () => {
  const imports = importsOfHarness();
  const roomOf = (file: string): string => file.split("/")[1] ?? "";

  test("are all there, in the order of CONTRIBUTING.md", () => {
    const rooms = new Set(imports.flat().map(roomOf));
    assert.deepEqual([...rooms].toSorted(), ROOMS.toSorted());
  });

  test("import only from rooms below them", () => {
    const upward = imports
      .filter(([from, to]) => ROOMS.indexOf(roomOf(from)) < ROOMS.indexOf(roomOf(to)))
      .filter(([from, to]) => !STILL_UPWARD.has(`${roomOf(from)} -> ${roomOf(to)}`))
      .map(([from, to]) => `${from} imports ${to}`);
    assert.deepEqual(upward, []);
  });
});
