import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import published from "../../docs/conformance.schema.json" with { type: "json" };
import { SETTINGS } from "../conformance/settings.ts";
import { SETTINGS as PROXY } from "../providers/proxy/settings.ts";
import { settingsSchema } from "./schema.ts";
import { parseSettings } from "./setting.ts";
import { fromEnvironment, fromFile, layer } from "./sources.ts";

function readEnvironment(env: Readonly<Record<string, string>>) {
  const problems: string[] = [];
  return { given: fromEnvironment(SETTINGS, env, (problem) => problems.push(problem)), problems };
}

function readFile(json: unknown) {
  const problems: string[] = [];
  return {
    given: fromFile(SETTINGS, "c.json", json, (problem) => problems.push(problem)),
    problems,
  };
}

describe("layer()", () => {
  const file = { scheme: "of the file", runs: 3, tolerance: 3, only: ["time", "body"] };
  const environment = { scheme: "of the environment", runs: 2, only: ["order"] };
  const flags = layer({ typed: { scheme: "as typed" }, environment, file });

  test("takes a flag before a variable, a variable before the file, the file before a preset", () => {
    const settings = { ...SETTINGS, ...PROXY };
    const parsed = parseSettings(settings, flags, (problem) => assert.fail(problem));
    const { scheme, runs, tolerance, bodyLimit } = parsed;
    assert.deepEqual(
      { scheme, runs, tolerance, bodyLimit },
      { scheme: "as typed", runs: 2, tolerance: 3, bodyLimit: 1_048_576 },
    );
  });

  test("replaces a list by a stronger one, and never joins the two", () => {
    assert.deepEqual(flags["only"], ["order"]);
  });
});

describe("fromEnvironment()", () => {
  test("reads a variable for each flag, by its kind", () => {
    const env = {
      CONFORMANCE_BODY_LIMIT: "10",
      CONFORMANCE_ONLY: "signature, time",
      CONFORMANCE_STRICT: "true",
      CONFORMANCE_ALLOW_REMOTE: "false",
      CONFORMANCE_PROBE: "",
    };
    assert.deepEqual(readEnvironment(env), {
      given: { bodyLimit: 10, only: ["signature", "time"], strict: true, allowRemote: false },
      problems: [],
    });
  });

  test("takes no switch for on that says neither true nor false", () => {
    const { given, problems } = readEnvironment({ CONFORMANCE_STRICT: "0" });
    assert.deepEqual(problems, ["CONFORMANCE_STRICT: expected true or false"]);
    assert.equal(given["strict"], false);
  });
});

describe("fromFile()", () => {
  const sample = {
    $schema: "docs/conformance.schema.json",
    url: "http://127.0.0.1:3000/hook",
    bodyLimit: 4096,
    report: ["text", "junit=out.xml"],
    strict: true,
  };

  const ajv = new Ajv2020({ allErrors: true });
  const isSettings = ajv.compile(published);

  test("reads the settings of each kind", () => {
    const { $schema, ...settings } = sample;
    assert.deepEqual(readFile(sample), { given: settings, problems: [] });
  });

  test("takes one provider without brackets", () => {
    const json = { provider: "gwop" };
    assert.deepEqual(readFile(json), { given: { provider: ["gwop"] }, problems: [] });
    assert.ok(isSettings(json));
  });

  const mistakes: readonly (readonly [string, unknown, string])[] = [
    ["a list", [], "c.json: expected a JSON object"],
    ["nothing", null, "c.json: expected a JSON object"],
    ["an unknown key", { "body-limit": 1 }, "body-limit is no setting: did you mean bodyLimit?"],
    ["another file to read", { config: "d.json" }, "config is no setting"],
    ["a number as a text", { runs: "10" }, "c.json: runs: expected a whole number"],
    ["half a number", { runs: 0.5 }, "c.json: runs: expected a whole number"],
    ["one instead of a list", { only: "order" }, "c.json: only: expected a list of texts"],
    ["a switch as a text", { strict: "yes" }, "c.json: strict: expected true or false"],
    ["no text", { url: null }, "c.json: url: expected a text"],
  ];
  for (const [what, json, message] of mistakes) {
    test(`complains about ${what}, as the published schema does`, () => {
      const { problems } = readFile(json);
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.includes(message), problems[0]);
      assert.equal(isSettings(json), false);
    });
  }

  test("accepts what the published schema accepts", () => {
    assert.ok(isSettings(sample), JSON.stringify(isSettings.errors));
    assert.deepEqual(published, settingsSchema(SETTINGS));
  });
});
