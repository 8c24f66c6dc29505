/** What is the product's to decide, and the receiver's to do. @see docs/target-contract.md#what-is-right @module */

/** What the product does about trouble; a run's report names the policy it assumed. */
export type Policy = {
  readonly pastDue: "restricted" | "granted";
  readonly cancelled: "ended" | "until_period_end";
};

export const DEFAULT_POLICY: Policy = { pastDue: "restricted", cancelled: "ended" };
