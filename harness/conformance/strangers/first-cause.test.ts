/** What a stranger's first run says first: a small receiver with one flaw each, judged by the command line. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../target/managed-target.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const RECEIVER = fileURLToPath(new URL("receiver.ts", import.meta.url));
const RUNTIME = `'${process.execPath}'${"Deno" in globalThis ? " run -A" : ""}`;

const FEW = [
  "signature/missing",
  "state/payload-is-not-evidence",
  "entitlement/several-purchases-of-one-buyer",
];

function judge(flaw: string, only: readonly string[] = FEW, more: readonly string[] = []) {
  return run([...more, "--start", `${RUNTIME} '${RECEIVER}' ${flaw}`], only);
}

/** @returns What a person sees first, without the lines about the run itself; the last two lines, as wide as they are; the code. */
async function run(
  args: readonly string[],
  only: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  const chosen = [...args, ...only.flatMap((id) => ["--only", id])];
  const command = ["-c", `exec ${RUNTIME} '${MAIN}' run "$@"`, "sh", ...chosen];
  const child = spawn("sh", command, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  let meanwhile = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    meanwhile += piece;
  });
  const [code] = await once(child, "close");
  const [, ...screen] = text.split("\n\n");
  return {
    code,
    screen: screen.join("\n\n"),
    last: (text.trimEnd().split("\n\n").at(-1) ?? "").replaceAll("\n  ", " ").split("\n"),
    meanwhile,
  };
}

/** Says so wherever a line is broken to fit into 80 columns. */
function says(words: RegExp): RegExp {
  return new RegExp(words.source.replaceAll(" ", "\\s+"), words.flags);
}

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

describe("the first screen of a run", { timeout: 120_000 }, () => {
  test("begins with no complaint where nothing is wrong", async () => {
    const { code, screen } = await judge("none");
    assert.equal(code, 0, screen);
    assert.match(screen, says(/^✓ signature\/missing/));
  });

  test("is one thrown error, with the receiver's own answer and words, and nothing that it broke", async () => {
    const { code, screen, last } = await judge("forgetful-table");
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      says(/^✗ first of all, it does not hold that an honest event is acknowledged\n/),
    );
    assert.match(screen, /^ {4}answered 503 \{"error":"not_applied"\}$/m);
    assert.match(screen, /^ {4}wrote {4}cannot apply: column "acces" of relation/m);
    assert.match(screen, /^ {4}2 of the requirements stand on it/m);
    assert.deepEqual(last, [
      "1 held, 0 broken, 0 inconclusive, 0 untested, 2 blocked",
      "exit code 1, does not conform: it does not hold that an honest event is acknowledged",
    ]);
  });

  test("says of a receiver that takes one secret alone that there are two", async () => {
    const { code, screen } = await judge("one-secret");
    assert.equal(code, 2, screen);
    assert.match(
      screen,
      says(
        /^✗ first of all, it does not hold that a rightly signed delivery is let in\n.*answered 400 /,
      ),
    );
    assert.match(
      screen,
      says(/given two secrets separated by a comma, and takes both with their comma for one/),
    );

    const decoding = await judge("decodes-one-secret");
    assert.equal(decoding.code, 2, decoding.screen);
    assert.match(decoding.screen, says(/accepts deliveries once it is given one of them alone/));
  });

  test("says of a clock that is wrong by its zone by how much", async () => {
    const { code, screen } = await judge("zone");
    assert.equal(code, 2, screen);
    assert.match(screen, says(/its clock seems 5:45 h off/));
    assert.doesNotMatch(screen, says(/same secret/));
  });

  test("accuses a receiver that believes the payload, of that", { skip: BRIEF }, async () => {
    const { code, screen } = await judge("payload");
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      says(/^✗ first of all, it does not hold that the state is read before access is given\n/),
    );
    assert.match(screen, says(/it believes the payload/));
    assert.match(screen, says(/^✗ state\/payload-is-not-evidence broken/m));
  });

  test("accuses a receiver that answers before it applies, of that", async () => {
    const { code, screen } = await judge("answers-first");
    assert.equal(code, 1, screen);
    assert.match(screen, says(/acknowledged before it was applied/));
    assert.match(screen, says(/--settle <ms>/));
  });

  test("accuses it of what it loses, where it is given time", { skip: BRIEF }, async () => {
    const only = ["signature/missing", "state/provisionable-grants", "state/api-unavailable"];
    const { code, screen } = await judge("answers-first", only, ["--settle", "1000"]);
    assert.equal(code, 1, screen);
    assert.match(screen, says(/^✗ acknowledged before the state could be read, and lost: /));
    assert.match(screen, says(/^✓ state\/provisionable-grants/m));
  });

  test("says of a receiver that hangs on every delivery that it hangs", {
    skip: BRIEF,
  }, async () => {
    const { code, screen } = await judge("hangs");
    assert.equal(code, 3, screen);
    assert.match(
      screen,
      says(/^✗ first of all, it does not hold that the receiver answers\n.*no answer in time/),
    );
  });

  test("says of a receiver that serves one connection at a time just that, and judges it", {
    skip: BRIEF,
  }, async () => {
    const { code, screen } = await judge("one-at-a-time");
    assert.equal(code, 0, screen);
    assert.match(screen, says(/^! It serves one connection at a time/));
    assert.match(screen, says(/^✓ entitlement\/several-purchases-of-one-buyer/m));
  });

  test("says of another secret, refused with 400, to check the secret", async () => {
    const { code, screen } = await judge("wrong-secret");
    assert.equal(code, 2, screen);
    assert.match(screen, says(/Check that the target has the same secret/));
  });
});

describe("a receiver that ends", { timeout: 120_000 }, () => {
  test("is said to have ended, by which requirement and with which last words; the others are judged", async () => {
    const only = ["signature/truncated", "signature/well-signed", "signature/body-changed"];
    const { code, screen } = await judge("dies", [...only, "signature/upper-case"]);
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      says(/^✗ signature\/truncated broken: the receiver ended with exit code 1, after POST /m),
    );
    assert.match(screen, says(/RangeError: Input buffers must have the same (byte )?length/));
    for (const id of ["well-signed", "body-changed"])
      assert.ok(screen.includes(`✓ signature/${id} `));
    assert.doesNotMatch(screen, says(/inconclusive: |refused the connection/));
  });

  test("is said so by the requirement alone as well, and nobody beside it is accused", async () => {
    const alone = await judge("exits", ["signature/not-ascii"]);
    assert.equal(alone.code, 1, alone.screen);
    assert.match(alone.screen, says(/broken: the receiver ended with exit code 7, after POST /));

    const area = await judge("exits", [
      "signature/not-hex",
      "signature/not-ascii",
      "signature/missing",
    ]);
    assert.equal(area.code, 1, area.screen);
    assert.deepEqual(area.last, [
      "2 held, 1 broken, 0 inconclusive, 0 untested",
      "exit code 1, does not conform: 1 broken",
    ]);
  });

  test("is started again, and the run is stopped where it ends again and again", {
    skip: BRIEF,
  }, async () => {
    const { code, screen } = await judge("dies-of-forgeries", ["signature", "time"]);
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      says(/^✗ the run was stopped: the receiver ended by itself 4\d times, last with exit code 1/),
    );
    assert.match(screen, says(/untested: not reached before the run stopped/));
  });

  test("while it is asked its first purchase, is told so by the foundation", async () => {
    const { code, screen } = await judge("dies-of-purchases");
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      /^✗ first of all, it does not hold that an honest event is acknowledged\n {4}the receiver ended with exit code 1/,
    );
    assert.match(screen, says(/cannot read properties of undefined/));
    assert.match(screen, says(/^✓ signature\/missing/m));
  });

  test("and that we can't start again is said to have answered until then", async () => {
    const secret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=";
    const port = await freePort();
    const receiver = spawn("sh", ["-c", `exec ${RUNTIME} '${RECEIVER}' exits`], {
      env: { ...process.env, PORT: String(port), PROXY_WEBHOOK_SIGNING_SECRET: secret },
      stdio: "ignore",
    });
    const over = once(receiver, "close");
    const origin = `http://127.0.0.1:${port}`;
    const isUp = () =>
      fetch(`${origin}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (!(await isUp())) await wait(20);
    const url = ["--url", `${origin}/api/proxy/webhook`];
    const only = ["signature/missing", "signature/not-ascii", "time", "http"];
    const { code, screen } = await run(url, only, { PROXY_WEBHOOK_SIGNING_SECRET: secret });
    assert.notEqual(code, 0);
    assert.match(
      screen,
      says(
        /^✗ the run was stopped: the receiver answered until \d\d:\d\d:\d\d; since then connections are refused/,
      ),
    );
    assert.match(screen, says(/untested: not reached before the run stopped/));
    assert.deepEqual(await over, [7, null]);
  });
});

describe("a run", { timeout: 120_000 }, () => {
  test("ends when its time is up, says so, and is never green then", async () => {
    const limits = ["--time-limit", "1", "--time-budget", "1"];
    const { code, screen } = await judge("hangs-now-and-then", ["dedupe", "order"], limits);
    assert.ok(code === 1 || code === 130, screen);
    assert.match(
      screen,
      says(/^✗ the run was stopped: its time was up after 2 s \(--time-limit\)/),
    );
    assert.match(screen, says(/untested: not (decided|reached) before the run stopped/));
  });

  test("ends with the first requirement that is broken where it is to fail fast", async () => {
    const only = ["signature/missing", "signature/not-ascii", "time"];
    const { code, screen } = await judge("exits", only, ["--fail-fast"]);
    assert.equal(code, 1, screen);
    assert.match(
      screen,
      says(/^✗ the run was stopped: signature\/not-ascii is broken, and --fail-fast was given/),
    );
    assert.match(screen, says(/untested: not (decided|reached) before the run stopped/));
  });

  test("tells what it finds as it finds it, into a pipe too", async () => {
    const { meanwhile } = await judge("exits", ["signature/missing", "signature/not-ascii"]);
    assert.match(meanwhile, says(/^✗ signature\/not-ascii the receiver ended with exit code 7/m));
  });
});
