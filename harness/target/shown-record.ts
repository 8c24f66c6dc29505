/** One row of the probe, as a type that needs no library: teams' own test suites see it. @module */

/** One entitlement as the target shows it. A missing field is one that the target does not offer. */
export type ShownRecord = {
  readonly source: string;
  readonly access: "granted" | "restricted" | "ended" | "unavailable";
  readonly renews?: boolean | null | undefined;
  /** ISO 8601. */
  readonly access_until?: string | null | undefined;
  readonly quantity?: number | null | undefined;
  readonly grants?: number | null | undefined;
  readonly provider?: string | undefined;
  readonly flags?: readonly string[] | undefined;
};
