import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import packageJson from "../package.json" with { type: "json" };

const ROOT = dirname(import.meta.dirname);
const PINNED = packageJson.packageManager.replace("bun@", "");

/** A PATH with nothing on it but a stand-in for Bun that knows its version, and echoes the rest. */
let folder: string;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/proxy-checkout-test-`);
});
after(() => rm(folder, { recursive: true, force: true }));

async function runWithBun(version: string, cwd = "/") {
  const bun = `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; elif [ "$1" != install ]; then echo "$PWD: $*"; fi\n`;
  await writeFile(`${folder}/bun`, bun, { mode: 0o755 });
  return run(folder, cwd);
}

function run(path: string, cwd = "/") {
  return spawnSync(resolve(import.meta.dirname, "harness"), ["list", "two words"], {
    cwd,
    env: { PATH: path },
    encoding: "utf8",
  });
}

describe("setup.sh", () => {
  for (const version of [PINNED, "1.10.0", "2.0.0", "1.99.0-canary.1"]) {
    test(`uses Bun ${version} from the PATH, and keeps the folder and standard output`, async () => {
      const { status, stdout, stderr } = await runWithBun(version);
      const main = `--config=${ROOT}/bunfig.toml --no-env-file ${ROOT}/harness/main.ts`;
      assert.deepEqual([status, stdout, stderr], [0, `/: ${main} list two words\n`, ""]);
    });
  }

  for (const version of ["1.4.4", "1.3.99", "0.9.9", "nonsense", ""]) {
    test(`does not use Bun ${version || "without a version"}`, async () => {
      const { status, stderr } = await runWithBun(version);
      assert.equal(status, 1);
      assert.match(stderr, /Cannot find Bun/);
    });
  }

  test("says what to install where there is neither Bun nor Node", () => {
    const { status, stdout, stderr } = run("/nonexistent");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, new RegExp(`Bun ${PINNED} or newer, nor Node 20`));
  });
});
