/** docs/ci.md and docs/ci/: files to be copied, each as what it is for takes it, and each run here. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { VERDICTS } from "../action/outputs.mjs";
import { broken, held, reportOf } from "../harness/reporters/sample-report.ts";
import type { Finding } from "../harness/run/report.ts";
import packageJson from "../package.json" with { type: "json" };
import { createDatabase, dropDatabase } from "../scripts/database.ts";
import { ACTION, fill, OWN_INPUTS, ROOT, type Texts } from "./action-runner.ts";
import { problemsOf } from "./github-files.ts";
import { pageText } from "./pages.ts";
import { type } from "./person.ts";
import { PACKAGE, standInNpm } from "./stand-in-npm.ts";

const FOLDER = join(ROOT, "docs/ci");
const DATABASE = `recipes_${process.pid}`;

/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const BRIEF = process.env["TEST_ALL"] !== "1";

const page = pageText("ci.md");

function fileText(name: string): string {
  return readFileSync(join(FOLDER, name), "utf8");
}

/** The code blocks of the page. */
function blocksOf(language: string): readonly string[] {
  const blocks = page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"));
  return [...blocks].map(([, block = ""]) => block);
}

/** What stands as code in the first cells of a table. */
function firstCellsOf(heading: string): readonly string[] {
  const rows = page.split(`| ${heading} |`)[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  return rows
    .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([\w-]+)`/g)])
    .map(([, name = ""]) => name);
}

const steps = z.array(
  z.union([
    z.literal("checkout"),
    z.strictObject({ restore_cache: z.strictObject({ keys: z.array(z.string()) }) }),
    z.strictObject({ save_cache: z.strictObject({ key: z.string(), paths: z.array(z.string()) }) }),
    z.strictObject({ run: z.string() }),
    z.strictObject({ run: z.strictObject({ name: z.string(), command: z.string() }) }),
    z.strictObject({ store_test_results: z.strictObject({ path: z.string() }) }),
    z.strictObject({ store_artifacts: z.strictObject({ path: z.string() }) }),
  ]),
);
const variables = z.record(z.string(), z.string());

/** As far as the recipe goes: there is no package with CircleCI's schema that is kept. */
const circleci = z.strictObject({
  version: z.literal(2.1),
  jobs: z.strictObject({
    conformance: z.strictObject({
      parameters: z.strictObject({
        seed: z.strictObject({ type: z.literal("string"), default: z.string() }),
      }),
      docker: z.array(z.strictObject({ image: z.string(), environment: variables.optional() })),
      environment: variables,
      steps,
    }),
  }),
  workflows: z.record(
    z.string(),
    z.strictObject({
      when: z.unknown().optional(),
      unless: z.unknown().optional(),
      jobs: z.tuple([
        z.union([
          z.literal("conformance"),
          z.strictObject({ conformance: z.strictObject({ seed: z.string() }) }),
        ]),
      ]),
    }),
  ),
});

const gitlab = z.object({
  conformance: z.object({
    variables,
    before_script: z.array(z.string()),
    script: z.array(z.string()),
  }),
});

/** What each recipe types, and with which variables. */
function recipes(): Readonly<Record<string, { readonly lines: string; readonly given: Texts }>> {
  const ofGitlab = gitlab.parse(parse(fileText("gitlab.yml"))).conformance;
  const ofCircleci = circleci.parse(parse(fileText("circleci.yml"))).jobs.conformance;
  const runs = ofCircleci.steps.flatMap((step) =>
    typeof step === "object" && "run" in step
      ? [typeof step.run === "string" ? step.run : step.run.command]
      : [],
  );
  const seed = { CONFORMANCE_SEED: ofCircleci.parameters.seed.default };
  return {
    "gitlab.yml": {
      lines: [...ofGitlab.before_script, ...ofGitlab.script].join("\n"),
      given: ofGitlab.variables,
    },
    "circleci.yml": { lines: runs.join("\n"), given: { ...ofCircleci.environment, ...seed } },
    "plain.sh": { lines: fileText("plain.sh"), given: {} },
  };
}

describe("docs/ci.md", () => {
  test("holds no command but those that are run here", () => {
    const [recipe, baseline, compared, ...others] = blocksOf("sh");
    assert.equal(recipe, fileText("plain.sh"));
    assert.match(baseline ?? "", /^node -p .* > conformance-baseline\.txt\n$/);
    assert.match(compared ?? "", /^npx .* compare main\.json .* --fail-on-new\n$/);
    assert.deepEqual(others, []);
  });

  test("shows every file in docs/ci/, whole", () => {
    const shown = [...blocksOf("yaml"), ...blocksOf("sh")];
    for (const name of readdirSync(FOLDER)) {
      assert.ok(shown.includes(fileText(name)), name);
      assert.ok(page.includes(`(ci/${name})`), name);
    }
  });

  test("names the version that this is, wherever it names one", () => {
    const named = page.match(/proxy-checkout-conformance@[\w.-]*\w|OWNER\/REPO@[\w.-]*\w/g);
    const expected = new Set([PACKAGE, `OWNER/REPO@v${packageJson.version}`]);
    assert.deepEqual(new Set(named), expected);
  });

  test("has each exit code with the Action's word for it", () => {
    const rows = [...page.matchAll(/^\| (\d+) \| `([\w-]+)` \|/gm)];
    const documented = rows.map(([, code, verdict]) => [code, verdict]);
    assert.deepEqual(documented, Object.entries(VERDICTS));
  });

  test("has the inputs that are the Action's own, and all outputs", () => {
    assert.deepEqual(firstCellsOf("own input"), OWN_INPUTS);
    assert.deepEqual(firstCellsOf("output"), Object.keys(ACTION.outputs));
  });
});

describe("what is to be copied", () => {
  test("is a workflow to GitHub, whose nights have seeds of their own", async () => {
    const workflow = fileText("github.yml");
    const path = ".github/workflows/conformance.yml";
    assert.deepEqual(await problemsOf(path, workflow), []);
    const misspelt = workflow.replace("          start:", "          strat:");
    assert.equal((await problemsOf(path, misspelt)).length, 1);

    const seed = /seed: (\$.*)$/m.exec(workflow)?.[1] ?? "";
    const seedAt = (event_name: string) => fill(seed, { github: { event_name } });
    assert.deepEqual([seedAt("pull_request"), seedAt("schedule")], ["42", ""]);
  });

  test("is a step to GitHub where the receiver runs already", async () => {
    const step = blocksOf("yaml").find((block) => block.startsWith("      - uses: OWNER/REPO"));
    const workflow = fileText("github.yml").split("      - id: conformance")[0];
    const path = ".github/workflows/conformance.yml";
    assert.deepEqual(await problemsOf(path, `${workflow}${step}`), []);
  });

  test("is a pipeline to GitLab, by its own schema", LONG, async () => {
    const folder = await mkdtemp(join(tmpdir(), "gitlab-"));
    const local = `'${process.execPath}' '${ROOT}/node_modules/gitlab-ci-local/dist/index.js'`;
    const check = async (pipeline: string) => {
      await writeFile(join(folder, ".gitlab-ci.yml"), pipeline);
      return type(`git init --quiet && ${local} --list`, folder);
    };
    const recipe = fileText("gitlab.yml");
    const taken = await check(recipe);
    assert.match(taken.stdout, /^conformance +test /m, taken.stdout + taken.stderr);
    const refused = await check(recipe.replace("exit_codes: [3]", "exit_code: [3]"));
    assert.match(refused.stdout + refused.stderr, /exit_code\b/);
    assert.doesNotMatch(refused.stdout, /^conformance +test /m);
    await rm(folder, { recursive: true });
  });
});

describe("what is copied", () => {
  let folder: string;
  let environment: Texts;

  before(async () => {
    const server = process.env["TEST_DATABASE_URL"];
    assert.ok(server, "TEST_DATABASE_URL is not set: run scripts/test, which sets it");
    folder = await realpath(await mkdtemp(join(tmpdir(), "recipes-")));
    await writeFile(join(folder, "server.js"), `import "${ROOT}/server/main.ts";\n`);
    environment = {
      PATH: await standInNpm(join(folder, "bin")),
      DATABASE_URL: await createDatabase(server, DATABASE),
    };
  });
  after(async () => {
    await dropDatabase(process.env["TEST_DATABASE_URL"] ?? "", DATABASE);
    await rm(folder, { recursive: true });
  });

  /** As these run what they are given: a line that fails is the last one. */
  async function copied(recipe: string, more: Texts) {
    const { lines = "", given = {} } = recipes()[recipe] ?? {};
    await writeFile(join(folder, "recipe.sh"), lines);
    return type("bash -eo pipefail recipe.sh", folder, { ...given, ...environment, ...more });
  }

  for (const recipe of Object.keys(recipes())) {
    test(`starts the receiver, judges it, and leaves reports: ${recipe}`, LONG, async () => {
      await rm(join(folder, "conformance-reports"), { recursive: true, force: true });
      const { code, stdout, stderr } = await copied(recipe, {
        CONFORMANCE_ONLY: "envelope/id-missing",
      });
      assert.equal(code, 0, stdout + stderr);
      assert.ok(stdout.includes("envelope/id-missing"));
      assert.deepEqual(readdirSync(join(folder, "conformance-reports")).sort(), [
        "junit.xml",
        "report.json",
      ]);
    });

    test(`ends with the harness's exit code: ${recipe}`, { ...LONG, skip: BRIEF }, async () => {
      const { code, stderr } = await copied(recipe, { CONFORMANCE_BODY_LIMIT: "much" });
      assert.equal(code, 2, stderr);
    });

    test(`judges nothing where npm gives no package: ${recipe}`, {
      ...LONG,
      skip: BRIEF,
    }, async () => {
      const PATH = await standInNpm(join(folder, "offline"), { npx: `[ "$3" = run ] || exit 1` });
      const { code } = await copied(recipe, { PATH });
      assert.equal(code, recipe === "plain.sh" ? 3 : 1);
    });
  }

  test("says of a change what it broke, as the page says", LONG, async () => {
    await mkdir(join(folder, "conformance-reports"), { recursive: true });
    const line = blocksOf("sh").find((block) => block.includes(" compare ")) ?? "";
    const compared = async (before: Finding, after: Finding) => {
      await writeFile(join(folder, "main.json"), JSON.stringify(reportOf(held, before)));
      const file = join(folder, "conformance-reports/report.json");
      await writeFile(file, JSON.stringify(reportOf(held, after)));
      return type(line, folder, environment);
    };
    const sound: Finding = { ...broken, verdict: "held", reason: null };
    const newly = await compared(sound, broken);
    assert.equal(newly.code, 1, newly.stderr);
    assert.match(newly.stdout, /newly broken \(1\)/);
    assert.equal((await compared(broken, broken)).code, 0);
  });

  test("takes a baseline that is made as the page says", LONG, async () => {
    // The receiver is not told of this policy, so that something is broken.
    const policy = {
      CONFORMANCE_POLICY: "past_due=granted",
      CONFORMANCE_ONLY: "state/past-due,envelope/id-missing",
    };
    const broken = await copied("plain.sh", policy);
    assert.equal(broken.code, 1, broken.stdout + broken.stderr);

    const line = blocksOf("sh").find((block) => block.includes("> conformance-baseline.txt"));
    const written = await type(line ?? "", folder, environment);
    assert.equal(written.code, 0, written.stderr);
    const baseline = readFileSync(join(folder, "conformance-baseline.txt"), "utf8");
    assert.match(baseline, /^state\/past-due +not looked at yet$/m);

    const expect = { ...policy, CONFORMANCE_EXPECT: "conformance-baseline.txt" };
    const known = await copied("plain.sh", expect);
    assert.equal(known.code, 0, known.stdout + known.stderr);
  });
});
