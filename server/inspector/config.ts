/** What the inspector is told by its environment: where it listens, and who may look. @module */

import { BlockList, isIP } from "node:net";
import type { EnvironmentReader } from "../environment.ts";

export type InspectorConfig = {
  /** An address of its own, which never carries a webhook. */
  readonly host: string;
  readonly port: number;
  /** `null`: there are no pages. */
  readonly token: string | null;
  /** `null`: `/metrics` asks for none, and is there on loopback alone. */
  readonly metricsToken: string | null;
  /** Where browsers see it, without a slash at the end; `null`: where it listens, by plain HTTP. */
  readonly origin: string | null;
};

/** @returns `null` where neither token is set: nobody listens then. */
export function readInspector(
  read: EnvironmentReader,
  webhook: { readonly host: string; readonly port: number },
): InspectorConfig | null {
  const config: InspectorConfig = {
    host: read.optional("INSPECTOR_HOST") ?? "127.0.0.1",
    port: read.integer("INSPECTOR_PORT", { min: 0, max: 65_535, fallback: 3001 }),
    token: read.token("INSPECTOR_TOKEN", null),
    metricsToken: read.token("METRICS_TOKEN", null),
    origin: readOrigin(read),
  };
  if (config.token === null && config.metricsToken === null) return null;

  if (config.port !== 0 && config.port === webhook.port) {
    read.refuse("INSPECTOR_PORT", "the same as PORT: expected one that carries no webhook");
  }
  if (config.token !== null && config.origin === null && !isLoopback(config.host)) {
    read.warn(
      "INSPECTOR_ORIGIN",
      "not set, while INSPECTOR_HOST is not loopback: the session's cookie is not Secure",
    );
  }
  return config;
}

function readOrigin(read: EnvironmentReader): string | null {
  const value = read.optional("INSPECTOR_ORIGIN");
  if (value === null) return null;
  const url = URL.parse(value);
  const isHttp = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === null || !isHttp || url.origin !== value.replace(/\/$/, "")) {
    read.refuse(
      "INSPECTOR_ORIGIN",
      "expected an origin, such as https://inspector.example.com, without a path",
    );
    return null;
  }
  return url.origin;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");

/** @param host A name or an address; one of IPv6 with or without its brackets. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(address);
  if (version === 0) return address.toLowerCase() === "localhost";
  return LOOPBACK.check(address, version === 6 ? "ipv6" : "ipv4");
}
