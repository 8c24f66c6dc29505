/**
 * What may stand behind the question mark of `DATABASE_URL`.
 *
 * The driver makes an option of its own, or a start-up parameter, of whatever is there: a name that
 * Postgres doesn't know then fails every connection, 42704, and is named nowhere.
 *
 * @module
 */

export type ParametersRead = {
  /** What the driver is to have. */
  readonly kept: URLSearchParams;
  /** What is wrong, each by the parameter's name and none with a value. */
  readonly problems: readonly string[];
  /** What was left out, and why that is no harm. */
  readonly warnings: readonly string[];
};

/**
 * Those that the driver reads as libpq does. Of the others it takes `allow` for `require`, and both
 * `verify-ca` and `no-verify` for `verify-full`.
 */
const SSL_MODES = ["disable", "prefer", "require", "verify-full"];

const POOL = "DATABASE_POOL_MAX is the receiver's";
const OWN = "the receiver has its own";

/** Tuning, or for other programs: without it nothing means anything else. */
const DROPPED: Readonly<Record<string, string>> = {
  application_name: OWN,
  fallback_application_name: OWN,
  connect_timeout: OWN,
  connection_limit: POOL,
  pool_timeout: OWN,
  socket_timeout: OWN,
  statement_cache_size: OWN,
  keepalives: OWN,
  keepalives_idle: OWN,
  keepalives_interval: OWN,
  keepalives_count: OWN,
  tcp_user_timeout: OWN,
  pgbouncer: "behind a pooler in transaction mode, set DATABASE_PREPARE=false",
  supa: "it is a mark of the host's",
};

/** Those that ask for nothing with these values, and with any other for what the driver can't do. */
const HARMLESS: Readonly<Record<string, { readonly values: string[]; readonly remedy: string }>> = {
  channel_binding: {
    values: ["disable", "prefer"],
    remedy:
      "the driver has none: expected sslmode=verify-full, which proves the server by its certificate",
  },
  client_encoding: { values: ["utf8", "utf-8", "unicode"], remedy: "expected UTF8" },
  gssencmode: {
    values: ["disable", "prefer"],
    remedy: "the driver has none: expected sslmode=verify-full",
  },
  schema: {
    values: ["public"],
    remedy: "expected it on the role instead: alter role … set search_path = …",
  },
  // The driver asks by a query that nobody catches: a connection that dies then ends the process.
  target_session_attrs: {
    values: ["any", "read-write", "primary"],
    remedy: "the receiver writes: expected the primary",
  },
};

const BEFORE = "expected it before the question mark";
const ON_ROLE = "expected it on the role instead: alter role … set …";
const BY_VARIABLE =
  "expected the file in NODE_EXTRA_CA_CERTS (on Deno DENO_CERT), and sslmode=verify-full";

const REMEDIES: Readonly<Record<string, string>> = {
  host: `${BEFORE}, and no socket, which the driver doesn't reach by a URL`,
  hostaddr: BEFORE,
  port: BEFORE,
  user: BEFORE,
  password: BEFORE,
  dbname: BEFORE,
  options: ON_ROLE,
  search_path: ON_ROLE,
  statement_timeout: ON_ROLE,
  lock_timeout: ON_ROLE,
  ssl: "expected sslmode=require or sslmode=verify-full",
  sslrootcert: BY_VARIABLE,
};

const UNKNOWN = "not one that the receiver knows: expected none such";

export function readParameters(given: URLSearchParams): ParametersRead {
  const kept = new URLSearchParams();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const name of new Set(given.keys())) {
    const [value = "", ...others] = given.getAll(name);
    const fault = others.length > 0 ? "there twice: expected it once" : faultOf(name, value);
    if (fault !== null) problems.push(`${show(name)}: ${fault}`);
    else if (name === "sslmode") kept.set(name, value);
    else warnings.push(`${name} is dropped: ${DROPPED[name] ?? "it asks for nothing"}`);
  }
  return { kept, problems, warnings };
}

function faultOf(name: string, value: string): string | null {
  if (name === "sslmode") {
    return SSL_MODES.includes(value) ? null : `expected ${SSL_MODES.join(" or ")}`;
  }
  if (Object.hasOwn(DROPPED, name)) return null;
  const harmless = Object.hasOwn(HARMLESS, name) ? HARMLESS[name] : undefined;
  if (harmless?.values.includes(value.toLowerCase())) return null;
  return harmless?.remedy ?? (Object.hasOwn(REMEDIES, name) ? REMEDIES[name] : null) ?? UNKNOWN;
}

/** What doesn't look like a name may be the rest of a password. */
function show(name: string): string {
  return /^[a-z][a-z0-9_.]{0,39}$/i.test(name) ? name : "a parameter that has no proper name";
}
