/**
 * What a receiver answers to what it refuses: known beforehand, so that a check knows what one
 * refusal says that another doesn't.
 *
 * Which statuses they are is the receiver's affair. Where it answers two of them alike, nothing is
 * to be learned from either.
 *
 * @module
 */

/** Statuses; null where none came. */
export type Habits = {
  /** To a wrong signature. */
  readonly unsigned: number | null;
  /** To a rightly signed body that is no event. */
  readonly malformed: number | null;
  /** To a rightly signed body over the limit. */
  readonly tooLarge: number | null;
};

/** Of a receiver that nobody asked. */
export const NO_HABITS: Habits = { unsigned: null, malformed: null, tooLarge: null };
