/** action.yml: what GitHub takes, and what comes of it, with this project's harness behind `npx`. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { LISTS, parseInputs, SWITCHES } from "../action/inputs.mjs";
import { VERDICTS } from "../action/outputs.mjs";
import { SETTINGS } from "../harness/conformance/settings.ts";
import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { reportSchema } from "../harness/run/report.ts";
import { type Described, describeAll, flagOf } from "../harness/settings/setting.ts";
import packageJson from "../package.json" with { type: "json" };
import {
  ACTION,
  ACTION_TEXT,
  type Job,
  OWN_INPUTS,
  runAction,
  type Texts,
} from "./action-runner.ts";
import { problemsOf } from "./github-files.ts";
import { pageText } from "./pages.ts";
import { type Running, SECRETS, startRunning } from "./running-receiver.ts";
import { standInNpm } from "./stand-in-npm.ts";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

/** Settings that are no inputs, and why. */
const NOT_FOR_CI: Texts = {
  report: "the Action writes the reports that its outputs name",
  path: "it replays one case that was found: for a person, who wants to see it",
  from: "it goes on where another run ended: for a person, who has seen where that was",
  soak: "it goes on until it is stopped, and never ends with 0",
};

describe("action.yml", () => {
  test("is an action to GitHub", async () => {
    assert.deepEqual(await problemsOf("action.yml", ACTION_TEXT), []);
    const misspelt = ACTION_TEXT.replace("toJSON(inputs)", "toJSON(input)");
    assert.equal((await problemsOf("action.yml", misspelt)).length, 1);
  });

  test("has every setting of a run as an input, but for those that are not for CI", () => {
    const settings = describeAll(SETTINGS).filter(({ name }) => !(name in NOT_FOR_CI));
    assert.deepEqual(Object.keys(ACTION.inputs), [...settings.map(inputOf), ...OWN_INPUTS]);
    assert.deepEqual(
      settings.map((setting) => ACTION.inputs[inputOf(setting)]?.description),
      settings.map(describedAs),
    );
  });

  test("knows which settings may be repeated, and which take no argument", () => {
    const settings = describeAll(SETTINGS).filter(({ name }) => !(name in NOT_FOR_CI));
    const ofKind = (kind: Described["kind"]) => settings.filter((each) => each.kind === kind);
    assert.deepEqual(new Set(LISTS), new Set(ofKind("list").map(inputOf)));
    assert.deepEqual(new Set(SWITCHES), new Set(ofKind("switch").map(inputOf)));
  });

  test("gives no setting a default, which would win over conformance.json", () => {
    const preset = Object.entries(ACTION.inputs).filter(([, input]) => input.default !== undefined);
    assert.deepEqual(
      preset.map(([name]) => name),
      OWN_INPUTS,
    );
  });

  test("runs the harness of its own version", () => {
    assert.equal(ACTION.inputs["version"]?.default, packageJson.version);
  });

  test("uses no action that may change under its name", () => {
    assert.match(ACTION.runs.steps[1].uses, /@[0-9a-f]{40}$/);
  });

  test("has no expression in what a shell reads", () => {
    assert.doesNotMatch(ACTION.runs.steps[0].run, /\$\{\{/);
  });

  test("has a word for each exit code, and says all of them", () => {
    const [, codes = ""] = pageText("harness.md").split("\n## Exit codes\n");
    const [table = ""] = codes.split(/^## /m);
    const documented = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => code);
    assert.deepEqual(Object.keys(VERDICTS), documented);
    for (const verdict of Object.values(VERDICTS)) {
      assert.ok(ACTION.outputs["verdict"]?.description.includes(verdict), verdict);
    }
  });
});

function inputOf({ name }: Described): string {
  return flagOf(name).slice(2);
}

/** The words of the command line, where these hold for an input. */
function describedAs({ help, kind, preset }: Described): string {
  const words = help.replace("; may be repeated", "");
  const form = {
    list: ", separated by commas or lines",
    switch: ": true or false",
    text: "",
    number: "",
  };
  return `${words}${form[kind]}${preset === "" ? "" : ` (default: ${preset})`}`;
}

describe("parseInputs()", () => {
  const own = { version: "0.1.0", reports: "reports", sarif: "none" };
  const argsOf = (inputs: Texts) => parseInputs({ ...own, ...inputs }).args;

  test("keeps every value one word, whatever is in it", () => {
    const odd = `a "b" 'c' $(d) \`e\` --f; g`;
    assert.deepEqual(argsOf({ start: odd, url: "" }), ["--start", odd]);
  });

  test("takes the entries of a list from commas and lines", () => {
    const only = ["--only", "order", "--only", "race/a", "--only", "body"];
    assert.deepEqual(argsOf({ only: "order, race/a\nbody,\n" }), only);
  });

  test("says by its variable that a switch is off, and refuses what is neither on nor off", () => {
    assert.deepEqual(argsOf({ strict: "true" }), ["--strict"]);
    const { args, variables } = parseInputs({ ...own, "fail-fast": "false" });
    assert.deepEqual([args, variables], [[], { CONFORMANCE_FAIL_FAST: "false" }]);
    assert.throws(() => argsOf({ strict: "yes" }), /^InputError: strict: expected true or false$/);
  });

  for (const [name, value] of [
    ["version", ""],
    ["version", "0.1.0\nverdict=conforms"],
    ["reports", "a\rb"],
    ["sarif", "true"],
  ] as const) {
    test(`refuses ${name} ${JSON.stringify(value)}`, () => {
      assert.throws(() => argsOf({ [name]: value }), new RegExp(`^InputError: ${name}: expected`));
    });
  }
});

describe("the Action", () => {
  let folder: string;
  let conforming: Running;
  let broken: Running;
  let job: Job;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "action-")));
    job = { folder, environment: { ...SECRETS, PATH: await standInNpm(join(folder, "bin")) } };
    const mutant = MUTANTS.find(({ name }) => name === "envelope/id-made-up");
    assert.ok(mutant !== undefined);
    conforming = await startRunning("proxy", "http://127.0.0.1:1");
    broken = await startRunning("proxy", "http://127.0.0.1:1", mutant.parts);
  });
  after(async () => {
    await conforming.close();
    await broken.close();
    await rm(folder, { recursive: true });
  });

  const ONLY = "envelope/id-missing,\nenvelope/id-empty";
  const counts = ({ held, broken: wrong, inconclusive, untested, blocked }: Texts) =>
    [held, wrong, inconclusive, untested, blocked].join(" ");

  test("ends with 0 for a receiver that conforms, and says what held", LONG, async () => {
    const run = await runAction({ url: conforming.webhook, only: ONLY, seed: "7" }, job);
    assert.equal(run.code, 0, run.log);
    const { verdict, "exit-code": code, "report-sarif": sarif, ...outputs } = run.outputs;
    assert.deepEqual([verdict, code, sarif], ["conforms", "0", ""]);
    assert.equal(counts(outputs), "2 0 0 0 0");
    const report = readFileSync(outputs["report-json"] ?? "", "utf8");
    assert.equal(reportSchema.parse(JSON.parse(report)).header.seed, 7);
    assert.match(readFileSync(outputs["report-junit"] ?? "", "utf8"), /<testsuites/);
    assert.match(run.summary, /^## Conformance\n/);
    assert.match(run.log, /^✓ envelope\/id-missing/m);
    assert.equal(run.uploaded, null);
  });

  test("ends with 1 for one that does not, after all reports are written", LONG, async () => {
    const wanted = { sarif: "upload", handler: "src/webhook.ts", reports: "a team's reports" };
    const run = await runAction({ url: broken.webhook, only: ONLY, ...wanted }, job);
    assert.equal(run.code, 1, run.log);
    const { verdict, "exit-code": code, ...outputs } = run.outputs;
    assert.deepEqual([verdict, code], ["does-not-conform", "1"]);
    assert.equal(counts(outputs), "1 1 0 0 0");
    assert.match(run.summary, /envelope\/id-missing/);
    const file = join(folder, "a team's reports/report.sarif");
    assert.deepEqual([outputs["report-sarif"], run.uploaded?.["sarif_file"]], [file, file]);
    assert.match(readFileSync(file, "utf8"), /src\/webhook\.ts/);
    assert.match(
      run.log,
      / run --url http\S+ --handler src\/webhook\.ts --only envelope\/id-missing /,
    );
  });

  test(
    "ends with 2 where an input is wrong, and leaves no report of an earlier run",
    LONG,
    async () => {
      await mkdir(join(folder, "before"));
      await writeFile(join(folder, "before/report.json"), `{"findings":[{"verdict":"held"}]}`);
      const run = await runAction({ url: "nowhere", seed: "$(x)", reports: "before" }, job);
      assert.equal(run.code, 2, run.log);
      const { verdict, "exit-code": code, ...others } = run.outputs;
      assert.deepEqual([verdict, code], ["misconfigured", "2"]);
      assert.equal(Object.values(others).join(""), "");
      assert.match(run.log, /--seed \$\(x\): expected a whole number/);
      assert.match(run.summary, /Nothing was judged: exit code 2, misconfigured\./);
    },
  );

  test("hands nothing that is typed to a shell", LONG, async () => {
    const odd = `x' "\n; touch harm; $(touch harm) \`touch harm\` \${{ github.token }} > harm`;
    const inputs = Object.keys(ACTION.inputs).filter((name) => !OWN_INPUTS.includes(name));
    // The command of a receiver that is to be started is the shell's by its meaning.
    const left = ["start", ...SWITCHES];
    const typed = Object.fromEntries(inputs.map((name) => [name, left.includes(name) ? "" : odd]));
    const oneLine = odd.replace("\n", "");
    for (const given of [
      { ...typed, reports: oneLine.replaceAll("/", "") },
      { url: conforming.webhook, version: oneLine },
      { url: conforming.webhook, sarif: oneLine },
    ]) {
      const run = await runAction(given, job);
      assert.ok(run.code === 2 || run.code === 3, run.log);
      assert.ok(!existsSync(join(folder, "harm")), JSON.stringify(given));
    }
  });

  test("takes a package that can't be had for no verdict", LONG, async () => {
    const run = await runAction({ url: broken.webhook, version: "9.9.9" }, job);
    assert.deepEqual([run.code, run.outputs["verdict"]], [3, "unreachable"]);
    assert.match(run.log, /^Cannot get proxy-checkout-conformance@9\.9\.9: /m);
  });

  test("says that Node is too old, and where it comes from", LONG, async () => {
    const old = `Object.defineProperty(process.versions, "node", { value: "20.19.0" })`;
    await writeFile(join(folder, "old.js"), old);
    const node = `exec '${process.execPath}' --preload '${folder}/old.js' "$@"`;
    const PATH = await standInNpm(join(folder, "old"), { node });
    const run = await runAction({}, { ...job, environment: { PATH } });
    assert.deepEqual([run.code, run.outputs["verdict"]], [2, "misconfigured"], run.log);
    assert.match(run.log, /^Node 20\.19\.0 is too old: .*actions\/setup-node/m);
  });

  test("takes no command from what a receiver wrote", LONG, async () => {
    const echo = `echo '::error::a receiver says so'; exit 9`;
    const given = { start: echo, "secret-env": "PROXY_WEBHOOK_SIGNING_SECRET" };
    const { code, log } = await runAction(given, job);
    assert.equal(code, 3, log);
    const [, token, between] = /^::stop-commands::(.+)\n([\s\S]*)^::\1::$/m.exec(log) ?? [];
    assert.ok(token, log);
    const outside = log.replace(between ?? "", "");
    assert.match(log, /a receiver says so/);
    assert.doesNotMatch(outside.replaceAll(/^::(stop-commands::)?[\w-]+(::)?$/gm, ""), /^\s*::/m);
  });

  test("tells of what was found until a job was cancelled", LONG, async () => {
    const harness = `trap 'echo stopped; exit 130' INT; echo begun; while :; do sleep 0.1; done`;
    const npx = `[ "$3" = run ] || exit 0; sh -c "${harness}"; exit $?`;
    const PATH = await standInNpm(join(folder, "slow"), { npx });
    const run = await runAction({}, { ...job, environment: { PATH }, cancelledAt: "begun" });
    assert.deepEqual([run.code, run.outputs["verdict"]], [130, "incomplete"], run.log);
    assert.match(run.log, /^stopped$/m);
  });

  test("knows a cancelled job by npm's own end, too", LONG, async () => {
    const npx = `[ "$3" = run ] || exit 0; echo begun; exec sleep 60`;
    const PATH = await standInNpm(join(folder, "ended"), { npx });
    const run = await runAction({}, { ...job, environment: { PATH }, cancelledAt: "begun" });
    assert.deepEqual([run.code, run.outputs["verdict"]], [130, "incomplete"], run.log);
  });

  test("doesn't take a fault of its own for a verdict", LONG, async () => {
    const npx = `[ "$3" = run ] || exit 0; echo no JSON > conformance-reports/report.json`;
    const PATH = await standInNpm(join(folder, "faulty"), { npx });
    const run = await runAction({}, { ...job, environment: { PATH } });
    assert.deepEqual([run.code, run.outputs["verdict"]], [5, "harness-at-fault"], run.log);
  });
});
