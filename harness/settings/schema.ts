/** The JSON Schema of conformance.json, made from the table of settings. @module */

import { flagOf, SETTING_ENTRIES, type Setting } from "../conformance/settings.ts";

const KIND = {
  text: { type: "string" },
  number: { type: "integer", minimum: 0 },
  list: { type: "array", items: { type: "string" } },
  switch: { type: "boolean" },
} as const satisfies Record<Setting["kind"], unknown>;

/** @returns JSON Schema 2020-12, as published in docs/conformance.schema.json. */
export function settingsSchema(): unknown {
  const properties = SETTING_ENTRIES.filter(([name]) => name !== "config").map(
    ([name, setting]) => [name, propertyOf(name, setting)] as const,
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Settings of a conformance run",
    type: "object",
    properties: { $schema: { type: "string" }, ...Object.fromEntries(properties) },
    additionalProperties: false,
  };
}

function propertyOf(name: string, { kind, help, preset }: Setting): unknown {
  const shown = typeof preset === "string" && kind === "number" ? Number(preset) : preset;
  return {
    ...KIND[kind],
    description: `${flagOf(name)}: ${help}`,
    ...(shown === undefined ? {} : { default: shown }),
  };
}
