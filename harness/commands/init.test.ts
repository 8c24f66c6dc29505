import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

describe("harness init", () => {
  test("says that a file's folder is not there, before it asks anybody anything", () => {
    const url = "http://127.0.0.1:1/webhooks"; // nobody listens
    const args = ["init", "--url", url, "--config", "/nowhere/x.json"];
    const env = { ...process.env, PROXY_WEBHOOK_SIGNING_SECRET: "whsec_of_a_test" };
    const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: "utf8",
      env,
    });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^Cannot run:\n {2}- --config \/nowhere\/x\.json: its folder is not there: make it first, or[^-]*\n$/,
    );
  });
});
