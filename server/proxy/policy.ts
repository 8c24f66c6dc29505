/**
 * The two questions that Proxy leaves to the product (ENT: "your product policy").
 *
 * Everything else about access follows from Proxy's state. A team that copies this server answers
 * these two in its environment, and changes `entitlement.ts` only if it needs a third.
 *
 * @module
 */

export type Policy = {
  /**
   * What a failed renewal does to access (`payment_risk`): `restricted`, so that the application
   * can ask for another card before it serves on; or `granted`, a grace until Proxy gives up.
   */
  readonly pastDue: "restricted" | "granted";
  /**
   * What a cancellation does to access (`subscription_cancelled`): `ended`, at once; or
   * `until_period_end`, granted until the end of what was paid for. The application compares
   * `access_until` with its clock: nothing here runs when a period ends.
   */
  readonly cancelled: "ended" | "until_period_end";
};

/** No access that wasn't paid for. */
export const DEFAULT_POLICY: Policy = { pastDue: "restricted", cancelled: "ended" };
