/** Whether a database is reached: its name, its port, its encryption, and who we are to it. @module */

import { isIP } from "node:net";
import postgres from "postgres";
import type { DatabaseConfig } from "../config.ts";
import { askOnce, connect } from "../database.ts";
import { quote } from "../fitness.ts";
import { type Check, describeFailure, fail, ok, warn } from "./check.ts";
import { goTo, type Place, TIMEOUT, type Way } from "./way.ts";

export const REACH_NAMES = ["address", "port", "encryption", "login"] as const;

/** A start-up parameter that is refused: of this receiver's, which a pooler does. */
export const PROTOCOL_VIOLATION = "08P01";

/** As the driver reads `DATABASE_URL`. */
type Route = {
  readonly place: Place;
  /** False where no encryption was asked for. */
  readonly ssl: unknown;
  readonly role: string;
  readonly database: string;
};

export type Reach = {
  /** In the order of `REACH_NAMES`, up to the first that fails. */
  readonly checks: readonly Check[];
  readonly isReached: boolean;
};

/** Takes 2 s a step at most, and 3 s for the last. */
export async function reach(config: DatabaseConfig): Promise<Reach> {
  const route = readRoute(config);
  const checks = judgeWay(await goTo(route.place), route);
  if (checks.some(({ verdict }) => verdict === "fail")) return { checks, isReached: false };

  const error = await logIn(config);
  const last = judgeLogin(error, route, config.databaseUrl);
  const others = checks.filter(({ name }) => name !== last.name); // what fails counts
  return { checks: [...others, last], isReached: last.verdict === "ok" };
}

function readRoute({ databaseUrl, databasePrepare }: DatabaseConfig): Route {
  const { options } = connect(databaseUrl, { poolMax: 1, prepare: databasePrepare });
  const { host, port, ssl, user, database } = options as typeof options & {
    readonly user: string;
    readonly database: string;
  };
  return {
    place: { host: host[0] ?? "", port: port[0] ?? 0 },
    ssl,
    role: user,
    database,
  };
}

/** @returns What it failed with; `null` where we are in. */
async function logIn({ databaseUrl, databasePrepare }: DatabaseConfig): Promise<unknown> {
  const attempt = (prepare: boolean): Promise<unknown> =>
    askOnce(databaseUrl, prepare, (sql) => sql`select 1`).then(
      () => null,
      (error: unknown) => error,
    );
  const error = await attempt(databasePrepare);
  const isRefused = error instanceof postgres.PostgresError && error.code === PROTOCOL_VIOLATION;
  return databasePrepare && isRefused ? attempt(false) : error;
}

/** Pure. @returns A check for each step that was taken. */
export function judgeWay(way: Way, { place, ssl }: Pick<Route, "place" | "ssl">): Check[] {
  if (way.end === "no_such_host") {
    const remedy = "correct the host in DATABASE_URL, or ask from where its name is known";
    return [fail("address", `no address for ${place.host} (${way.code})`, remedy)];
  }
  const address = ok("address", way.address);
  if (way.end === "no_connection") {
    const isSilent = way.code === TIMEOUT;
    const found = isSilent ? "nothing answers within 2 s" : `no connection (${way.code})`;
    const remedy = isSilent
      ? "let this machine through: a firewall or an allow-list drops what we send"
      : "start the server there, have it listen on this address, or correct host and port";
    return [address, fail("port", found, remedy)];
  }
  if (way.end === "no_answer") {
    const isSilent = way.code === TIMEOUT;
    const found = isSilent
      ? "takes the connection, and then says nothing for 2 s"
      : `takes the connection, and ends it (${way.code})`;
    const remedy = isSilent
      ? "see whether the server hangs (disk, memory, a stopped process) and restart it"
      : "see the server's log; a proxy in front of a server that is down does this";
    return [address, fail("port", found, remedy)];
  }
  if (way.answer !== "S" && way.answer !== "N") {
    const remedy = "correct host and port in DATABASE_URL";
    return [address, fail("port", "what answers there is not PostgreSQL", remedy)];
  }
  const encryption = judgeEncryption(way.answer, ssl, isLoopback(place.host));
  return [address, ok("port", "a server answers"), encryption];
}

function judgeEncryption(answer: "S" | "N", ssl: unknown, isHere: boolean): Check {
  const name = "encryption";
  const asked = ssl === true ? "require" : typeof ssl === "string" ? ssl : "verify-full";
  if (ssl !== false && answer === "S") {
    const unchecked = asked === "verify-full" ? "" : ", whose certificate isn't checked";
    return ok(name, `TLS, as sslmode=${asked} asks${unchecked}`);
  }
  if (ssl !== false && asked !== "prefer") {
    const remedy = "turn ssl on at the server, or connect to where it is";
    return fail(name, `sslmode=${asked}, and the server has no TLS`, remedy);
  }
  if (isHere) return ok(name, "none, and none is needed on one machine");
  const remedy =
    answer === "S"
      ? "add sslmode=verify-full to DATABASE_URL (require where its certificate is its own)"
      : "turn ssl on at the server, unless the network in between is all yours";
  return warn(name, "none: password and events are readable on the way", remedy);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Pure. The server's own words are left out where they might repeat the password. */
export function judgeLogin(
  error: unknown,
  { role, database, ssl }: Pick<Route, "role" | "database" | "ssl">,
  url: string,
): Check {
  const name = "login";
  const who = `role ${quote(role)}`;
  if (error === null) return ok(name, `${who}, database ${quote(database)}`);
  if (!(error instanceof postgres.PostgresError)) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (ssl !== false && code !== "CONNECT_TIMEOUT") {
      const remedy = "have its authority trusted: NODE_EXTRA_CA_CERTS (on Deno DENO_CERT)";
      return fail("encryption", `TLS doesn't come about (${code})`, remedy);
    }
    const remedy = "see whether the server, or the pooler's server behind it, hangs or is down";
    return fail(name, `no answer to who we are (${code})`, remedy);
  }
  const { code, message } = error;
  const known = REFUSALS[code];
  if (known !== undefined) {
    const { found, remedy } = known(who, quote(database), quote(role));
    return fail(name, `${found} (${code})`, remedy);
  }
  const { password } = new URL(url);
  const isTold = [password, decodeURIComponent(password)].some(
    (secret) => secret !== "" && message.includes(secret),
  );
  return fail(name, isTold ? `refused (${code})` : describeFailure(error), "see the server's log");
}

type Refusal = (
  who: string,
  database: string,
  role: string,
) => { readonly found: string; readonly remedy: string };

/** By SQLSTATE. */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  "28P01": (who) => ({
    found: `the password is not that of ${who}`,
    remedy: "correct it in DATABASE_URL; @ : / % # ? in it are to be percent-encoded",
  }),
  "28000": (who) => ({
    found: `${who} is not let in from here`,
    remedy: "see whether the role exists, whether pg_hba.conf lets it in, and try sslmode=require",
  }),
  "3D000": (_, database, role) => ({
    found: `there is no database ${database}`,
    remedy: `create database ${database} owner ${role} encoding 'UTF8' template template0;`,
  }),
  "42501": (who, database, role) => ({
    found: `${who} may not connect to ${database}`,
    remedy: `grant connect on database ${database} to ${role};`,
  }),
  "53300": () => ({
    found: "no connection is left",
    remedy: "end some, raise max_connections, or put a pooler in front",
  }),
  "57P03": () => ({
    found: "the server is starting, stopping or recovering",
    remedy: "wait until it is done; its log says how far it is",
  }),
};
