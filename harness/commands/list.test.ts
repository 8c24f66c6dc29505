import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { CATALOGUE } from "../run/catalogue.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

function harness(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("harness list", () => {
  test("ends with 0 and no complaint where nobody reads it to the end", () => {
    const line = `("${process.execPath}" "${MAIN}" list --json; echo "ended with $?" >&2) | true`;
    const { stderr } = spawnSync("sh", ["-c", line], { encoding: "utf8" });
    assert.equal(stderr, "ended with 0\n");
  });

  test("prints what is all of what was asked for, and nothing else", () => {
    const { status, stdout } = harness("list", "--area", "http", "--level", "should", "--json");
    assert.equal(status, 0);
    const wanted = CATALOGUE.filter(
      ({ id, level }) => /^([a-z]+\/)?http\//.test(id) && level === "SHOULD",
    );
    assert.ok(wanted.length > 0);
    const ids = JSON.parse(stdout).map(({ id }: { id: string }) => id);
    assert.deepEqual(
      ids,
      wanted.map(({ id }) => id),
    );
  });

  test("prints the ids of an area below each other, with the claims, and fits a terminal", () => {
    const { stdout } = harness("list", "--profile", "fault", "--profile", "wire");
    const wanted = CATALOGUE.filter(({ profile }) => profile !== "state");
    const ids = stdout.split("\n").filter((line) => /^\S/.test(line));
    assert.deepEqual(
      ids.map((line) => line.split(" ")[0]).toSorted(),
      wanted.map(({ id }) => id).toSorted(),
    );
    for (const block of stdout.trimEnd().split("\n\n")) {
      const lines = block.split("\n").filter((line) => /^\S/.test(line));
      const [area, ...others] = new Set(lines.map((line) => line.replace(/\/[^/]*$/, "")));
      assert.deepEqual(others, [], area);
      assert.equal(new Set(lines.map((line) => /(MUST|SHOULD) /.exec(line)?.index)).size, 1);
    }
    const flat = stdout.replaceAll(/\s+/g, " ");
    for (const { claim } of wanted) assert.ok(flat.includes(claim), claim);
    for (const line of stdout.split("\n")) {
      assert.ok(line.length <= 80, line);
      assert.doesNotMatch(line, /\s$/);
    }
  });

  test("answers about the flag that was typed, and says what was probably meant", () => {
    assert.match(
      harness("list", "--area", "dedup").stderr,
      /--area dedup [^?]*did you mean\s+dedupe\?/,
    );
    const { stderr } = harness("list", "--only", "gwop/order/any-ordr");
    assert.match(
      stderr,
      /--only gwop\/order\/any-ordr [^?]*did you mean\s+gwop\/order\/any-order\?/,
    );
  });

  test("ends with 2 where a filter is none, or lets nothing through", () => {
    assert.equal(harness("list", "--profile", "wires").status, 2);
    const { status, stderr } = harness("list", "--area", "body", "--profile", "fault");
    assert.equal(status, 2);
    assert.match(stderr, /no requirement is all of what was asked for/);
  });
});
