/** A page that is one file: nothing is fetched, and nothing runs. @module */

import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { readOwnText } from "../settings/own-files.ts";
import { CHARACTERS, type Html, visible } from "./show.ts";

/** The inspector's, held equal to it by tests/looks.test.ts: what is ours looks alike. */
const HOUSE = "inspector.css";

/**
 * @param page.title Text of anybody's, as the browser's tab shows it.
 * @param page.style Names of files in `assets/`, beside the one that all pages share.
 * @param content Between the first heading and the last line.
 * @returns HTML, whose policy lets a browser load nothing but the style that is in it.
 */
export function selfContained(
  page: { readonly title: string; readonly style: readonly string[] },
  content: Html,
): string {
  const style = styleOf(page.style);
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${visible(page.title, CHARACTERS.few)}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<main id="content" tabindex="-1">
${content}
</main>
</body>
</html>
`);
}

/** @returns The style that all pages share, and then those that are named. */
export function styleOf(names: readonly string[]): string {
  return [HOUSE, ...names].map((name) => readOwnText(`harness/pages/assets/${name}`)).join("\n");
}
