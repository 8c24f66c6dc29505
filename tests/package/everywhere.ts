/**
 * The package, as somebody has it who was told of it: from a registry, in an empty folder, with one
 * runtime on the machine. `scripts/test --all` runs it: it takes a minute or two.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { printedAfter } from "../person.ts";
import { type Machine, type Runtime, setUp, TYPED } from "./machine.ts";
import { type Made, makeExecutable, makePackage } from "./make.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { API_KEY, startReceiver, startSimulator } from "./running.ts";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 300_000 };
const BRIEFLY = { CONFORMANCE_RUNS: "20", CONFORMANCE_TIME_BUDGET: "4" };
const MUTANT = "order/payment-takes-back";

const home = mkdtempSync(join(tmpdir(), "proxy-checkout-package-"));
let made: Made;
let registry: Registry;

before(async () => {
  made = await makePackage(join(home, "made"));
  registry = await startRegistry(made.published);
}, LONG);
after(async () => {
  await registry?.close();
  rmSync(home, { recursive: true, force: true });
});

describe("the package's archive", LONG, () => {
  test("is what publint and attw find nothing wrong with", async () => {
    assert.deepEqual(await made.problems(), []);
  });

  test("has no dependency, and the texts of the licences of what it has in it", () => {
    const { dependencies } = JSON.parse(readFileSync(`${made.folder}/package.json`, "utf8"));
    assert.equal(dependencies, undefined);
    const licences = readFileSync(`${made.folder}/THIRD-PARTY.md`, "utf8");
    for (const name of ["commander", "fast-check", "zod"]) {
      assert.match(licences, new RegExp(`^## ${name} \\d`, "m"));
    }
  });
});

describe("the package's page", LONG, () => {
  test("names no command that there isn't", async () => {
    const page = readFileSync(`${made.folder}/README.md`, "utf8");
    const cells = [...page.matchAll(/^\| (`.+?) \|/gm)].map(([, cell = ""]) => cell);
    const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name));
    const { type } = setUp("bun", join(home, "page"), registry.url);
    const { stdout } = await type(`${TYPED.bun.harness} --help`);
    const commands = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((name) => !commands.includes(name)),
      [],
    );
  });
});

const RUNTIMES: readonly Runtime[] = ["node-22", "node-24", "bun", "deno"];

for (const runtime of RUNTIMES) {
  describe(`from an empty folder, on a machine that has nothing but ${runtime}`, LONG, () => {
    const { harness, program } = TYPED[runtime];
    const printed = harness.replace(" --yes", "");
    let machine: Machine;

    before(() => {
      machine = setUp(runtime, join(home, runtime), registry.url);
      made.project(machine.folder);
    });

    const type = (line: string, more: Readonly<Record<string, string>> = {}) =>
      machine.type(`${harness} ${line}`, { ...BRIEFLY, ...more });

    test("a receiver is judged, and the seconds to that are told", async () => {
      const startedAt = performance.now();
      const ran = await type(`run --start "${program} receiver.ts" --only time --only order`);
      assert.equal(ran.code, 0, ran.stdout + ran.stderr);
      assert.match(ran.stdout, /^\d+ held, 0 broken, 0 inconclusive, 0 untested/m);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${runtime}: ${seconds} s from an empty folder to a verdict`);
    });

    test("a replay is typed as it is printed, and finds the same", async () => {
      const broken = `--start "${program} receiver.ts believes" --only state/payload-is-not-evidence`;
      const ran = await type(`run ${broken}`);
      assert.equal(ran.code, 1, ran.stdout + ran.stderr);
      const replay = printedAfter("replay", ran);
      assert.ok(replay.startsWith(`${printed} run `), replay);
      assert.equal((await machine.type(replay, BRIEFLY)).code, 1, replay);
    });

    test("requirements are listed and explained, with pages that are there", async () => {
      const list = await type("list");
      assert.equal(list.code, 0, list.stderr);
      assert.match(list.stdout, /^order\/any-order /m);
      const explained = await type("explain signature/missing");
      assert.equal(explained.code, 0, explained.stderr);
      const [page = ""] = /\S*docs\/target-contract\.md/.exec(explained.stdout) ?? [];
      assert.ok(existsSync(join(machine.folder, page)), page || explained.stdout);
    });

    test("a script by hand names nothing that only the project's folder has", async () => {
      const { code, stdout, stderr } = await type("explain dedupe/same-delivery-twice --script");
      assert.equal(code, 0, stderr);
      assert.ok(stdout.startsWith("#!/bin/sh\n"));
      assert.ok(stdout.includes(`\n#   ${printed} simulator `), stdout);
      assert.doesNotMatch(stdout, /scripts\/|\.data/);
    });

    test("a receiver that runs already is asked for its settings", async () => {
      const receiver = await startReceiver(machine);
      try {
        const { code, stdout, stderr } = await type(
          `init --url ${receiver.url}`,
          receiver.variables,
        );
        assert.equal(code, 0, stdout + stderr);
        assert.ok(stdout.includes(`\n  ${printed} run`), stdout);
        const written = JSON.parse(readFileSync(join(machine.folder, "conformance.json"), "utf8"));
        // The page beside a package that nobody installed is on this machine alone.
        assert.equal(written.$schema, undefined);
      } finally {
        await receiver.close();
        rmSync(join(machine.folder, "conformance.json"), { force: true });
      }
    });

    test("a read that is cut off was begun to be answered", async () => {
      const simulator = await startSimulator(machine, made.folder);
      const ask = (path: string, body: unknown) =>
        fetch(`${simulator.url}${path}`, { method: "POST", body: JSON.stringify(body) });
      try {
        const items = [{ id: "seat", name: "Seat", amountMinor: 1000, quantity: 1 }];
        await ask("/simulator/commands", { do: "create", session: "psess_1", buyer: "b", items });
        await ask("/simulator/faults", { id: "psess_1", faults: [{ kind: "cut" }] });
        const cut = await answerOnTheWire(simulator.port, "/proxy_sessions/psess_1");
        assert.match(cut, /^HTTP\/1\.1 200 .*\r\n\r\n\{"id":$/s);
      } finally {
        await simulator.close();
      }
    });

    test("a mutant is killed, in a thread", async () => {
      const { code, stdout, stderr } = await type(`mutants --quick --only ${MUTANT} --seeds 1`);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^1 mutants? killed, 0 survivors, 0 accusations$/m);
    });
  });
}

/** All bytes of one, to the end of its connection: a client would take some of them for nothing. */
async function answerOnTheWire(port: number, path: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${API_KEY}\r\n\r\n`);
  return text(socket);
}

describe("the executable, on a machine that has nothing", LONG, () => {
  const { arch, platform } = process;
  const file = `${home}/conformance`;
  let machine: Machine;

  before(() => {
    copyFileSync(makeExecutable(`${platform}-${arch}`), file);
    machine = setUp("bun", join(home, "executable"), registry.url);
    made.project(machine.folder);
  });

  const type = (line: string) => machine.type(`../../conformance ${line}`, BRIEFLY);

  test("judges a receiver, and its replay is typed as it is printed", async () => {
    const broken = `--start "bun receiver.ts believes" --only state/payload-is-not-evidence`;
    const ran = await type(`run ${broken}`);
    assert.equal(ran.code, 1, ran.stdout + ran.stderr);
    const replay = printedAfter("replay", ran);
    assert.ok(replay.startsWith("../../conformance run "), replay);
    assert.equal((await machine.type(replay, BRIEFLY)).code, 1, replay);
  });

  test("takes no settings from the folder in which it is typed", async () => {
    writeFileSync(join(machine.folder, ".env"), "CONFORMANCE_ONLY=no/such-requirement\n");
    const { code, stderr } = await type('run --start "bun receiver.ts" --only signature/missing');
    assert.equal(code, 0, stderr);
  });

  test("lists and explains, and kills a mutant in a thread", async () => {
    for (const line of [
      "list",
      "explain signature/missing",
      "explain signature/missing --script",
    ]) {
      const { code, stdout, stderr } = await type(line);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /signature\/missing/);
    }
    const { code, stdout, stderr } = await type(`mutants --quick --only ${MUTANT} --seeds 1`);
    assert.equal(code, 0, stdout + stderr);
  });
});
