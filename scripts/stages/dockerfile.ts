/** A Dockerfile -> its stages, as far as ours go: what they are made of, and what they run. Pure. @module */

import { DockerfileParser, type Instruction, ModifiableInstruction } from "dockerfile-ast";

/** What makes the files of a stage, in its order. */
export type Step =
  /** From another stage, or from the project where `from` is null. */
  | {
      readonly do: "copy";
      readonly from: string | null;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly do: "run"; readonly command: string };

export type Stage = {
  /** Empty where it has none, as a last one may. */
  readonly name: string;
  /** `node:24.21.0-trixie-slim` */
  readonly image: string;
  readonly folder: string;
  readonly steps: readonly Step[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Null where there is none. */
  readonly healthcheck: readonly string[] | null;
};

/**
 * @throws {Error} At an instruction, or a form of one, that we would not know how to run: rather than leave out what an
 * engine would do.
 */
export function parseStages(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const words = instruction.getArgumentsContent() ?? "";
    const stage = stages.pop();
    if (instruction.getKeyword() === "FROM") {
      if (stage !== undefined) stages.push(stage);
      stages.push(begin(words));
    } else {
      if (stage === undefined) throw unknown(instruction);
      stages.push({ ...stage, ...read(stage, instruction, words) });
    }
  }
  return stages;
}

function begin(words: string): Stage {
  const [image = "", , name = ""] = words.split(" ");
  return {
    name,
    image,
    folder: "/",
    steps: [],
    environment: {},
    user: "",
    entrypoint: [],
    command: [],
    healthcheck: null,
  };
}

/** @returns What an instruction changes of its stage. */
function read(stage: Stage, instruction: Instruction, words: string): Partial<Stage> {
  const flags = flagsOf(instruction);
  switch (instruction.getKeyword()) {
    case "WORKDIR":
      return { folder: words };
    case "COPY": {
      if (words.startsWith("[") || flags.some((flag) => !flag.startsWith("from="))) break;
      const sources = words.split(/\s+/);
      const to = sources.pop() ?? "";
      const from = flags[0]?.slice("from=".length) ?? null;
      return { steps: [...stage.steps, { do: "copy", from, sources, to }] };
    }
    case "RUN":
      if (words.startsWith("[") || flags.length > 0) break;
      return { steps: [...stage.steps, { do: "run", command: words }] };
    case "ENV": {
      const pairs = words.split(/\s+/).map((pair) => pair.split("=", 2));
      return { environment: { ...stage.environment, ...Object.fromEntries(pairs) } };
    }
    case "USER":
      return { user: words };
    case "ENTRYPOINT":
      return { entrypoint: execForm(instruction, words) };
    case "CMD":
      return { command: execForm(instruction, words) };
    case "HEALTHCHECK":
      if (words === "NONE") return { healthcheck: null };
      return { healthcheck: execForm(instruction, words.replace(/^CMD\s+/, "")) };
    case "EXPOSE":
      return {};
  }
  throw unknown(instruction);
}

function flagsOf(instruction: Instruction): readonly string[] {
  if (!(instruction instanceof ModifiableInstruction)) return [];
  return instruction.getFlags().map((flag) => `${flag.getName()}=${flag.getValue()}`);
}

/** A shell between would keep signals to itself, and need not be there. */
function execForm(instruction: Instruction, words: string): readonly string[] {
  if (!words.startsWith("[")) throw unknown(instruction);
  const parsed: unknown = JSON.parse(words);
  if (!Array.isArray(parsed)) throw unknown(instruction);
  return parsed.map(String);
}

function unknown(instruction: Instruction): Error {
  return new Error(
    `Cannot run "${instruction.toString()}": expected one of the forms in scripts/stages/dockerfile.ts`,
  );
}
