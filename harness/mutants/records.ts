/** What a correct receiver keeps. @module */

export type ObjectKind = "session" | "subscription";

/** A session or a subscription, as far as access depends on it. */
export type State = {
  /** Who tells of it. */
  readonly provider: string;
  readonly kind: ObjectKind;
  readonly id: string;
  /** Empty where an event's snapshot doesn't say. */
  readonly buyer: string;
  /** Empty where an event's snapshot doesn't say. */
  readonly status: string;
  /** Nanoseconds since 1970: stamps order states with all their digits. */
  readonly updatedAt: bigint;
  /** A session's: the sum of its cart's line item quantities. */
  readonly quantity: number | null;
  /** A subscription's: the session that started it. */
  readonly startedBy: string | null;
  readonly cancelsAtPeriodEnd: boolean;
  /** ISO 8601, as spelled. */
  readonly periodEnd: string | null;
};

export type Access = "granted" | "restricted" | "ended" | "unavailable";

/** The one record that is kept for a session or a subscription. */
export type Entitlement = {
  /** The state that it was concluded from; its id is the record's source. */
  readonly state: State;
  readonly access: Access;
  /** A session's: units granted, once. */
  readonly quantity: number | null;
  /** A session's: how often they were. */
  readonly grants: number | null;
};
