import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, test } from "node:test";
import { type Child, endChild, startChild } from "./child.ts";

/** Starts a shell, and waits until it says that it is up. */
async function startShell(script: string): Promise<{ child: Child; output: () => string }> {
  let output = "";
  const { promise: isUp, resolve } = Promise.withResolvers<void>();
  const child = startChild({
    command: "sh",
    args: ["-c", script],
    onOutput: (piece) => {
      output += piece;
      if (output.includes("up\n")) resolve();
    },
  });
  await isUp;
  return { child, output: () => output };
}

/** The shell waits for what is behind it, which says so if it is told to end as well. */
const HEARS_ALL = `
  trap 'wait; exit 7' TERM
  (trap 'echo overheard' TERM; echo up; sleep 0.2) & wait`;

/** Neither the shell nor what is behind it ends when asked; each holds the output. */
const DEAF = "trap '' TERM; (sleep 60) & echo up; wait; wait";

describe("startChild()", { timeout: 20_000 }, () => {
  for (const [script, code] of [
    ["exit 7", 7],
    ["kill -TERM $$", 143],
    ["kill -KILL $$", 137],
  ] as const) {
    test(`has ${code} for the exit code of ${script}`, async () => {
      assert.equal(await startChild({ command: "sh", args: ["-c", script] }).exited, code);
    });
  }

  test("asks the program alone to end", async () => {
    const { child, output } = await startShell(HEARS_ALL);
    child.send("SIGTERM");
    assert.equal(await child.exited, 7);
    assert.equal(output(), "up\n");
  });

  test("kills what a program leaves running", async () => {
    const folder = await mkdtemp(`${tmpdir()}/proxy-checkout-test-`);
    execFileSync("mkfifo", [`${folder}/held`]);
    const released = readFile(`${folder}/held`, "utf8");
    const script = `exec 3>'${folder}/held'; sleep 60 >&3 2>&1 &`;
    assert.equal(await startChild({ command: "sh", args: ["-c", script] }).exited, 0);
    assert.equal(await released, "");
    await rm(folder, { recursive: true });
  });

  test("says which program it can't run", () => {
    assert.throws(() => startChild({ command: "/nonexistent/program", args: [] }), {
      message: /^Cannot run \/nonexistent\/program: /,
    });
  });

  test("keeps the end of the output", async () => {
    const { child } = await startShell("seq 1 5000; echo up");
    await child.exited;
    assert.match(child.lastOutput(), /^4952\n[\s\S]*\n5000\nup$/);
  });
});

describe("endChild()", { timeout: 20_000 }, () => {
  test("kills all of the group once patience is out", async () => {
    const { child } = await startShell(DEAF);
    await endChild(child, "SIGTERM", 50);
    assert.equal(await child.exited, 137);
  });

  test("kills at once when somebody is impatient", async () => {
    const { child } = await startShell(DEAF);
    await endChild(child, "SIGTERM", 60_000, AbortSignal.abort());
    assert.equal(await child.exited, 137);
  });

  test("does nothing to a program that has exited", async () => {
    const { child } = await startShell("echo up");
    await child.exited;
    await endChild(child, "SIGKILL", 0);
    assert.equal(await child.exited, 0);
  });
});
