/** `harness list`: what there is to hold. @module */

import type { Command } from "commander";
import { CATALOGUE } from "../catalogue.ts";
import { UsageError } from "../options.ts";
import { explainUnmatched, select } from "../select.ts";
import { collect } from "./collect.ts";

export function addList(program: Command): void {
  program
    .command("list")
    .description("list the requirements")
    .option("--only <id or area>", "list these only; may be repeated", collect, [])
    .action(({ only }: { readonly only: readonly string[] }) => {
      const selection = select(CATALOGUE, only);
      if (!selection.ok) throw new UsageError(selection.unmatched.map(explainUnmatched));
      const widest = Math.max(...selection.requirements.map(({ id }) => id.length));
      for (const { id, level, profile, claim } of selection.requirements) {
        console.log(`${id.padEnd(widest)}  ${level.padEnd(6)}  ${profile.padEnd(5)}  ${claim}`);
      }
    });
}
