/**
 * From `DATABASE_URL` to what the driver is to have.
 *
 * The driver fills what isn't there from variables and from the account that runs it, decodes one
 * part and not another, and cuts a host at its first colon. What it would misread is refused here.
 *
 * @module
 */

import { isIP } from "node:net";
import { readParameters } from "./database-parameters.ts";
import type { EnvironmentReader } from "./environment.ts";

const NAME = "DATABASE_URL";

const SHAPE =
  "expected postgres://user@host/database, user and password percent-encoded; " +
  "scripts/dev starts one and prints its URL";

/** What libpq takes for this; the driver's default is `PGPORT` first. */
const PORT = "5432";

/** By these the driver changes without a word what our settings rest on. */
const HEEDED = [
  "PGSSL",
  "PGSSLNEGOTIATION",
  "PGPREPARE",
  "PGMAX_LIFETIME",
  "PGKEEP_ALIVE",
  "PGTARGETSESSIONATTRS",
  "PGDEBUG",
];

/** Whoever sets one of these relies on it, and the driver doesn't read it. */
const UNHEEDED: Readonly<Record<string, string>> = {
  PGSSLMODE: `the driver doesn't read it: expected sslmode in ${NAME}`,
  PGSSLROOTCERT: "the driver doesn't read it: expected NODE_EXTRA_CA_CERTS (on Deno DENO_CERT)",
  PGCHANNELBINDING: `the driver has none: expected sslmode=verify-full in ${NAME}`,
  PGOPTIONS: "the driver doesn't read it: expected alter role … set …",
};

export type DatabaseUrl = {
  /** As the driver is to have it, where nothing is wrong: a host, a port and a database are named. */
  readonly url: string;
  /** What is wrong, each with its remedy and none with a value. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
};

/** @returns The empty string, and a problem, where it isn't set. */
export function readDatabaseUrl(read: EnvironmentReader): string {
  const given = read.secret(NAME, SHAPE);
  if (given === null) return "";
  const { url, problems, warnings } = parseDatabaseUrl(given);
  for (const problem of problems) read.refuse(NAME, problem);
  for (const warning of warnings) read.warn(NAME, warning);

  for (const name of read.amongSet(HEEDED)) {
    read.refuse(name, "the driver would follow it in silence: expected it unset");
  }
  for (const name of read.amongSet(Object.keys(UNHEEDED))) {
    const decided = name === "PGSSLMODE" && /[?&]sslmode=/.test(url); // the URL wins, as in libpq
    if (!decided) read.refuse(name, UNHEEDED[name] ?? "");
  }
  return url;
}

export function parseDatabaseUrl(text: string): DatabaseUrl {
  if (/^\w+:\/\/([^/?#]*@)?[^/?#@]*,[^/?#@]*([/?#]|$)/.test(text)) {
    const remedy = "a virtual address, a DNS name or a proxy that follows the primary";
    return refused(`names several hosts: expected one, ${remedy}`);
  }
  const url = URL.parse(text);
  if (url === null || !/^postgres(ql)?:\/\//.test(url.href)) return refused(SHAPE);
  // What was meant as a password has ended the host: nothing behind it may be named.
  if (/@/.test(url.pathname + url.search + url.hash)) {
    return refused("has an @ behind its host: expected / as %2F, ? as %3F, # as %23 in a password");
  }

  const { kept, problems, warnings } = readParameters(url.searchParams);
  const faults = [...faultsOfAddress(url), ...faultsOfNames(url), ...problems];
  if (kept.get("sslmode") === "verify-full" && isIP(url.hostname) !== 0) {
    // On Node and Deno the certificate is compared with "localhost" then.
    faults.push("sslmode: verify-full can't be had with an address: expected a host name");
  }
  if (url.port === "") url.port = PORT;
  url.search = kept.toString();
  return { url: url.href, problems: faults, warnings };
}

function refused(problem: string): DatabaseUrl {
  return { url: "", problems: [problem], warnings: [] };
}

function faultsOfAddress({ hostname, hash }: URL): string[] {
  const host = "expected a host name or an IPv4 address";
  const faults: string[] = [];
  if (hostname === "") faults.push(`names no host, for which the driver takes PGHOST: ${host}`);
  if (hostname.includes("%")) {
    faults.push(`names a socket, or a host with a percent sign, which can't be reached: ${host}`);
  }
  if (hostname.startsWith("[")) {
    faults.push(`names an IPv6 address, which the driver cuts at its colon: ${host}`);
  }
  if (hash !== "") faults.push("has a #: expected %23");
  return faults;
}

function faultsOfNames({ username, password, pathname }: URL): string[] {
  const faults: string[] = [];
  if (username === "") {
    faults.push("names no user, for whom the driver takes PGUSER or its account: expected one");
  }
  for (const [part, text] of Object.entries({ user: username, password })) {
    if (!isEncoded(text)) {
      faults.push(`has a percent sign in its ${part} that encodes nothing: expected %25 for it`);
    }
  }
  const database = pathname.slice(1);
  if (database === "") {
    faults.push("names no database, for which the driver takes PGDATABASE: expected one");
  }
  if (/[%/]/.test(database)) {
    faults.push(
      "names a database with what would have to be encoded, and the driver decodes it nowhere: " +
        "expected a plainer name, and percent signs in none",
    );
  }
  return faults;
}

/** Whether it can be decoded, and to what a start-up message can carry. */
function isEncoded(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes("\0");
  } catch (error) {
    if (error instanceof URIError) return false;
    throw error;
  }
}
