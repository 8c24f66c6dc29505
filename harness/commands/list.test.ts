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

  test("prints a line a requirement by default", () => {
    const { stdout } = harness("list", "--profile", "fault", "--profile", "wire");
    const wanted = CATALOGUE.filter(({ profile }) => profile !== "state");
    assert.equal(stdout.trimEnd().split("\n").length, wanted.length);
  });

  test("answers about the flag that was typed, and says what was probably meant", () => {
    assert.match(harness("list", "--area", "dedup").stderr, /--area dedup .*did you mean dedupe\?/);
    const { stderr } = harness("list", "--only", "gwop/order/any-ordr");
    assert.match(stderr, /--only gwop\/order\/any-ordr .*did you mean gwop\/order\/any-order\?/);
  });

  test("ends with 2 where a filter is none, or lets nothing through", () => {
    assert.equal(harness("list", "--profile", "wires").status, 2);
    const { status, stderr } = harness("list", "--area", "body", "--profile", "fault");
    assert.equal(status, 2);
    assert.match(stderr, /no requirement is all of what was asked for/);
  });
});
