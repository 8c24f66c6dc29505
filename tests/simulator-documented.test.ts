/** docs/simulator.md: its commands are typed, in their order, and its routes are those that there are. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { ROUTES } from "../harness/stand-alone/routes.ts";
import {
  API_KEY,
  ENVIRONMENT,
  type SimulatorUnderTest,
  startSimulator,
} from "../harness/stand-alone/testing.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { pageText } from "./pages.ts";
import { type } from "./person.ts";

const PAGE = pageText("simulator.md");
const COMMANDS = [...PAGE.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
  block.trim().split("\n"),
);

/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

/** By which curl says that its time was over: of a stream that does not end. */
const TIME_IS_OVER = 28;

let simulator: SimulatorUnderTest;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.close());

describe("docs/simulator.md", () => {
  test("has curl lines that work in the order in which they stand", LONG, async () => {
    const lines = COMMANDS.filter((line) => line.startsWith("curl "));
    assert.ok(lines.length > 20);
    for (const line of lines) {
      const typed = line
        .replace("http://127.0.0.1:3100", simulator.url)
        .replace("curl ", "curl --silent --show-error --fail-with-body ");
      const { code, stdout, stderr } = await type(typed, tmpdir(), { PROXY_SECRET_KEY: API_KEY });
      const isStream = line.includes("/simulator/live");
      assert.equal(code, isStream ? TIME_IS_OVER : 0, line + stdout + stderr);
      if (isStream) assert.match(stdout, /^event: delivery\nid: 1\ndata: \{"number":1,/m);
    }
    const deliveries = simulator.heard.map(({ body }) => JSON.parse(body).id);
    assert.ok(deliveries.indexOf("evt_3") < deliveries.indexOf("evt_2"));
  });

  test("says how it is started, and by which other names it may be called", LONG, async () => {
    const [line = "", ...others] = COMMANDS.filter((command) => !command.startsWith("curl "));
    assert.deepEqual(others, []);
    const port = await freePort();
    const [command = "", ...args] = line.split(" ");
    const child = spawn(
      resolve(command),
      [...args, "--port", String(port), "--allow-host", "dev.example", "--allow-host", "b.example"],
      { env: { ...process.env, ...ENVIRONMENT }, stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    for await (const text of child.stdout) {
      said += String(text);
      if (said.includes(`Open http://127.0.0.1:${port} in a browser`)) break;
    }
    const url = `http://127.0.0.1:${port}/simulator`;
    const call = (host: string) => type(`curl --silent --fail -H 'host: ${host}' ${url}`, tmpdir());
    assert.equal((await call("b.example")).code, 0, said);
    assert.notEqual((await call("c.example")).code, 0);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });

  test("names every route that there is, and no other", () => {
    const [, table = ""] = PAGE.split("## Routes");
    const named = [...table.matchAll(/`((?:GET|POST) \/[^`?]*)`/g)].map(([, route = ""]) => route);
    assert.deepEqual([...new Set(named)].toSorted(), ROUTES.map(({ route }) => route).toSorted());
  });
});
