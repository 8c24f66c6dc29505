/** What the parts of the receiver tell of their work, where somebody measures it. @module */

/** Each is called after the work, and must not throw. */
export type Meters = {
  /** @param fault The class or SQLSTATE of what went wrong; `null` where nothing did. */
  readonly databaseAnswered: (
    pool: "deliveries" | "reads",
    seconds: number,
    fault: string | null,
  ) => void;
  /** A statement is to apply so many events. */
  readonly batchBegan: (events: number) => void;
  /** @param result The status, or the class of what went wrong. Until the answer's headers. */
  readonly stateRead: (seconds: number, result: string) => void;
};
