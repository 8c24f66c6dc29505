/** What a stranger's first run says first: a small receiver with one flaw each, judged by the command line. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const RECEIVER = fileURLToPath(new URL("receiver.ts", import.meta.url));
const RUNTIME = `'${process.execPath}'${"Deno" in globalThis ? " run -A" : ""}`;

/** @returns What a person sees first, without the lines about the run itself; the last line; the code. */
async function judge(flaw: string, ...args: readonly string[]) {
  const start = ["--start", `${RUNTIME} '${RECEIVER}' ${flaw}`];
  const only = ["--only", "signature/missing", "--only", "state/payload-is-not-evidence"];
  const more = ["--only", "entitlement/several-purchases-of-one-buyer"];
  const command = ["-c", `exec ${RUNTIME} '${MAIN}' run "$@"`, "sh", ...start, ...only, ...more];
  const child = spawn("sh", [...command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  child.stderr.resume();
  const [code] = await once(child, "close");
  const [, ...screen] = text.split("\n\n");
  return { code, screen: screen.join("\n\n"), last: text.trimEnd().split("\n").at(-1) ?? "" };
}

describe("the first screen of a run", { timeout: 120_000 }, () => {
  test("begins with no complaint where nothing is wrong", async () => {
    const { code, screen } = await judge("none");
    assert.equal(code, 0, screen);
    assert.match(screen, /^✓ signature\/missing/);
  });

  test("is one thrown error, with the receiver's own answer and words, and nothing that it broke", async () => {
    const { code, screen, last } = await judge("forgetful-table");
    assert.equal(code, 1, screen);
    assert.match(screen, /^✗ first of all: an honest event is acknowledged\n/);
    assert.match(screen, /^ {4}answered 503 \{"error":"not_applied"\}$/m);
    assert.match(screen, /^ {4}wrote {4}cannot apply: column "acces" of relation/m);
    assert.match(screen, /^ {4}2 of the requirements stand on it/m);
    assert.match(last, /1 held, 0 broken, 0 inconclusive, 0 untested, 2 blocked/);
  });

  test("says of a receiver that takes one secret alone that there are two", async () => {
    const { code, screen } = await judge("one-secret");
    assert.equal(code, 2, screen);
    assert.match(screen, /^✗ first of all: a rightly signed delivery is let in\n.*answered 400 /);
    assert.match(screen, /given two secrets separated by a comma/);
  });

  test("says of a clock that is wrong by its zone by how much", async () => {
    const { code, screen } = await judge("zone");
    assert.equal(code, 2, screen);
    assert.match(screen, /its clock seems 5:45 h off/);
    assert.doesNotMatch(screen, /same secret/);
  });

  test("accuses a receiver that believes the payload, of that", async () => {
    const { code, screen } = await judge("payload");
    assert.equal(code, 1, screen);
    assert.match(screen, /^✗ first of all: the state is read before access is given\n/);
    assert.match(screen, /it believes the payload/);
    assert.match(screen, /^✗ state\/payload-is-not-evidence +broken/m);
  });

  test("accuses a receiver that answers before it applies, of that", async () => {
    const { code, screen } = await judge("answers-first");
    assert.equal(code, 1, screen);
    assert.match(screen, /acknowledged before it was applied/);
  });

  test("says of a receiver that hangs on every delivery that it hangs", async () => {
    const { code, screen } = await judge("hangs");
    assert.equal(code, 3, screen);
    assert.match(screen, /^✗ first of all: the receiver answers\n.*no answer in time/);
  });

  test("says of a receiver that serves one connection at a time just that, and judges it", async () => {
    const { code, screen } = await judge("one-at-a-time");
    assert.equal(code, 0, screen);
    assert.match(screen, /^! It serves one connection at a time/);
    assert.match(screen, /^✓ entitlement\/several-purchases-of-one-buyer/m);
  });

  test("says of another secret, refused with 400, to check the secret", async () => {
    const { code, screen } = await judge("wrong-secret");
    assert.equal(code, 2, screen);
    assert.match(screen, /Check that the target has the same secret/);
  });
});
