/** Chromium, and what the tests of all pages ask of one: the inspector's, the report's, the harness's others. @module */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { findExecutable } from "../scripts/find-executable.ts";

const executablePath = findExecutable("chromium", process.env["PATH"] ?? "");

/** A brief run leaves browsers out, for they take long to start; so does one where there is none. */
export const WITHOUT_BROWSER = process.env["TEST_ALL"] !== "1" || executablePath === null;

export const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 390, height: 844 },
} as const;

export type Size = keyof typeof SIZES;

/** As root there is no sandbox to be had; only our own pages are opened. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executablePath ?? "", chromiumSandbox: false });
}

/** @param options Such as a size, a colour scheme, and whether script runs. */
export async function openContext(
  browser: Browser,
  options: Parameters<Browser["newContext"]>[0],
): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  return context;
}

/** A page, and what Chromium complains of by itself: a policy that was broken, a file that is missing. */
export type Watched = {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** The origins that were asked for anything; a file's is `null`. */
  readonly origins: ReadonlySet<string>;
};

export async function watchPage(context: BrowserContext): Promise<Watched> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const origins = new Set<string>();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  return { page, complaints, origins };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** @throws {assert.AssertionError} Naming what axe objects to, and where. Needs script to run. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    // @ts-expect-error: the line before has put it there
    const { violations } = await globalThis.axe.run();
    return violations.map(
      ({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html}`,
    );
  });
  assert.deepEqual(violations, [], where);
}

/** @throws {assert.AssertionError} If the page itself is wider than its window: what is wide scrolls by itself. */
export async function assertFits(page: Page, where: string): Promise<void> {
  const scrollWidth = Number(await page.evaluate("document.documentElement.scrollWidth"));
  const width = page.viewportSize()?.width ?? 0;
  assert.ok(scrollWidth <= width, `${where} is ${scrollWidth} wide`);
}

/** @returns The text of what has the focus; `unseen: ` before it where nothing shows that. */
export function focusedIn(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    const isSeen = outlineStyle !== "none" && outlineWidth !== "0px";
    return (isSeen ? "" : "unseen: ") + document.activeElement.textContent.trim();
  })()`);
}

/** A folder that pictures of the harness's pages are put into, for whoever wants to look. */
export const PICTURES = process.env["PAGES_PICTURES"] ?? "";

/** @param folder Where whoever wants to look finds the picture; an empty one takes none. */
export async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  if (folder !== "") await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
