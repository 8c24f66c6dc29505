/** Which deliveries somebody asks for, as a URL says it. Pure. @module */

/** As `delivery.outcome` has them. */
export const OUTCOMES = [
  "applied",
  "unchanged",
  "duplicate",
  "stale",
  "parked",
  "ids_disagree",
  "refused",
] as const;

export type Filter = {
  /** Of each list any; an empty one is no filter. */
  readonly outcomes: readonly string[];
  readonly types: readonly string[];
  readonly statuses: readonly number[];
  /** From then on, and before then, by the receiver's clock. */
  readonly from: Date | null;
  readonly to: Date | null;
  readonly eventId: string | null;
  readonly objectId: string | null;
  readonly buyer: string | null;
};

/** Where a page begins: behind a row, of which these are time and id. */
export type Cursor = {
  /** Microseconds since 1970. */
  readonly micros: string;
  readonly id: string;
};

export type Asked = {
  readonly filter: Filter;
  readonly before: Cursor | null;
  /** What can't be meant, by the field's name. Nothing is looked for then. */
  readonly problems: readonly string[];
};

/** Each combination of them is a look into an index. */
const VALUES_MAX = 8;
const TEXT_MAX = 1024;

/** What comes along with a text that is pasted. Not `trim`: that takes what an id may end with. */
const PASTED = /^[ \t\r\n]+|[ \t\r\n]+$/g;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/;
const CURSOR = /^(\d{1,18})\.(\d{1,18})$/;

export function parseFilter(query: URLSearchParams): Asked {
  const problems: string[] = [];
  const refuse = (name: string, expected: string): null => {
    problems.push(`${name}: expected ${expected}`);
    return null;
  };
  const text = (name: string): string | null => {
    const value = (query.get(name) ?? "").replace(PASTED, "");
    if (value === "") return null;
    const isStorable = value.length <= TEXT_MAX && !value.includes("\0");
    return isStorable ? value : refuse(name, `at most ${TEXT_MAX} characters, none of them NUL`);
  };
  /** Several by commas, or by one field each. */
  const list = (name: string, isRight: (value: string) => boolean, expected: string) => {
    const values = query.getAll(name).flatMap((value) => value.split(","));
    const set = [...new Set(values.map((value) => value.replace(PASTED, "")))].filter(
      (value) => value !== "",
    );
    if (set.length > VALUES_MAX || !set.every(isRight)) refuse(name, expected);
    return set;
  };
  const instant = (name: string): Date | null => {
    const value = text(name);
    if (value === null) return null;
    const at = new Date(`${value}Z`);
    const isRight = INSTANT.test(value) && !Number.isNaN(at.getTime());
    return isRight ? at : refuse(name, "a time as 2026-01-31T23:59, in UTC");
  };

  const filter: Filter = {
    outcomes: list("outcome", isOutcome, `some of ${OUTCOMES.join(", ")}`),
    types: list("type", (value) => !value.includes("\0"), `at most ${VALUES_MAX} types`),
    statuses: list("status", (value) => /^[1-5]\d\d$/.test(value), "statuses, such as 503").map(
      Number,
    ),
    from: instant("from"),
    to: instant("to"),
    eventId: text("event"),
    objectId: text("object"),
    buyer: text("buyer"),
  };
  const [, micros, id] = CURSOR.exec(query.get("before") ?? "") ?? [];
  const before = micros === undefined || id === undefined ? null : { micros, id };
  return { filter, before, problems };
}

function isOutcome(value: string): boolean {
  return OUTCOMES.some((outcome) => outcome === value);
}

/** @returns The same filter as a query, in one order, so that equal ones have equal links. */
export function toQuery(filter: Filter, before: Cursor | null = null): string {
  const at = (instant: Date | null) => instant?.toISOString().replace(/(\.000)?Z$/, "") ?? "";
  const entries: [string, string][] = [
    ...filter.outcomes.map((outcome): [string, string] => ["outcome", outcome]),
    ["type", filter.types.join(",")],
    ["status", filter.statuses.join(",")],
    ["from", at(filter.from)],
    ["to", at(filter.to)],
    ["event", filter.eventId ?? ""],
    ["object", filter.objectId ?? ""],
    ["buyer", filter.buyer ?? ""],
    ["before", before === null ? "" : `${before.micros}.${before.id}`],
  ];
  const set = entries.filter(([, value]) => value !== "");
  return new URLSearchParams(set).toString();
}
