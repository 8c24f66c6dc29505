/** How the simulated Proxy API misbehaves on demand: as data, so that a history can hold it. @module */

/** What happens to one read of an object's state. */
export type ReadFault =
  | { readonly kind: "status"; readonly status: 401 | 404 | 429 | 500 | 503 }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Closes the connection in the middle of the answer. */
  | { readonly kind: "cut" }
  /** Serves the state as it was so many changes ago: a replica that lags. */
  | { readonly kind: "lag"; readonly changes: number }
  | { readonly kind: "not_json" }
  /** A well-formed answer about something else. */
  | { readonly kind: "other_object" }
  /** The right object with a field that no such object may have. */
  | { readonly kind: "malformed" }
  /** A newer state of the object, with a status that nobody has published. */
  | { readonly kind: "unknown_status" }
  /** Decides now what to answer, and answers when released: this is what makes a stale writer. */
  | {
      readonly kind: "hold";
      readonly status: 200 | 503;
      /** Called once the read has come. */
      readonly reached: () => void;
      readonly release: Promise<void>;
    };
