/** nginx as deploy/nginx/receiver.conf sets it up, on ports and in a folder of a test's own. @module */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { endChild, startChild } from "../scripts/child.ts";
import { findExecutable } from "../scripts/find-executable.ts";
import { findAccount } from "../scripts/postgres-account.ts";
import { eventually } from "../server/testing/process.ts";

export const NGINX_SITE = "deploy/nginx/receiver.conf";

export const hasNginx = findExecutable("nginx", process.env["PATH"] ?? "") !== null;

const STOP_MS = 5000;

export type Nginx = {
  /** What its certificate is signed by. */
  readonly ca: string;
  readonly stop: () => Promise<void>;
};

export type Place = {
  readonly folder: string;
  /** Where it takes what comes by TLS, and where the same without. */
  readonly listen: { readonly tls: number; readonly plain: number };
  /** Where the two receivers are. */
  readonly upstream: readonly [number, number];
};

/** Makes a certificate, and all of nginx's settings around the site's. @returns How to call it. */
export function writeSettings(
  { folder, listen, upstream }: Place,
  site: string,
): readonly string[] {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const [certificate, key] = [join(folder, "fullchain.pem"), join(folder, "privkey.pem")];
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-subj", "/CN=hooks.example.com", "-addext", "subjectAltName=DNS:hooks.example.com"],
      ...["-days", "2", "-keyout", key, "-out", certificate],
    ],
    { stdio: "pipe" },
  );
  const lines = `listen 127.0.0.1:${listen.tls} ssl;\n  listen 127.0.0.1:${listen.plain};`;
  const moved = replaceEach(site, [
    ["listen 443 ssl;", lines],
    ["listen [::]:443 ssl;", ""],
    ["127.0.0.1:3000", `127.0.0.1:${upstream[0]}`],
    ["127.0.0.1:3010", `127.0.0.1:${upstream[1]}`],
    ["/etc/letsencrypt/live/hooks.example.com/fullchain.pem", certificate],
    ["/etc/letsencrypt/live/hooks.example.com/privkey.pem", key],
  ]);
  writeFileSync(join(folder, "site.conf"), moved);
  writeFileSync(join(folder, "nginx.conf"), settingsIn(folder));
  return ["-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
}

/** Resolves when it listens. */
export async function startNginx(
  place: Place,
  site = readFileSync(NGINX_SITE, "utf8"),
): Promise<Nginx> {
  const { folder, listen } = place;
  const args = writeSettings(place, site);
  const child = startChild({ command: "nginx", args, onOutput: () => undefined });
  let isOver = false;
  void child.exited.then(() => {
    isOver = true;
  });
  const stop = () => endChild(child, "SIGTERM", STOP_MS);
  try {
    await eventually("nginx to listen", async () => {
      if (isOver) throw new Error("it ended");
      const answered = await fetch(`http://127.0.0.1:${listen.plain}`).catch(() => null);
      return answered === null ? null : true;
    });
  } catch (error) {
    await stop();
    throw new Error(`Cannot start nginx: ${child.lastOutput()}`, { cause: error });
  }
  const ca = readFileSync(join(folder, "fullchain.pem"), "utf8");
  return { ca, stop };
}

/** What Debian's nginx.conf says around a site, as far as it matters; nothing outside of the folder. */
function settingsIn(folder: string): string {
  const own = (name: string) => `${name}_temp_path ${join(folder, name)};`;
  return `
${findAccount() === null ? "" : "user root;"}
daemon off;
worker_processes 2;
pid ${join(folder, "nginx.pid")};
events { worker_connections 768; }
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(own).join("\n  ")}
  include ${join(folder, "site.conf")};
}
`;
}

/** @throws If a text that is to be replaced isn't there. */
function replaceEach(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((done, [from, to]) => {
    assert.ok(done.includes(from), `expected "${from}" in ${NGINX_SITE}`);
    return done.replaceAll(from, to);
  }, text);
}
