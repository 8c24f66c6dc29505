import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const RUN = "Deno" in globalThis ? ["run", "-A", MAIN] : [MAIN];

/** Is ready at once, and never stops by itself. */
const DEAF = `
  import { writeFileSync } from "node:fs";
  import { createServer } from "node:http";
  process.on("SIGTERM", () => {});
  const server = createServer((request, response) => response.end("ok"));
  server.listen(Number(process.env.PORT), "127.0.0.1", () => {
    writeFileSync(process.argv[2], String(process.pid));
  });
`;

describe("an interrupted run", { timeout: 60_000 }, () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "interruption-"));
    await writeFile(join(folder, "deaf.mjs"), DEAF);
  });
  after(() => rm(folder, { recursive: true }));

  /** Starts a run, and interrupts it as soon as its target has said which process it is. */
  async function interrupt(name: string, start: (pidFile: string) => string) {
    const pidFile = join(folder, name);
    const harness = spawn(process.execPath, [...RUN, "run", "--start", start(pidFile)], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaints = "";
    harness.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaints += text;
    });
    const closed = once(harness, "close");
    const pid = await pidIn(pidFile);
    harness.kill("SIGINT");
    return { harness, closed, pid, complaints: () => complaints };
  }

  test("ends with 130 while its target is not ready, and leaves nothing running", async () => {
    const { closed, pid, complaints } = await interrupt(
      "not-ready",
      (file) => `sh -c 'echo $$ > ${file}; exec sleep 60'`,
    );
    const [code] = await closed;
    assert.equal(code, 130);
    assert.match(complaints(), /^Interrupted/);
    assert.equal(isAlive(pid), false);
  });

  test("ends at once when it is interrupted again, and its target with it", async () => {
    const { harness, closed, pid } = await interrupt(
      "deaf",
      (file) => `'${process.execPath}' ${"Deno" in globalThis ? "run -A" : ""} deaf.mjs ${file}`,
    );
    const again = setInterval(() => harness.kill("SIGINT"), 600);
    const [code] = await closed;
    clearInterval(again);
    assert.equal(code, 130);
    await goneOrLate(pid);
    assert.equal(isAlive(pid), false);
  });
});

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (/^\d+\s*$/.test(text)) return Number(text);
    await wait(20);
  }
}

/** What is killed as we exit is gone a moment after us. */
async function goneOrLate(pid: number): Promise<void> {
  for (let look = 0; look < 100 && isAlive(pid); look += 1) await wait(20);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
