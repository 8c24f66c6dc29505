/**
 * A machine to type docs/deploy.md at: a folder for its root, free ports for its ports, and stand-ins for
 * what would change this one. Files, releases, receivers and nginx are real.
 *
 * @module
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { freePort } from "../../harness/target/managed-target.ts";
import { dropDatabase } from "../../scripts/database.ts";
import { type Nginx, type Place, startNginx, writeSettings } from "../nginx.ts";
import { type as typeAt } from "../person.ts";
import { type Run, standInPrograms } from "./programs.ts";
import { createUnits } from "./units.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** The page's own. Here they are whichever are free. */
const PORTS = ["3000", "3010", "3100", "13000", "13010"] as const;

export type Machine = {
  /** Types lines as they are on the page, at one shell. @returns What was printed. */
  readonly type: (lines: string) => Promise<string>;
  /** Where nginx takes, without TLS, what a sender would send to https://hooks.example.com. */
  readonly origin: string;
  /** The page's database, for somebody who may do anything there. */
  readonly database: postgres.Sql;
  readonly close: () => Promise<void>;
};

/**
 * @param folder A new one.
 * @param server Of a database, for somebody who may make roles there.
 * @param name What the page's role and database are called there.
 */
export async function openMachine(folder: string, server: string, name: string): Promise<Machine> {
  const ports = new Map<string, number>();
  for (const port of PORTS) ports.set(port, await freePort());
  const portOf = (port: (typeof PORTS)[number]): number => ports.get(port) ?? 0;
  const listen = { tls: await freePort(), plain: await freePort() };
  const place: Place = {
    folder: join(folder, "nginx"),
    listen,
    upstream: [portOf("3000"), portOf("3010")],
  };
  const origin = `http://127.0.0.1:${listen.plain}`;
  const moved = (lines: string): string =>
    lines
      // Before any port of ours is in it.
      .replaceAll(/(127\.0\.0\.1:|proxy-receiver@)(\d+)\b/g, (_, before, port) =>
        [before, ports.get(port) ?? port].join(""),
      )
      .replaceAll(/(?<![\w.])\/(etc|opt)\//g, `${folder}/$1/`)
      .replaceAll("https://hooks.example.com", origin)
      .replaceAll("harness simulator", `harness simulator --port ${portOf("3100")}`)
      .replaceAll("//receiver:$", `//${name}:$`)
      .replaceAll("127.0.0.1:5432/receiver", `${new URL(server).host}/${name}`);
  const read = (file: string): string => moved(readFileSync(moved(file), "utf8"));
  for (const needed of ["etc/nginx/conf.d", "etc/systemd/system", "opt"]) {
    mkdirSync(join(folder, needed), { recursive: true });
  }

  const inspectorPortOf = (instance: string): number =>
    portOf(instance === String(portOf("3000")) ? "13000" : "13010");
  const units = createUnits({ read, inspectorPortOf });
  let nginx: Nginx | null = null;
  const site = () => readFileSync(moved("/etc/nginx/conf.d/receiver.conf"), "utf8");
  const run: Run = async (program, [first = "", ...rest]) => {
    if (program === "journalctl") return units.journal();
    if (program === "runuser") return asPostgres(server, name, rest);
    if (program === "nginx") return testSettings(place, site());
    if (rest[0] === "nginx") nginx ??= await startNginx(place, site());
    else
      await units.control(
        first,
        rest.filter((word) => !word.startsWith("-")),
      );
    return "";
  };
  const programs = await standInPrograms(join(folder, "bin"), run);

  const database = postgres(Object.assign(new URL(server), { pathname: `/${name}` }).href, {
    max: 1,
  });
  return {
    origin,
    database,
    type: async (lines) => {
      // What was started in the background ends with the shell, however it ends.
      const script = `set -e\ntrap 'kill $! 2>/dev/null || :' EXIT\n${moved(lines)}`;
      const { code, stdout, stderr } = await typeAt(script, PROJECT, { PATH: programs.path });
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      return stdout;
    },
    close: async () => {
      await database.end();
      await nginx?.stop();
      await units.stop();
      programs.close();
      await dropDatabase(server, name);
      await withServer(server, (sql) => sql.unsafe(`drop role if exists ${name}`));
    },
  };
}

function testSettings(place: Place, site: string): string {
  const args = ["-t", ...writeSettings(place, site)];
  const { status, stderr } = spawnSync("nginx", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stderr;
}

/** The two things that the page asks of Postgres' superuser. */
async function asPostgres(server: string, name: string, words: readonly string[]): Promise<string> {
  const [, program, argument = ""] = words.filter((word) => word !== "--user=postgres");
  const statement =
    program === "psql"
      ? argument.replace("--command=create role receiver ", `create role ${name} `)
      : `create database ${name} ${argument.replace("--owner=receiver", `owner ${name}`)}`;
  assert.ok(statement.startsWith("create ") && statement.includes(name), words.join(" "));
  await withServer(server, (sql) => sql.unsafe(statement));
  return "";
}

async function withServer(
  url: string,
  work: (sql: postgres.Sql) => Promise<unknown>,
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}
