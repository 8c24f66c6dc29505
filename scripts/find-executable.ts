/** Where a program is that one would call by its name. @module */

import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";

/**
 * @param path Folders, separated by colons.
 * @returns The first of them that has it; `null` if none does.
 */
export function findExecutable(name: string, path: string): string | null {
  const files = path.split(":").map((folder) => resolve(folder, name));
  return files.find(isExecutable) ?? null;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
