/** What every provider's objects come down to: types alone. What they mean, each decides itself. @module */

/** Who sends: the first half of every key. `inbox_provider_check` has the same names. */
export type ProviderName = "proxy" | "gwop";

export type Access = "granted" | "restricted" | "ended" | "unavailable";

/**
 * What Postgres compares, part by part: of two states of one object, the one with the higher key is
 * the newer. As many parts as the provider needs, none of them NaN; a decimal as text where no number
 * is exact. The column is `numeric[]`, and keeps every digit.
 */
export type VersionKey = readonly (number | string)[];

/** What a buyer may use because of one object at a provider. */
export type Entitlement = {
  /** The object's id, which the record is keyed by (ENT, idempotency). */
  readonly source: string;
  readonly buyerReference: string;
  readonly access: Access;
  /** `null` where there is nothing to renew. */
  readonly renews: boolean | null;
  readonly accessUntil: Date | null;
  /** Units granted (credits, seats, downloads); `null` where none are, or nobody can tell. */
  readonly quantity: number | null;
  /** The session that a subscription was bought through (A13); `null` for any other object. */
  readonly startedBy: string | null;
  /** What a person should look at, in the provider's own words. The table has a check of them. */
  readonly flags: readonly string[];
  readonly version: VersionKey;
};
