import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import type { Packaged } from "./own-files.ts";
import { typedAs } from "./typed-as.ts";

const ROOT = resolve(import.meta.dirname, "../..");

const SOURCES: Packaged | null = null;
const PACKAGE: Packaged = { name: "conformance", kind: "package", texts: {} };

function typed(
  environment: Readonly<Record<string, string>>,
  { folder = ROOT, executable = "/nowhere/bun", packaged = SOURCES } = {},
) {
  return typedAs("harness", { environment, folder, executable, packaged });
}

/** What a package manager tells those that it runs. */
function runBy(runner: string) {
  return { npm_package_name: "proxy-checkout-receiver", npm_config_user_agent: `${runner}/1 x` };
}

describe("typedAs()", () => {
  test("names the script by the path that was typed, quoted where it must be", () => {
    assert.equal(typed({ HARNESS_SCRIPTS: "../clone/scripts" }), "../clone/scripts/harness");
    assert.equal(typed({ HARNESS_SCRIPTS: "/a b/scripts" }), "'/a b/scripts/harness'");
  });

  test("names the package manager that runs it, and says where npm's own flags end", () => {
    const HARNESS_SCRIPTS = "scripts";
    assert.equal(typed({ HARNESS_SCRIPTS, ...runBy("bun") }), "bun run harness");
    assert.equal(typed({ HARNESS_SCRIPTS, ...runBy("npm") }), "npm run harness --");
  });

  test("names no package manager that runs something else, from elsewhere", () => {
    const elsewhere = { folder: "/tmp" };
    const environment = { HARNESS_SCRIPTS: "/clone/scripts", ...runBy("bun") };
    assert.equal(typed(environment, elsewhere), "/clone/scripts/harness");
    const another = { ...runBy("npm"), npm_package_name: "a-shop", HARNESS_SCRIPTS: "scripts" };
    assert.equal(typed(another), "scripts/harness");
  });

  test("names the runtime and the file where that was typed, as seen from there", () => {
    assert.equal(typed({}), "/nowhere/bun harness/main.ts");
    const folder = `${ROOT}/docs`;
    const deno = { folder, executable: "/nowhere/deno" };
    assert.equal(typed({}, deno), "/nowhere/deno run -A ../harness/main.ts");
  });

  test("calls a runtime by its name where the PATH has it", () => {
    const executable = resolve("/bin/sh");
    assert.equal(typed({ PATH: "/bin" }, { executable }), "sh harness/main.ts");
  });

  test("names the package, by what runs packages there", () => {
    const by = (npm_config_user_agent: string, executable = "/nowhere/node") =>
      typed(
        { npm_config_user_agent, HARNESS_SCRIPTS: "scripts" },
        { executable, packaged: PACKAGE },
      );
    assert.equal(by("npm/11.0.0 node/v24.0.0"), "npx conformance");
    assert.equal(by("bun/1.4.5 npm/? node/v24.3.0"), "bunx conformance");
    assert.equal(by("pnpm/10.0.0 npm/? node/v24.0.0"), "pnpm dlx conformance");
    assert.equal(by("", "/nowhere/node"), "npx conformance");
    assert.equal(by("", "/nowhere/bun"), "bunx conformance");
    assert.equal(by("", "/nowhere/deno"), "deno run -A npm:conformance");
  });

  test("calls a package that is installed for all by its name", () => {
    const packaged = { ...PACKAGE, name: "sh" };
    const executable = "/nowhere/node";
    assert.equal(typed({ PATH: "/bin" }, { executable, packaged }), "sh");
  });

  test("names an executable as seen from the folder, or by its name where the PATH has it", () => {
    const packaged: Packaged = { ...PACKAGE, kind: "executable" };
    const from = (folder: string) => typed({}, { folder, executable: "/a/b/judge", packaged });
    assert.equal(from("/a/b"), "./judge");
    assert.equal(from("/a"), "./b/judge");
    assert.equal(from("/a/c"), "../b/judge");
    assert.equal(typed({ PATH: "/bin" }, { executable: "/bin/sh", packaged }), "sh");
  });
});
