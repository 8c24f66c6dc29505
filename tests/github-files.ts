/** What GitHub would complain of in an action or a workflow, by its own language service. @module */

import { createHash } from "node:crypto";
import { type ActionsMetadataProvider, validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ACTION } from "./action-runner.ts";

/** The inputs that each of them has, of those that we use: nothing is asked of GitHub here. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "OWNER/REPO": Object.keys(ACTION.inputs),
  "actions/checkout": [],
  "actions/setup-node": ["node-version", "cache"],
  "actions/upload-artifact": ["name", "path"],
  "github/codeql-action": ["sarif_file", "category"],
};

const actionsMetadataProvider: ActionsMetadataProvider = {
  fetchActionMetadata: async ({ owner, name }) => {
    const inputs = KNOWN[`${owner}/${name}`]?.map((input) => [input, { description: "" }] as const);
    if (inputs === undefined) return undefined;
    return { name, description: "", inputs: Object.fromEntries(inputs) };
  },
};

/** @param path Where it is in a repository: that says what it must be. */
export async function problemsOf(path: string, text: string): Promise<readonly string[]> {
  // The service remembers what it parsed by its address.
  const address = `file:///${createHash("sha256").update(text).digest("hex")}/${path}`;
  const document = TextDocument.create(address, "yaml", 0, text);
  const problems = await validate(document, { actionsMetadataProvider });
  return problems.map(({ message, range }) => `${path}:${range.start.line + 1}: ${message}`);
}
