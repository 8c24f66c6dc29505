/** The one stylesheet, the one script and the icon. Nothing is fetched from anywhere else. @module */

import { readFileSync } from "node:fs";
import type { InspectorApp } from "./context.ts";

const TYPES = {
  "inspector.css": "text/css; charset=utf-8",
  "inspector.js": "text/javascript; charset=utf-8",
  "inspector.svg": "image/svg+xml",
} as const;

export function addAssets(app: InspectorApp): void {
  for (const [name, type] of Object.entries(TYPES)) {
    const text = readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
    app.get(`/${name}`, (c) => c.body(text, 200, { "content-type": type }));
  }
}
