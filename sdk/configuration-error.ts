/** What is thrown when the SDK was configured in a way that could not be safe. @module */

export type ProxyConfigurationErrorCode =
  | "api_key_refused"
  | "base_url_refused"
  | "timeout_refused"
  | "scheme_refused"
  | "signing_secret_refused"
  | "tolerance_refused";

/** A setting that nobody could mean. Its message says what is expected, never what was given. */
export class ProxyConfigurationError extends TypeError {
  override readonly name = "ProxyConfigurationError";
  readonly code: ProxyConfigurationErrorCode;

  constructor(code: ProxyConfigurationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
