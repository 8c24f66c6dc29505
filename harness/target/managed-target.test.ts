import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  freePort,
  isFree,
  type ManagedTarget,
  startTarget,
  TargetNotStarted,
} from "./managed-target.ts";

/** Ready at once. On SIGTERM it says so and exits with a code of its own, unless it is deaf. */
const SERVER = `
  import { createServer } from "node:http";
  const server = createServer((request, response) => response.end(process.env.GREETING));
  server.listen(Number(process.env.PORT), "127.0.0.1");
  process.on("SIGTERM", () => {
    if (process.argv[2] === "deaf") return;
    console.log("finishing");
    process.exit(7);
  });
`;
/** How this runtime runs a file, as typed at a shell. */
const RUN = "Deno" in globalThis ? `'${process.execPath}' run -A` : `'${process.execPath}'`;

/** Forwards no signal, as `npx` doesn't. */
const WRAPPED = `sh -c '"$0" "$@" & wait' $SERVER`;

describe("startTarget()", () => {
  let folder = "";

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "managed target "));
    await writeFile(join(folder, "server.mjs"), SERVER);
  });
  after(() => rm(folder, { recursive: true }));

  /** A target on a free port; `$SERVER` stands for how the server is run. */
  async function commandOf(command: string, readyWithinMs = 20_000) {
    const port = String(await freePort());
    return {
      command: command.replace("$SERVER", `${RUN} '${folder}/server.mjs'`),
      environment: { PORT: port, GREETING: "hello" },
      readyUrl: `http://127.0.0.1:${port}/readyz`,
      readyWithinMs,
    };
  }

  /** Runs a target for as long as `use` takes. */
  async function running(
    command: string,
    use: (target: ManagedTarget, url: string) => Promise<void>,
  ): Promise<void> {
    const given = await commandOf(command);
    const target = await startTarget(given);
    try {
      await use(target, given.readyUrl);
    } finally {
      await target.kill();
    }
  }

  async function greetingAt(url: string): Promise<string> {
    return (await fetch(url)).text();
  }

  test("has a target that answers, in the environment given to it", () =>
    running("$SERVER", async (_target, url) => {
      assert.equal(await greetingAt(url), "hello");
    }));

  for (const [name, command] of [
    ["a target", "$SERVER"],
    ["the target behind a wrapper, which dies at once,", WRAPPED],
  ] as const) {
    test(`lets ${name} finish when it is stopped`, async () => {
      let output = "";
      const onOutput = (text: string): void => {
        output += text;
      };
      const given = await commandOf(command);
      const target = await startTarget({ ...given, onOutput });
      await target.stop();
      assert.match(output, /finishing/);
      await assert.rejects(greetingAt(given.readyUrl));
    });
  }

  test("reports the exit code of a stop, however often it is asked to", () =>
    running("$SERVER", async (target) => {
      assert.equal(await target.stop(), 7);
      assert.equal(await target.stop(), 7);
    }));

  test("kills what is behind a wrapper", () =>
    running('sh -c \'"$0" "$@" & wait\' $SERVER', async (target, url) => {
      await target.kill();
      await assert.rejects(greetingAt(url));
    }));

  test("starts a killed target again, on the same port, as another process", () =>
    running("$SERVER", async (target, url) => {
      const before = target.pid;
      await target.kill();
      await target.restart();
      assert.equal(await greetingAt(url), "hello");
      assert.notEqual(target.pid, before);
    }));

  test("kills a target that does not stop when asked", async () => {
    const given = await commandOf("$SERVER deaf");
    const target = await startTarget({ ...given, stopWithinMs: 100 });
    assert.equal(await target.stop(), null);
    await assert.rejects(greetingAt(given.readyUrl));
  });

  test("says how a target ended that ended before it was ready", async () => {
    const given = await commandOf("sh -c 'echo no database; exit 2'");
    await assert.rejects(startTarget(given), (error) => {
      assert.ok(error instanceof TargetNotStarted);
      assert.match(error.message, /it exited with code 2 before it was ready\n\nno database\n/);
      return true;
    });
  });

  test("gives up on a target that is not ready in time, quoting its last lines", async () => {
    const script = "n=0; while [ $n -lt 60 ]; do n=$((n+1)); echo line $n >&2; done; exec sleep 60";
    const given = await commandOf(`sh -c '${script}'`, 1_000);
    await assert.rejects(startTarget(given), (error) => {
      assert.ok(error instanceof TargetNotStarted);
      assert.match(error.message, /did not answer 200 within 1000 ms\n\nline 11\n/);
      assert.match(error.message, /\nline 60\n/);
      return true;
    });
  });

  test("does not wait long for one that answers it isn't ready, and says its words once", async () => {
    await writeFile(
      join(folder, "unready.mjs"),
      `import { createServer } from "node:http";
       createServer((request, response) => {
         console.log(new Date().toISOString(), "no database");
         response.writeHead(503).end();
       }).listen(Number(process.env.PORT), "127.0.0.1");`,
    );
    const given = await commandOf(`${RUN} '${folder}/unready.mjs'`, 60_000);
    await assert.rejects(startTarget({ ...given, notReadyForMs: 500 }), (error) => {
      assert.ok(error instanceof TargetNotStarted);
      assert.match(error.message, /not ready: \S+ goes on answering 503/);
      assert.match(error.message, /Z no database \(and \d+ more\)\n\n/);
      assert.equal(error.message.split("no database").length, 2);
      return true;
    });
  });

  test("asks for --ready where its path is none of the target's", async () => {
    await writeFile(
      join(folder, "elsewhere.mjs"),
      `import { createServer } from "node:http";
       createServer((request, response) => response.writeHead(404).end())
         .listen(Number(process.env.PORT), "127.0.0.1");`,
    );
    const given = await commandOf(`${RUN} '${folder}/elsewhere.mjs'`, 60_000);
    await assert.rejects(startTarget({ ...given, notReadyForMs: 500 }), /404, not 200\. .+--ready/);
  });

  test("starts nothing where something answers already", () =>
    running("$SERVER", async (_target, url) => {
      const given = { ...(await commandOf("echo started")), readyUrl: url };
      await assert.rejects(startTarget(given), /something answers at .* already/);
    }));

  test("leaves no target running when the process that started it exits", async () => {
    const given = await commandOf("$SERVER");
    const module = JSON.stringify(new URL("managed-target.ts", import.meta.url).href);
    const script = join(folder, "exits.mjs");
    await writeFile(
      script,
      `import { startTarget } from ${module};
       await startTarget(${JSON.stringify(given)});
       process.exit(5);`,
    );
    const child = spawn("sh", ["-c", `exec ${RUN} '${script}'`], { stdio: "inherit" });
    const exitCode = await new Promise((resolve) => child.on("exit", resolve));
    assert.equal(exitCode, 5);
    await assert.rejects(greetingAt(given.readyUrl));
  });
});

describe("freePort()", () => {
  test("is a port that can be listened on, and is free no longer then", async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    assert.equal(await isFree(port), false);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(await isFree(port), true);
  });
});
