/** What is typed to maintain a database, as a person types it. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

test("scripts/maintain says from any folder how it is used", LONG, async () => {
  const command = resolve(import.meta.dirname, "../scripts/maintain");
  const { stdout } = await promisify(execFile)(command, ["--help"], { cwd: tmpdir() });
  assert.match(stdout, /^usage: maintain --older-than/);
});
