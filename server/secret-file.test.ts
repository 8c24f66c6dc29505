import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { readSecretFile } from "./secret-file.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/secret-file-`);
});
after(() => rm(folder, { recursive: true }));

async function read(content: string | Uint8Array): Promise<ReturnType<typeof readSecretFile>> {
  await writeFile(`${folder}/secret`, content);
  return readSecretFile(`${folder}/secret`);
}

describe("readSecretFile()", () => {
  for (const [what, content] of Object.entries({
    "as it is": "a secret",
    "without the newline at its end": "a secret\n",
    "without the line ends of Windows": "\r\na secret\r\n\r\n",
    "without white space around it": " a secret\t",
    "without a byte-order mark": "\ufeffa secret\n",
  })) {
    test(`gives a secret ${what}`, async () => {
      assert.deepEqual(await read(content), { ok: true, text: "a secret" });
    });
  }

  test("follows a link, as secrets are mounted", async () => {
    await writeFile(`${folder}/mounted`, "a secret");
    await symlink(`${folder}/mounted`, `${folder}/link`);
    assert.deepEqual(readSecretFile(`${folder}/link`), { ok: true, text: "a secret" });
  });

  test("takes 64 KiB, and refuses a byte more", async () => {
    assert.ok((await read("x".repeat(65_536))).ok);
    assert.deepEqual(await read("x".repeat(65_537)), {
      ok: false,
      problem: `${folder}/secret is too large: expected 64 KiB at most`,
    });
  });

  test("says what is wrong with what holds none, and repeats nothing of it", async () => {
    const utf16 = Buffer.from("\ufeffa secret", "utf16le");
    const path = `${folder}/secret`;
    for (const [content, problem] of [
      ["", "is empty: expected a secret"],
      [" \n\ufeff\n", "is empty: expected a secret"],
      [utf16, "is not text: expected UTF-8"],
    ] as const) {
      assert.deepEqual(await read(content), { ok: false, problem: `${path} ${problem}` });
    }
    assert.deepEqual(readSecretFile(folder), {
      ok: false,
      problem: `${folder} is no file: expected one that can be read again`,
    });
  });

  test("repeats no path that isn't absolute: it may be the secret itself", () => {
    const reading = readSecretFile("whsec_pasted-into-the-wrong-variable");
    assert.deepEqual(reading, { ok: false, problem: "expected an absolute path" });
  });

  test("repeats no path at which nothing is: a secret may begin with a slash", () => {
    for (const path of [`${folder}/nowhere`, "/9j4AAQSkZJRg", `/9j4/${"x".repeat(300)}`]) {
      const reading = readSecretFile(path);
      assert.match(reading.ok ? "" : reading.problem, /^what it names .+: expected a file/);
    }
  });

  test("says so where it may not read", { skip: process.getuid?.() === 0 }, async () => {
    await writeFile(`${folder}/locked`, "a secret");
    await chmod(`${folder}/locked`, 0o000);
    assert.deepEqual(readSecretFile(`${folder}/locked`), {
      ok: false,
      problem: `${folder}/locked can't be read (EACCES): expected a file of the receiver's user`,
    });
  });
});
