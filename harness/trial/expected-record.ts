/** What an oracle says that the probe must show of one object. @module */

/** `none_that_grants`: a record may be there, or not, but it may not grant. */
export type ExpectedAccess =
  | "granted"
  | "restricted"
  | "ended"
  | "ended_or_granted"
  | "unavailable_or_none"
  | "none_that_grants"
  | "none";

export type ExpectedRecord = {
  readonly source: string;
  readonly access: ExpectedAccess;
  readonly renews: boolean | null;
  /** ISO 8601. */
  readonly accessUntil: string | null;
  /** Units that a session grants; `null` for a subscription, which may show its session's. */
  readonly quantity: number | null;
  /** Units of the session that started a subscription: allowed there, not required. */
  readonly startedWithQuantity: number | null;
};
