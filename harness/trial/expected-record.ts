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
} & (
  | {
      readonly kind: "one_time";
      /** Units that it grants, once; null where they are unknown, and not compared. */
      readonly quantity: number | null;
    }
  | {
      readonly kind: "recurring";
      readonly renews: boolean;
      /** ISO 8601. */
      readonly accessUntil: string | null;
      /** Units of the purchase that started it: allowed here, not required; null where they are unknown. */
      readonly startedWithQuantity: number | null;
    }
);
