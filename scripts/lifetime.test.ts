import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";

let folder: string;

before(async () => {
  folder = await mkdtemp(`${tmpdir()}/proxy-checkout-test-`);
});
after(() => rm(folder, { recursive: true, force: true }));

/**
 * Runs a script of its own process, since a lifetime ends its process.
 *
 * @param work The body of the work, which has `lifetime`.
 * @param signals Are sent one by one, each when the script has said `signal` once more.
 */
async function runWork(work: string, signals: readonly NodeJS.Signals[] = []) {
  const file = `${folder}/script.ts`;
  const lifetime = JSON.stringify(new URL("lifetime.ts", import.meta.url).href);
  await writeFile(
    file,
    `import { runScript } from ${lifetime};\nawait runScript(async (lifetime) => {${work}});`,
  );
  const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let sent = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (piece: string) => {
      output += piece;
      while (sent < signals.length && output.split("signal").length > sent + 1) {
        child.kill(signals[sent]);
        sent += 1;
      }
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

/** Waits for ever; what it starts says `signal` when it is up, and `ended` when it is told to end. */
const PATIENT = `
  lifetime.own(Promise.resolve(), async () => console.log("released"));
  const command = "trap 'echo ended; exit' TERM; echo signal; while :; do sleep 0.05; done";
  return lifetime.start("/bin/sh", ["-c", command]).exited.then(() => new Promise(() => {}));`;

describe("runScript()", () => {
  test("exits with the work's own code, and releases what is owned, latest first", async () => {
    const { code, output } = await runWork(`
      for (const name of ["first", "second"]) {
        lifetime.own(Promise.resolve(name), async () => console.log(name));
      }
      return 7;`);
    assert.deepEqual([code, output], [7, "second\nfirst\n"]);
  });

  test("releases what is owned when the work throws, and says what it threw", async () => {
    const { code, output } = await runWork(`
      lifetime.own(Promise.resolve(), async () => console.log("released"));
      throw new Error("because");`);
    assert.equal(code, 1);
    assert.match(output, /because[\s\S]*released/);
  });

  for (const [signal, expected] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    test(`ends its children in order on ${signal}, and exits with ${expected}`, async () => {
      const { code, output } = await runWork(PATIENT, [signal]);
      assert.deepEqual([code, output], [expected, "signal\nended\nreleased\n"]);
    });
  }

  test("kills a child that does not listen, on the second Ctrl-C", {
    timeout: 10_000,
  }, async () => {
    const deaf = "trap 'echo signal' TERM; echo signal; while :; do sleep 0.05; done";
    const { code, output } = await runWork(
      `return lifetime.start("/bin/sh", ["-c", ${JSON.stringify(deaf)}]).exited;`,
      ["SIGINT", "SIGINT"],
    );
    assert.deepEqual([code, output], [130, "signal\nsignal\n"]);
  });

  test("releases what was still on its way when it was told to end", async () => {
    const { output } = await runWork(
      `await lifetime.own(
        new Promise((resolve) => lifetime.signal.addEventListener("abort", () => resolve("late"))
          ?? console.log("signal")),
        async (name) => console.log(name),
      );
      return new Promise(() => {});`,
      ["SIGTERM"],
    );
    assert.equal(output, "signal\nlate\n");
  });
});
