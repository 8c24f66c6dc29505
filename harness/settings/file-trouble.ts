/** Why a file can't be read or written, and what to do. @module */

const OF_BOTH: Readonly<Record<string, string>> = {
  EISDIR: "it is a folder: name a file",
  ENOTDIR: "a file stands where a folder is wanted: name another",
  EACCES: "this user may not: change its permissions, or name another",
  EPERM: "this user may not: change its permissions, or name another",
  EROFS: "nothing can be written there: name another",
};

const MISSING = {
  read: "there is no such file: look at its name, and at the folder that this is typed in",
  write: "its folder is not there: make it first, or name another",
} as const;

/** @param error What Node's file functions throw; a rare one speaks for itself, and what is none is thrown. */
export function explainFileTrouble(error: unknown, doing: "read" | "write"): string {
  if (!(error instanceof Error && "code" in error)) throw error;
  const code = String(error.code);
  return (code === "ENOENT" ? MISSING[doing] : OF_BOTH[code]) ?? error.message;
}
