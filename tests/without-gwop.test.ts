/** The receiver of a team that has no Gwop: server/README.md says what it deletes, and nothing breaks. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { after, before, describe, test } from "node:test";

/** What a type check and the tests of `server/` need. The SDK is among the packages. */
const COPIED = ["server", "package.json", "tsconfig.json", "tsconfig.runtimes.json"] as const;

const TEST_MS = 60_000;

/** For all of them. */
const ALL_TESTS_MS = 240_000;

/** What knows of no provider, and takes its time: it is as it was. */
const OF_NO_PROVIDER =
  /^(batch|doctor|fitness|gate|intake|liveness|log-destination|maintain|pools|readiness|stdout)\b/;

/** They take most of a minute. A brief run checks the types, which finds nearly all there is to find. */
const BRIEF = process.env["TEST_ALL"] !== "1";

let folder: string;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/proxy-checkout-without-gwop-`);
  for (const path of COPIED) await cp(path, `${folder}/${path}`, { recursive: true });
  await symlink(resolve("node_modules"), `${folder}/node_modules`);
  await deleteGwop();
});
after(() => rm(folder, { recursive: true, force: true }));

/** The folder, and its name in the list: the import, and the entry. */
async function deleteGwop(): Promise<void> {
  await rm(`${folder}/server/gwop`, { recursive: true });
  const list = `${folder}/server/providers.ts`;
  const text = await readFile(list, "utf8");
  const shorter = text.replace(/^import .*\/gwop\.ts";\n/m, "").replace(/, gwop\b/, "");
  assert.doesNotMatch(shorter, /gwop/i);
  await writeFile(list, shorter);
}

/** Runs Bun in the copy, and wants it to end well. @returns What it says, on either stream. */
function run(...args: readonly string[]): Promise<string> {
  return new Promise((said, failed) => {
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => {
      if (error === null) said(stdout + stderr);
      else failed(new Error(`Cannot ${args.join(" ")}:\n${stdout}${stderr}`));
    });
  });
}

describe("server/ without gwop/ and its name in providers.ts", { timeout: ALL_TESTS_MS }, () => {
  test("type-checks", { timeout: TEST_MS }, async () => {
    await run("run", "--bun", "tsc");
    await run("run", "--bun", "tsc", "--project", "tsconfig.runtimes.json");
  });

  test("passes its tests", { timeout: ALL_TESTS_MS, skip: BRIEF }, async () => {
    const files = await readdir(`${folder}/server`, { recursive: true });
    const tests = files.filter((file) => file.endsWith(".test.ts") && !OF_NO_PROVIDER.test(file));
    assert.ok(tests.length > 20);
    const paths = tests.map((file) => `./server/${file}`);
    const said = await run("test", `--timeout=${TEST_MS}`, ...paths);
    assert.match(said, /^ *[1-9]\d* pass$/m);
    assert.match(said, /^ *0 fail$/m);
  });
});
