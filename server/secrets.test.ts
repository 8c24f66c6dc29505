import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { createEnvironmentReader } from "./environment.ts";

const TOKEN = "a-token-for-tests-only-24";

let folder: string;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/secrets-`);
});
after(() => rm(folder, { recursive: true }));

async function fileOf(name: string, text: string): Promise<string> {
  await writeFile(`${folder}/${name}`, text);
  return `${folder}/${name}`;
}

describe("token()", () => {
  test("gives a token, and null where it isn't set, or blank", () => {
    const read = createEnvironmentReader({ A: ` ${TOKEN} `, B: " " });
    assert.deepEqual(
      ["A", "B", "C"].map((name) => read.token(name, null)),
      [TOKEN, null, null],
    );
    assert.deepEqual([read.problems, read.warnings], [[], []]);
  });

  test("refuses what could be guessed, or what no header could carry", () => {
    for (const value of ["x".repeat(23), `${TOKEN} ${TOKEN}`, `${TOKEN}\u00fc`]) {
      const read = createEnvironmentReader({ A: value });
      read.token("A", null);
      assert.deepEqual(read.problems, ["A: expected at least 24 random characters of your own"]);
    }
  });
});

describe("secret()", () => {
  test("complains of one that is needed and isn't set, with its remedy", () => {
    const read = createEnvironmentReader({});
    assert.equal(read.secret("A", "expected a key"), null);
    assert.deepEqual(read.problems, ["A: not set: expected a key"]);
  });

  test("refuses any two that are equal, naming the first, and repeats neither", () => {
    const read = createEnvironmentReader({ A: TOKEN, B: `${TOKEN}!`, C: TOKEN, D: `x,${TOKEN}` });
    read.secret("A", null);
    read.token("B", null);
    read.token("C", null);
    read.secrets("D", null);
    assert.deepEqual(read.problems, [
      "C: the same as A: expected one of its own",
      "D: the same as A: expected one of its own",
    ]);
  });

  test("takes it from a file, and remembers what the file said", async () => {
    const path = await fileOf("one", `${TOKEN}\n`);
    const read = createEnvironmentReader({ A_FILE: path, A: " " });
    assert.equal(read.secret("A", "expected a key"), TOKEN);
    assert.deepEqual([...read.secretFiles], [["A", TOKEN]]);
    assert.deepEqual(read.problems, []);
  });

  test("refuses a variable and a file at once, without reading the file", () => {
    const read = createEnvironmentReader({ A: TOKEN, A_FILE: "/nowhere" });
    assert.equal(read.secret("A", "expected a key"), null);
    assert.deepEqual(read.problems, ["A: set, and A_FILE too: expected one of them"]);
  });

  test("says of a file that can't be read which variable named it, and nothing else", () => {
    const read = createEnvironmentReader({ A_FILE: `${folder}/nowhere` });
    assert.equal(read.secret("A", "expected a key"), null);
    assert.deepEqual(read.problems, ["A_FILE: what it names is not there: expected a file"]);
  });

  test("says of what a file says that it is the file's", async () => {
    const two = await fileOf("two", "one\ntwo");
    const read = createEnvironmentReader({ A_FILE: two, B_FILE: await fileOf("short", "short") });
    read.secret("A", null);
    read.token("B", null);
    assert.deepEqual(read.problems, [
      "A_FILE: expected one line",
      "B_FILE: expected at least 24 random characters of your own",
    ]);
  });
});

describe("secrets()", () => {
  test("takes commas, and in a file lines as well", async () => {
    const path = await fileOf("several", "first, second\r\n\r\nthird\r\n");
    const read = createEnvironmentReader({ A_FILE: path, B: "fourth,fifth" });
    assert.deepEqual(read.secrets("A", null), ["first", "second", "third"]);
    assert.deepEqual(read.secrets("B", null), ["fourth", "fifth"]);
  });

  test("leaves an empty entry between commas for its provider to refuse", () => {
    const read = createEnvironmentReader({ A: "first,,second," });
    assert.deepEqual(read.secrets("A", null), ["first", "", "second", ""]);
    assert.deepEqual([read.problems, read.warnings], [[], []]);
  });

  test("warns of one that is in its own list twice, since that gives nobody more", () => {
    const read = createEnvironmentReader({ A: "first,first" });
    read.secrets("A", null);
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.warnings, ["A: has the same secret twice"]);
  });
});
