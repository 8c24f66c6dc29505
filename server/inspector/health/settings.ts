/** How the receiver is set, as far as it is no secret. Pure. @module */

import type { Config } from "../../config.ts";

export type Settings = readonly (readonly [name: string, value: string])[];

/** By name, one by one: so a secret that is added one day is shown by nobody. */
export function describeSettings(config: Config): Settings {
  const { arrived, inspector } = config;
  const database = URL.parse(config.databaseUrl);
  return [
    ["HOST", config.host],
    ["PORT", String(config.port)],
    [
      "DATABASE_URL",
      database === null ? "" : `${database.host}${database.pathname}, without its user`,
    ],
    ["DATABASE_POOL_MAX", String(config.databasePoolMax)],
    ["DATABASE_PREPARE", String(config.databasePrepare)],
    ["APPLY_BATCH_MAX", String(config.applyBatchMax)],
    ["BODY_LIMIT_BYTES", String(config.bodyBytesMax)],
    ["LOG_LEVEL", config.logLevel],
    ["DELIVERY_LOG", arrived === null ? "off" : "on"],
    ["DELIVERY_LOG_DAYS", String(arrived?.days ?? "nothing is kept")],
    ["DELIVERY_LOG_ROWS", String(arrived?.rows ?? "nothing is kept")],
    ["CAPTURE", arrived?.capture ?? "off"],
    ["INSPECTOR_HOST", inspector?.host ?? ""],
    ["INSPECTOR_PORT", String(inspector?.port ?? "")],
    ["INSPECTOR_ORIGIN", inspector?.origin ?? "not set"],
    ["METRICS_TOKEN", inspector?.metricsToken == null ? "not set" : "set"],
    ["Secrets from files", [...config.secretFiles.keys()].join(", ") || "none"],
  ];
}
