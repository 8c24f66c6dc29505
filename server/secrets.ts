/** Reads secrets, each from its variable or from a file, and lets no two be the same. @module */

import { isToken, TOKEN_REMEDY } from "./bearer-token.ts";
import { readSecretFile } from "./secret-file.ts";

/**
 * Each may be given as `NAME`, or as `NAME_FILE`, the path of a file that says it.
 *
 * `remedy`: what is expected where it isn't set; `null` where it may be missing.
 */
export type SecretReader = {
  /** @returns `null` where it isn't set, or can't be read. */
  readonly secret: (name: string, remedy: string | null) => string | null;
  /** Several, while one is being rotated out: separated by commas, in a file also by lines. */
  readonly secrets: (name: string, remedy: string | null) => readonly string[] | null;
  /** A bearer token. */
  readonly token: (name: string, remedy: string | null) => string | null;
};

type Edge = {
  readonly optional: (name: string) => string | null;
  readonly refuse: (name: string, reason: string) => void;
  readonly warn: (name: string, reason: string) => void;
  /** Is told what each file said, by the secret's variable. */
  readonly files: Map<string, string>;
};

export function createSecretReader({ optional, refuse, warn, files }: Edge): SecretReader {
  const owners = new Map<string, string>();

  const find = (name: string, remedy: string | null): string | null => {
    const value = optional(name);
    const path = optional(`${name}_FILE`);
    if (value !== null && path !== null) {
      refuse(name, `set, and ${name}_FILE too: expected one of them`);
      return null;
    }
    if (path === null) {
      if (value === null && remedy !== null) refuse(name, `not set: ${remedy}`);
      return value;
    }
    const file = readSecretFile(path);
    if (!file.ok) {
      refuse(`${name}_FILE`, file.problem);
      return null;
    }
    files.set(name, file.text);
    return file.text;
  };

  /** Whoever was given one of two that are equal has the other as well. */
  const claim = (name: string, secret: string): void => {
    const owner = owners.get(secret);
    if (owner === undefined) owners.set(secret, name);
    else if (owner === name) warn(name, "has the same secret twice");
    else refuse(name, `the same as ${owner}: expected one of its own`);
  };

  const secret: SecretReader["secret"] = (name, remedy) => {
    const text = find(name, remedy);
    if (text === null) return null;
    if (text.includes("\n")) refuse(name, "expected one line");
    claim(name, text);
    return text;
  };

  return {
    secret,

    secrets: (name, remedy) => {
      const list = find(name, remedy);
      if (list === null) return null;
      const secrets = list.split(/[,\n]/).map((text) => text.trim());
      for (const text of secrets) if (text !== "") claim(name, text);
      return secrets;
    },

    token: (name, remedy) => {
      const token = secret(name, remedy);
      if (token !== null && !isToken(token)) refuse(name, TOKEN_REMEDY);
      return token;
    },
  };
}
