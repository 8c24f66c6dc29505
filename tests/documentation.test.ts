/** The pages and the code say the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { SETTINGS } from "../harness/conformance/settings.ts";
import { LOAD_SETTINGS } from "../harness/load/settings.ts";
import { PROVIDERS } from "../harness/providers/providers.ts";
import { FORMATS } from "../harness/reporters/formats.ts";
import { type Described, describeAll, flagOf } from "../harness/settings/setting.ts";
import { TRIGGER_SETTINGS } from "../harness/stand-alone/from-outside/settings.ts";
import packageJson from "../package.json" with { type: "json" };
import { CASES } from "../scripts/benches/cases.ts";
import { HEAD } from "../scripts/benches/table.ts";
import { VERSION } from "../server/metrics/build.ts";

const page = readFileSync(new URL("../docs/harness.md", import.meta.url), "utf8");

/** The first cells of a section's table, without its head. */
function rowsOf(section: string): readonly string[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(section)) ?? "";
  return text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2);
}

function rowOf({ name, argument, help, preset }: Described): string {
  const flag = argument === undefined ? flagOf(name) : `${flagOf(name)} <${argument}>`;
  return `| \`${flag}\` | ${help} | ${preset === "" ? "" : `\`${preset}\` `}|`;
}

/** The cells of the first table in a page. */
function tableOf(file: string): readonly (readonly string[])[] {
  const lines = readFileSync(new URL(file, import.meta.url), "utf8").split("\n");
  const from = lines.findIndex((line) => line.startsWith("|"));
  const to = lines.findIndex((line, index) => index > from && !line.startsWith("|"));
  return lines.slice(from, to).map((line) => line.slice(2, -2).split(" | "));
}

describe("docs/performance.md", () => {
  test("has the table of scripts/bench, with all that is measured", () => {
    const [head, , ...rows] = tableOf("../docs/performance.md");
    assert.deepEqual(head?.slice(1), HEAD);
    assert.deepEqual(
      rows.map(([about, id]) => [about, id]),
      CASES.map(({ about, id }) => [about, `\`${id}\``]),
    );
  });
});

describe("server/metrics/build.ts", () => {
  test("tells the version of package.json", () => {
    assert.equal(VERSION, packageJson.version);
  });
});

describe("docs/harness.md", () => {
  test("has every flag with its meaning and default, and no other", () => {
    assert.deepEqual(rowsOf("Settings"), describeAll(SETTINGS).map(rowOf));
  });

  test("has every flag of bench with its meaning and default, and no other", () => {
    assert.deepEqual(rowsOf("How much it takes"), describeAll(LOAD_SETTINGS).map(rowOf));
  });

  test("has every flag of trigger, after every story, and no other", () => {
    const rows = rowsOf("In the terminal");
    const isFlag = (row: string): boolean => row.startsWith("| `--");
    assert.deepEqual(rows.filter(isFlag), describeAll(TRIGGER_SETTINGS).map(rowOf));
    const table = rows.slice(0, PROVIDERS.length);
    assert.deepEqual(
      table.map((row) => [...row.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)),
      PROVIDERS.map(({ standAlone }) => standAlone.stories.all.map(({ name }) => name)),
    );
  });

  test("has every format of a report, and no other", () => {
    const documented = rowsOf("Reports").map((row) => /`(\w+)`/.exec(row)?.[1]);
    assert.deepEqual(documented, [...FORMATS]);
  });

  test("has every exit code of the target contract", () => {
    const documented = rowsOf("Exit codes").map((row) => Number(row.split("|")[1]));
    assert.deepEqual(documented, [0, 1, 2, 3, 4, 5, 130]);
  });
});
