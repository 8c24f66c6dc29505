/**
 * Types what is printed, as a person does who reads it: word for word, in the folder in which they are.
 *
 * @module
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { freePort } from "../harness/target/managed-target.ts";
import { printedAfter, type as typeAt } from "./person.ts";
import { type Running, SECRETS, startRunning } from "./running-receiver.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

const BROKEN = "order/any-order";

let folder: string;
let receiver: Running;
let simulatorPort: number;

before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "a team's ")));
  simulatorPort = await freePort();
  receiver = await startBroken();
});
after(async () => {
  await receiver.close();
  await rm(folder, { recursive: true });
});

/** A receiver that lets a late payment take back what was granted. */
function startBroken(): Promise<Running> {
  const mutant = MUTANTS.find(({ name }) => name === "order/payment-takes-back");
  assert.ok(mutant !== undefined);
  return startRunning("proxy", `http://127.0.0.1:${simulatorPort}`, mutant.parts);
}

/** The receiver's secrets are exported there. */
function type(line: string, cwd: string, environment: Readonly<Record<string, string>> = {}) {
  return typeAt(line, cwd, { ...SECRETS, ...environment });
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}

function urls(): string {
  const { webhook, probe } = receiver;
  return `--url ${webhook} --probe ${probe} --simulator-port ${simulatorPort}`;
}

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("what a report says to type", () => {
  const bun = process.execPath;
  const ways: readonly (readonly [name: string, from: () => string, line: () => string])[] = [
    ["by its path", () => folder, () => `${ROOT}/scripts/harness`],
    ["as seen from elsewhere", () => folder, () => `${relative(folder, ROOT)}/scripts/harness`],
    ["in the project's folder", () => ROOT, () => "scripts/harness"],
    ["by bun run", () => ROOT, () => "bun run harness"],
    ["by npm", () => ROOT, () => "npm run harness --"],
    ["as a file", () => folder, () => `${bun} ${relative(folder, ROOT)}/harness/main.ts`],
  ];
  for (const [name, from, line] of ways) {
    const skip = BRIEF && name !== "as a file";
    test(`works where the harness was called ${name}`, { ...LONG, skip }, async () => {
      const cwd = from();
      const ran = await type(`${line()} run ${urls()} --only ${BROKEN}`, cwd);
      assert.equal(ran.code, 1, ran.stdout + ran.stderr);

      const replay = printedAfter("replay", ran);
      const replayed = await type(replay, cwd);
      assert.equal(replayed.code, 1, replay + replayed.stderr);
      assert.match(replayed.stdout, new RegExp(`^✗ ${BROKEN} `, "m"));
      assert.equal(printedAfter("replay", replayed).split(" --only ").length, 2);

      const explained = await type(printedAfter("explain", ran), cwd);
      assert.equal(explained.code, 0, explained.stderr);
      assert.match(explained.stdout, /^remedy/m);
    });
  }

  test("of a counterexample that was replayed by its file is that replay", LONG, async () => {
    const harness = `${relative(folder, ROOT)}/scripts/harness`;
    const ran = await type(
      `${harness} run ${urls()} --only ${BROKEN} --counterexamples kept`,
      folder,
    );
    const file = /^Kept the counterexample of .* in (\S+)$/m.exec(ran.stderr)?.[1];
    assert.ok(file !== undefined && existsSync(join(folder, file)), ran.stderr);

    const replayed = await type(`${harness} replay ${file} ${urls()}`, folder);
    assert.equal(replayed.code, 1, replayed.stderr);
    const again = await type(printedAfter("replay", replayed), folder);
    assert.equal(again.code, 1, again.stderr);
  });
});

describe("paths", () => {
  const HARNESS = `${ROOT}/scripts/harness`;

  test(
    "of reports, of a baseline and of a file of settings are seen from the caller's folder",
    LONG,
    async () => {
      await writeFile(join(folder, "known.txt"), `${BROKEN} the next release mends it\n`);
      await writeFile(join(folder, "team.json"), JSON.stringify({ seed: 7, expect: "known.txt" }));
      const { code, stderr } = await type(
        `${HARNESS} run ${urls()} --config team.json --only ${BROKEN} --only envelope --report junit=out.xml`,
        folder,
      );
      assert.equal(code, 0, stderr);
      assert.ok(existsSync(join(folder, "out.xml")));
    },
  );

  test(
    "of a command that starts the receiver are seen from the caller's folder",
    LONG,
    async () => {
      await writeFile(join(folder, "server.sh"), "echo it runs in $(pwd) && exit 9\n");
      const { code, stderr } = await type(`${HARNESS} run --start "sh server.sh"`, folder);
      assert.equal(code, 3);
      assert.ok(stderr.includes(`it runs in ${folder}`), stderr);
    },
  );

  test(
    "lead from init to the run that it names, with quotes where a shell needs them",
    LONG,
    async () => {
      const config = "a team's.json";
      const args = `${urls()} --config ${quoted(config)}`;
      const written = await type(`${HARNESS} init ${args}`, folder);
      assert.equal(written.code, 0, written.stderr);
      assert.ok(existsSync(join(folder, config)));
      const next = /^Wrote .*\n {2}(.*)$/m.exec(written.stdout)?.[1];
      assert.ok(next !== undefined, written.stdout);
      const ran = await type(`${next} --only ${BROKEN}`, folder);
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(ran.stdout, new RegExp(`^✗ ${BROKEN} `, "m"));
    },
  );

  test("of settings of Bun's in that folder are not read", LONG, async () => {
    await writeFile(join(folder, "bunfig.toml"), 'preload = ["./not-there.ts"]\n');
    await writeFile(join(folder, ".env"), "CONFORMANCE_POLICY=nonsense\n");
    const { code, stderr } = await type(`${HARNESS} run ${urls()} --only envelope`, folder);
    await rm(join(folder, "bunfig.toml"));
    await rm(join(folder, ".env"));
    assert.equal(code, 0, stderr);
  });
});

describe("the examples of --help", () => {
  for (const command of ["list", "explain"]) {
    test(`of ${command} work as printed`, { ...LONG, skip: BRIEF }, async () => {
      const harness = `${relative(folder, ROOT)}/scripts/harness`;
      const { stdout } = await type(`${harness} ${command} --help`, folder);
      const examples = stdout.split("Examples:")[1]?.trim().split("\n") ?? [];
      assert.ok(examples.length > 1);
      for (const example of examples) {
        // A script is tried by its own tests: here it is enough that sh could read it.
        const { code, stderr } = await type(example.replace(/ (\||&&) sh.*$/, ""), folder);
        assert.equal(code, 0, `${example}: ${stderr}`);
      }
    });
  }
});

describe("scripts", () => {
  test("are typed from any folder, each of them, and tell what they do", LONG, async () => {
    const names = (await readdir(`${ROOT}/scripts`, { withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.includes("."))
      .map(({ name }) => name);
    assert.ok(names.includes("doctor") && names.includes("bench"));
    for (const name of names) {
      const { code, stdout } = await type(`${ROOT}/scripts/${name} --help`, folder);
      assert.equal(code, 0, name);
      assert.match(stdout, new RegExp(`\\b${name}\\b`));
    }
  });

  for (const name of ["bench", "demo", "dev", "hunt", "matrix", "package", "test"]) {
    test(`have a --help: ${name} prints it, and starts nothing`, LONG, async () => {
      const { code, stdout, stderr } = await type(`${ROOT}/scripts/${name} --help`, folder);
      assert.equal(code, 0, stderr);
      assert.ok(stdout.startsWith(`Usage: ${ROOT}/scripts/${name}`), stdout);
      assert.doesNotMatch(stdout, /Database:|listening/);
    });
  }

  test("let a replay of the demo bring its own database", { ...LONG, skip: BRIEF }, async () => {
    const none = { DATABASE_URL: "" };
    // The receiver is not told of this policy, so that something is broken.
    const demo = `${relative(folder, ROOT)}/scripts/demo --policy past_due=granted --only state/past-due`;
    const ran = await type(demo, folder, none);
    assert.equal(ran.code, 1, ran.stderr);
    const replayed = await type(printedAfter("replay", ran), folder, none);
    assert.equal(replayed.code, 1, replayed.stderr);
    assert.match(replayed.stdout, /^✗ state\/past-due /m);
  });
});
