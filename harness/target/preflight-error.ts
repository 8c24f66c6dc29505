/** Target, simulator and settings don't fit: nobody is accused. @module */

/** `misconfigured` exits with 2, `unreachable` with 3. */
export class PreflightError extends Error {
  override readonly name = "PreflightError";
  readonly kind: "misconfigured" | "unreachable";
  readonly exitCode: 2 | 3;

  constructor(kind: "misconfigured" | "unreachable", message: string) {
    super(message);
    this.kind = kind;
    this.exitCode = kind === "misconfigured" ? 2 : 3;
  }
}
