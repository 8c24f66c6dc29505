/**
 * Does with action.yml what GitHub does with a composite action, as far as this machine goes: a step that
 * needs GitHub is decided on, not taken.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";
import { z } from "zod";

export const ROOT = resolve(import.meta.dirname, "..");

const texts = z.record(z.string(), z.string());

const actionSchema = z.object({
  inputs: z.record(
    z.string(),
    z.object({ description: z.string(), default: z.string().optional() }),
  ),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({
    using: z.literal("composite"),
    steps: z.tuple([
      z.object({
        id: z.literal("judge"),
        shell: z.literal("bash"),
        "working-directory": z.string(),
        env: texts,
        run: z.string(),
      }),
      z.object({ if: z.string(), uses: z.string(), with: texts }),
    ]),
  }),
});

export const ACTION_TEXT = readFileSync(join(ROOT, "action.yml"), "utf8");
export const ACTION = actionSchema.parse(parse(ACTION_TEXT));

/** About the Action itself; all others are settings of a run. */
export const OWN_INPUTS = ["version", "working-directory", "reports", "sarif"];

export type Texts = Readonly<Record<string, string>>;

export type ActionRun = {
  readonly code: number;
  readonly outputs: Texts;
  readonly summary: string;
  readonly log: string;
  /** What the second step would be given; null where it is left out. */
  readonly uploaded: Texts | null;
};

/** Where a job is. */
export type Job = {
  readonly folder: string;
  readonly environment: Texts;
  /** The job is cancelled when this is written. */
  readonly cancelledAt?: string;
};

/** @param given What a workflow says under `with`. */
export async function runAction(given: Texts, job: Job): Promise<ActionRun> {
  const files = mkdtempSync(join(job.folder, "github-"));
  const presets = Object.entries(ACTION.inputs).map(([name, input]) => [name, input.default ?? ""]);
  const inputs = { ...Object.fromEntries(presets), ...given };
  const [judge, upload] = ACTION.runs.steps;
  const ended = await step(judge.run, {
    cwd: resolve(job.folder, fill(judge["working-directory"], { inputs })),
    environment: {
      ...job.environment,
      ...filled(judge.env, { inputs }),
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_OUTPUT: touched(join(files, "output")),
      GITHUB_STEP_SUMMARY: touched(join(files, "summary")),
    },
    cancelledAt: job.cancelledAt,
  });
  const contexts = { inputs, steps: { judge: { outputs: read(join(files, "output")) } } };
  return {
    ...ended,
    summary: readFileSync(join(files, "summary"), "utf8"),
    outputs: filled(
      mapped(ACTION.outputs, ({ value }) => value),
      contexts,
    ),
    uploaded: fill(upload.if, contexts) === "true" ? filled(upload.with, contexts) : null,
  };
}

type Step = Pick<Job, "environment"> & {
  readonly cwd: string;
  readonly cancelledAt: string | undefined;
};

/** As GitHub calls bash; what stands beside the step's variables is this machine's. */
async function step(run: string, { cwd, environment, cancelledAt }: Step) {
  const script = join(mkdtempSync(join(cwd, ".step-")), "step.sh");
  writeFileSync(script, run);
  const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd,
    env: { HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
      if (cancelledAt !== undefined && text.includes(cancelledAt)) child.kill("SIGINT");
    });
  }
  const [code] = await once(child, "close");
  return { code: Number(code), log };
}

/** `${{ … }}` in a text, each by GitHub's own implementation of expressions. */
export function fill(text: string, contexts: Readonly<Record<string, unknown>>): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_all, expression: string) => {
    const { tokens } = new Lexer(expression).lex();
    const parsed = new Parser(tokens, Object.keys(contexts), [CANCELLED]).parse();
    const context = JSON.parse(JSON.stringify(contexts), data.reviver);
    const functions = new Map([[CANCELLED.name, CANCELLED]]);
    return new Evaluator(parsed, context, functions).evaluate().coerceString();
  });
}

const CANCELLED = {
  name: "cancelled",
  minArgs: 0,
  maxArgs: 0,
  call: () => new data.BooleanData(false),
};

function filled(record: Texts, contexts: Readonly<Record<string, unknown>>): Texts {
  return mapped(record, (text) => fill(text, contexts));
}

function mapped<V>(record: Readonly<Record<string, V>>, change: (value: V) => string): Texts {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** What a step put out, a line each: it needs no more of the format. */
function read(file: string): Texts {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split("=");
      assert.match(name, /^[a-z-]+$/, line);
      return [name, value.join("=")];
    }),
  );
}

function touched(file: string): string {
  writeFileSync(file, "");
  return file;
}
