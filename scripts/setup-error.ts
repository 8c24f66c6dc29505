/** Trouble whose remedy is in its message, so that it is shown without a stack. @module */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
