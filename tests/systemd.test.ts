/** deploy/systemd/: the unit, as far as it can be judged where systemd doesn't run. */

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { findExecutable } from "../scripts/find-executable.ts";
import { parseUnit, variablesIn } from "./systemd-unit.ts";

const FOLDER = resolve(import.meta.dirname, "../deploy/systemd");
const NAME = "proxy-receiver@.service";
const text = readFileSync(join(FOLDER, NAME), "utf8");
const unit = parseUnit(text, "3000");
const environment = readFileSync(join(FOLDER, "environment"), "utf8");
const example = readFileSync("server/.env.example", "utf8");

/** How long the receiver takes to stop, and its log to be taken: see server/README.md. */
const STOP_SECONDS = 11;

/** Of 10. What is left is that it speaks to the world, which its settings for addresses could forbid. */
const EXPOSURE_MAX = 1.5;

const skip = findExecutable("systemd-analyze", process.env["PATH"] ?? "") === null;
const folder = mkdtempSync(join(tmpdir(), "systemd-"));
after(() => rmSync(folder, { recursive: true }));

/** @returns What systemd finds wrong with a unit; its runtime is where this one is. */
function complaints(unitText: string): string {
  const file = join(folder, NAME);
  writeFileSync(file, unitText.replace("/usr/local/bin/bun", process.execPath));
  return spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" }).stderr;
}

describe("the systemd unit", () => {
  test("is one that systemd has nothing against, and would", { skip }, () => {
    assert.equal(complaints(text), "");
    for (const [right, wrong] of [
      ["ProtectHome=yes", "ProtectHom=yes"],
      ["TimeoutStopSec=15", "TimeoutStopSec=soon"],
    ] as const) {
      assert.notEqual(complaints(text.replace(right, wrong)), "", wrong);
    }
  });

  test("leaves whoever takes the receiver over with little", { skip }, () => {
    complaints(text);
    const args = ["security", "--offline=true", join(folder, NAME)];
    const said = execFileSync("systemd-analyze", args, { encoding: "utf8" });
    const [, exposure = "10"] = /exposure level for \S+: ([\d.]+)/.exec(said) ?? [];
    assert.ok(Number(exposure) <= EXPOSURE_MAX, said);
  });

  test("waits longer for the receiver than it takes to stop, and starts it again unless it is set up wrongly", () => {
    assert.ok(Number(unit.last("TimeoutStopSec")) > STOP_SECONDS);
    assert.equal(unit.last("KillSignal"), "SIGTERM");
    assert.equal(unit.last("Restart"), "always");
    assert.equal(unit.last("RestartPreventExitStatus"), "2");
  });

  test("is not root's, and has the settings and secrets of a file each", () => {
    assert.equal(unit.last("User"), "proxy-receiver");
    assert.equal(unit.last("EnvironmentFile"), "/etc/proxy-receiver/environment");
    const known = [...example.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const set = variablesIn(environment);
    for (const [name, value] of Object.entries(set)) {
      assert.ok(known.includes(name), name);
      if (name.endsWith("_FILE")) assert.match(value, /^\/etc\/proxy-receiver\/secrets\/\w+$/);
    }
    const { HOST, PORT, INSPECTOR_PORT } = variablesIn(unit.all("Environment").join(" "));
    assert.deepEqual([HOST, PORT, INSPECTOR_PORT], ["127.0.0.1", "3000", "13000"]);
  });
});
