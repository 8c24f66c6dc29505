/**
 * Stand-ins for the programs by which a page sets up a machine, so that a test may type it at this one.
 *
 * Those that would install or need what a test has none of do nothing. Those whose effect matters ask the test.
 *
 * @module
 */

import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { findExecutable } from "../../scripts/find-executable.ts";

/** @returns What the program prints. @throws If it fails. */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

export type Programs = {
  /** A PATH with them. */
  readonly path: string;
  readonly close: () => void;
};

export async function standInPrograms(folder: string, run: Run): Promise<Programs> {
  const control = createServer(async (request, response) => {
    const [program = "", ...args] = (await text(request)).split("\n").slice(0, -1);
    const said = await run(program, args).catch((error: unknown) => error);
    response.statusCode = said instanceof Error ? 500 : 200;
    response.end(String(said));
  });
  control.listen(0, "127.0.0.1");
  await once(control, "listening");
  const address = control.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const path = process.env["PATH"] ?? "";
  const curl = findExecutable("curl", path) ?? "";
  const ask = `printf '%s\\n' "\${0##*/}" "$@" | ${curl} --silent --fail-with-body --data-binary @- http://127.0.0.1:${port}`;
  const programs = {
    ...{ "apt-get": "", useradd: "", certbot: "" },
    ...{ systemctl: ask, journalctl: ask, nginx: ask, runuser: ask },
    bun: `exec '${process.execPath}' "$@"`,
    // Bun is there: nothing is fetched, and nothing is run of what would have been.
    curl: `case "$*" in *bun.com/install*) echo : ;; *) exec ${curl} "$@" ;; esac`,
    // There is no such group here.
    install: `
      for word; do
        shift
        case $word in --group=*) ;; *) set -- "$@" "$word" ;; esac
      done
      exec ${findExecutable("install", path)} "$@"`,
  };
  await mkdir(folder, { recursive: true });
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return { path: `${folder}:${path}`, close: () => void control.close() };
}
