/** What the log of deliveries is told by its environment. @module */

import type { EnvironmentReader } from "../environment.ts";

export type Capture = "off" | "headers" | "bodies";

const CAPTURES = ["off", "headers", "bodies"] as const satisfies readonly Capture[];

/** How long, and how much, is kept. */
export type Bounds = {
  /** Of deliveries and refusals. */
  readonly days: number;
  /** Of deliveries: beyond them the oldest go. */
  readonly rows: number;
  /** Of captured headers and bodies. */
  readonly captureDays: number;
};

export type ArrivedConfig = Bounds & {
  readonly capture: Capture;
  /** Of one body; what is longer is cut. */
  readonly captureBytes: number;
};

/** @returns `null` where it is off: nothing is kept, and nothing is done for it. */
export function readArrived(read: EnvironmentReader): ArrivedConfig | null {
  const isOn = read.oneOf("DELIVERY_LOG", ["on", "off"], "off") === "on";
  const config: ArrivedConfig = {
    days: read.integer("DELIVERY_LOG_DAYS", { min: 1, max: 3650, fallback: 30 }),
    rows: read.integer("DELIVERY_LOG_ROWS", { min: 1000, max: 100_000_000, fallback: 1_000_000 }),
    capture: read.oneOf("CAPTURE", CAPTURES, "off"),
    captureDays: read.integer("CAPTURE_DAYS", { min: 1, max: 90, fallback: 3 }),
    captureBytes: read.integer("CAPTURE_BYTES", { min: 256, max: 262_144, fallback: 16_384 }),
  };
  if (isOn) return config;
  if (config.capture !== "off") {
    read.refuse("CAPTURE", "there is nothing to keep it with: expected DELIVERY_LOG=on too");
  }
  return null;
}
