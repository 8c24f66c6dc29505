/** Bun's own commands, quiet unless they fail. @module */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SetupError } from "../setup-error.ts";

/**
 * @returns What it wrote to its output.
 * @throws {SetupError} With all that it wrote, if it fails.
 */
export async function runBun(
  args: readonly string[],
  cwd: string = process.cwd(),
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...args], { cwd });
    return stdout;
  } catch (error) {
    if (!(error instanceof Error && "stdout" in error && "stderr" in error)) throw error;
    throw new SetupError(`Cannot run bun ${args[0]}:\n${error.stdout}${error.stderr}`);
  }
}
