/** How Proxy's endpoint at a target is reached: its settings, and what comes of them. @module */

import { chooseScheme } from "../../courier/scheme.ts";
import { isLoopback, type Reader } from "../../settings/reader.ts";
import { type Flags, parseSettings, text, whole } from "../../settings/setting.ts";
import type { Configured } from "../provider.ts";
import { PROXY_SCHEMES } from "./schemes.ts";
import { PROXY_SENDER } from "./sender.ts";
import { answerRead } from "./state-api.ts";

export const SETTINGS = {
  url: text("url", "the receiver's webhook route (with --start: its path)").optional(),
  scheme: text("scheme", "t-v1 or standard-webhooks").default("t-v1"),
  secretEnv: text("name", "holds the signing secret").default("PROXY_WEBHOOK_SIGNING_SECRET"),
  tolerance: whole("seconds", "the receiver's timestamp tolerance", 1).default(300),
  simulatorPort: whole("port", "where the receiver reads Proxy's state", 0).optional(),
  simulatorHost: text("host", "the address that the simulator listens on").default("127.0.0.1"),
  apiKeyEnv: text("name", "holds the key of Proxy's API").default("PROXY_SECRET_KEY"),
};

/** Short, so that the cases in which the API hangs don't take seconds each; long enough for a
 * hundred reads at once on a machine with other things to do. */
const API_TIMEOUT_MS = 600;

export function configure(flags: Flags, probe: string | null, read: Reader): Configured {
  const own = parseSettings(SETTINGS, flags, read.complain);
  const scheme = chooseScheme(PROXY_SCHEMES, own.scheme, read.complain);
  const webhook = own.url ?? (read.isManaged ? "/api/proxy/webhook" : "");
  read.checkUrl(webhook, "--url");

  const port = probe === null ? null : (own.simulatorPort ?? portOfApi(read));
  if (probe !== null && port === null) {
    read.complain(
      "--probe needs the simulator that the target reads: give --simulator-port, and point the target's PROXY_API_BASE_URL at it",
    );
  }
  const secrets = read.secrets(own.secretEnv, scheme, "--secret-env");
  const apiKey = port === null ? "" : read.required(own.apiKeyEnv, "--api-key-env");
  return {
    webhook,
    probe: port === null ? null : probe,
    scheme,
    secrets,
    toleranceSeconds: own.tolerance,
    api:
      port === null
        ? null
        : {
            host: own.simulatorHost,
            port,
            route: (worlds) => async (request) => answerRead(worlds, apiKey, request),
          },
    environment: (apiUrl) => ({
      PROXY_API_BASE_URL: apiUrl ?? "",
      PROXY_SECRET_KEY: apiKey,
      PROXY_API_TIMEOUT_MS: String(API_TIMEOUT_MS),
      PROXY_WEBHOOK_SIGNING_SECRET: secrets.join(","),
      PROXY_SIGNATURE_SCHEME: scheme.name,
      PROXY_TOLERANCE_SECONDS: String(own.tolerance),
    }),
    sender: () => PROXY_SENDER,
  };
}

/** Without the flag, the port of the target's own setting, so that one environment serves both. */
function portOfApi({ isManaged, variable }: Reader): number | null {
  if (isManaged) return 0;
  const base = URL.parse(variable("PROXY_API_BASE_URL"));
  return base !== null && isLoopback(base.hostname) && base.port !== "" ? Number(base.port) : null;
}
