/** The JSON Schema of conformance.json, made from the table of settings. @module */

import { z } from "zod";
import { describeAll, flagOf, type Settings } from "./setting.ts";

/** @returns JSON Schema 2020-12, as published in docs/conformance.schema.json. */
export function settingsSchema(settings: Settings): unknown {
  const properties = describeAll(settings)
    .filter(({ name }) => name !== "config")
    .map(({ name, help }) => {
      const schema = z.toJSONSchema(settings[name] ?? z.never(), { io: "input" });
      const { $schema: _, argument: __, help: ___, ...property } = schema;
      return [name, { description: `${flagOf(name)}: ${help}`, ...property }] as const;
    });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of a conformance run",
    type: "object",
    properties: { $schema: { type: "string" }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}
