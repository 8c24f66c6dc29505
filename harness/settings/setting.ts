/**
 * What a setting is: a zod schema with the words that the command line and the pages say of it.
 *
 * `bodyLimit` is `--body-limit` on the command line, `CONFORMANCE_BODY_LIMIT` in the environment,
 * and `bodyLimit` in conformance.json.
 *
 * @module
 */

import { z } from "zod";

export type Settings = Readonly<Record<string, z.ZodType>>;

/** What all sources give together, each value of its setting's kind. Numbers may still be as typed. */
export type Flags = Readonly<Record<string, string | number | boolean | readonly string[]>>;

export function text(argument: string, help: string) {
  return z.string().meta({ argument, help });
}

/** @param min The smallest that makes sense. */
export function whole(argument: string, help: string, min: number) {
  const error = `expected a whole number, at least ${min}`;
  return z.int({ error }).min(min, { error }).meta({ argument, help });
}

/** It may be repeated. In a variable its entries are separated by commas. */
export function list(argument: string, help: string) {
  return z.array(z.string()).readonly().meta({ argument, help });
}

/** The same, of which a file may name one without brackets. */
export function oneOrMore(argument: string, help: string) {
  const one = z.string().transform((only): readonly string[] => [only]);
  return z.union([z.array(z.string()).readonly(), one]).meta({ argument, help });
}

/** It takes no argument. */
export function toggle(help: string) {
  return z.boolean().meta({ help });
}

/** A setting, as those need it who treat all alike. */
export type Described = {
  readonly name: string;
  readonly kind: "text" | "number" | "list" | "switch";
  readonly argument: string | undefined;
  readonly help: string;
  /** As typed; empty where there is none. Only what is harmless when wrong has one. */
  readonly preset: string;
  /** Whether a file may give one text in the place of a list. */
  readonly takesOne: boolean;
};

export function describeAll(settings: Settings): readonly Described[] {
  return Object.entries(settings).map(([name, schema]) => describe(name, schema));
}

function describe(name: string, schema: z.ZodType): Described {
  const { inner, preset } = unwrapped(schema);
  const { argument, help } = z.globalRegistry.get(inner) ?? {};
  return {
    name,
    kind: kindOf(inner),
    argument: typeof argument === "string" ? argument : undefined,
    help: String(help),
    preset: [preset ?? ""].flat().join(","),
    takesOne: inner instanceof z.ZodUnion,
  };
}

/** What is inside of `.optional()` and `.default()`. */
function unwrapped(schema: z.ZodType): { readonly inner: z.ZodType; readonly preset?: unknown } {
  if (schema instanceof z.ZodOptional) return { inner: schema.unwrap() as z.ZodType };
  if (!(schema instanceof z.ZodDefault)) return { inner: schema };
  return { inner: schema.unwrap() as z.ZodType, preset: schema.def.defaultValue };
}

function kindOf(schema: z.ZodType): Described["kind"] {
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodNumber) return "number";
  return schema instanceof z.ZodBoolean ? "switch" : "list";
}

export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function variableOf(name: string): string {
  return `CONFORMANCE_${flagOf(name).slice(2).replaceAll("-", "_").toUpperCase()}`;
}

/**
 * Reads some settings out of what was given.
 *
 * @param complain Is told of each value that is not what its setting wants.
 * @returns The presets for what was not given, or not rightly.
 */
export function parseSettings<S extends Settings>(
  settings: S,
  flags: Flags,
  complain: (problem: string) => void,
): z.infer<z.ZodObject<S>> {
  const schema = z.object(settings);
  const given = Object.fromEntries(Object.entries(flags).filter(([name]) => name in settings));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;

  for (const { path, message } of parsed.error.issues) {
    const [name = ""] = path.map(String);
    complain(`${flagOf(name)} ${given[name]}: ${message}`);
    delete given[name];
  }
  return schema.parse(given);
}
