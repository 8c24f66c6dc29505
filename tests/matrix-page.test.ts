/** Comparisons as pages in a real browser, from the disk: with and without script, wide and narrow, by keyboard alone. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type Comparison, compare, compareOverTime } from "../harness/comparison/comparison.ts";
import { formatHtml } from "../harness/comparison/format-html.ts";
import type { NamedReport } from "../harness/comparison/rows.ts";
import { onDay, reportWith, type Verdicts } from "../harness/comparison/testing.ts";
import { HOSTILE } from "../harness/reporters/spoiled.ts";
import { plain } from "../harness/reporters/text.ts";
import { CATALOGUE } from "../harness/run/catalogue.ts";
import {
  assertAccessible,
  assertFits,
  focusedIn,
  launchBrowser,
  openContext,
  PICTURES,
  SIZES,
  takePicture,
  WITHOUT_BROWSER,
  watchPage,
} from "./browser.ts";

const BROKEN = "order/any-order";
const FOLDED = "signature/missing";

/** As a run of everything finds it, but for some. */
function found(others: Verdicts): Verdicts {
  return { ...Object.fromEntries(CATALOGUE.map(({ id }) => [id, "held" as const])), ...others };
}

const nights = Array.from({ length: 14 }, (_, night) =>
  onDay(
    night + 1,
    found({
      [BROKEN]: night % 5 > 2 || night === 13 ? "broken" : "held",
      "race/copies-together": night % 4 === 3 ? "inconclusive" : "held",
      "http/allow": night > 1 ? "broken" : "held",
    }),
  ),
);

const hostile = HOSTILE.map(
  (text, index): NamedReport => ({
    name: text,
    report: reportWith(
      { [text]: index % 2 === 0 ? "held" : "broken", [`${text}/${text}`]: "broken" },
      `${text}${"<\u202eא&".repeat(16_384)}`,
    ),
  }),
);

const PAGES: Readonly<Record<string, Comparison>> = {
  receivers: compare(nights.slice(0, 8)),
  change: compare(nights.slice(-2)),
  trend: compareOverTime(nights),
  hostile: compareOverTime(hostile),
};

describe("a comparison in a browser", { timeout: 120_000, skip: WITHOUT_BROWSER }, () => {
  let folder: string;
  let browser: Browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "matrix-page-"));
    for (const [name, comparison] of Object.entries(PAGES)) {
      const page = formatHtml(comparison, { paint: plain, showsAll: false });
      await writeFile(join(folder, `${name}.html`), page);
    }
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const address = (name: string): string => pathToFileURL(join(folder, `${name}.html`)).href;

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const name of Object.keys(PAGES)) {
      test(`is shown from the disk, and asks for nothing else: ${name}, ${size}`, async () => {
        for (const javaScriptEnabled of [true, false]) {
          const context = await openContext(browser, { viewport, javaScriptEnabled });
          const { page, complaints, origins } = await watchPage(context);
          await page.goto(address(name));
          assert.match(await page.title(), /^Conformance/);
          await page.getByRole("region", { name: "Requirements" }).waitFor();
          if (javaScriptEnabled) await look(page, `${name}-${size}`);
          assert.deepEqual(complaints, []);
          assert.deepEqual([...origins], ["null"]);
          await context.close();
        }
      });
    }
  }

  async function look(page: Page, name: string): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await assertFits(page, name);
      await assertAccessible(page, `${name}, ${colorScheme}`);
      await takePicture(page, PICTURES, `matrix-${name}-${colorScheme}`);
    }
  }

  /** By its anchor, which any text may be in. */
  const rowOf = (page: Page, id: string) => page.locator(`[id="${id}"]`);

  test("counts what is alike, and shows each by itself where a box is ticked, without script", async () => {
    const context = await openContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address("receivers"));
    assert.ok(await rowOf(page, BROKEN).isVisible());
    assert.ok(!(await rowOf(page, FOLDED).isVisible()));
    await page.getByRole("checkbox").check();
    assert.ok(await rowOf(page, FOLDED).isVisible());
    assert.equal(await page.locator("tr.alike").first().isVisible(), false);
    await context.close();
  });

  test("opens what an address names, also where it is counted with others, without script", async () => {
    const context = await openContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${address("receivers")}#${FOLDED}`);
    await rowOf(page, FOLDED).waitFor({ state: "visible" });
    await context.close();
  });

  test("keeps the names of receivers and of requirements in sight, however it is scrolled", async () => {
    const page = await browser.newPage({ viewport: SIZES.narrow });
    await page.goto(address("trend"));
    await page.getByRole("checkbox").check();
    const region = page.getByRole("region", { name: "Requirements" });
    await region.evaluate((element) => element.scrollTo(300, 4_000));
    const edge = await region.boundingBox();
    const head = await region.locator("thead th").first().boundingBox();
    const row = await region.locator("tbody tr:not(.area) > th").nth(200).boundingBox();
    assert.ok(edge !== null && head !== null && row !== null);
    assert.ok(Math.abs(head.x - edge.x) < 2 && Math.abs(head.y - edge.y) < 2);
    assert.ok(Math.abs(row.x - edge.x) < 2);
    await page.close();
  });

  test("leads by keyboard from what broke to its row, and shows where one is", async () => {
    const context = await openContext(browser, { viewport: SIZES.narrow });
    const { page } = await watchPage(context);
    await page.goto(address("change"));
    await page.keyboard.press("Tab");
    assert.equal(await focusedIn(page), "Skip to content");
    await page.keyboard.press("Enter");
    await page.waitForURL(/#content$/);
    await page.keyboard.press("Tab");
    assert.equal(await focusedIn(page), BROKEN);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.href.endsWith(`#${BROKEN}`));
    const isThere = await rowOf(page, BROKEN).evaluate((row) => row.matches(":target"));
    assert.ok(isThere);
    await page.locator("main a").first().focus();
    const roles = new Set<string>();
    for (
      let presses = 0;
      presses < 20 && !(roles.has("region") && roles.has("input"));
      presses += 1
    ) {
      await page.keyboard.press("Tab");
      assert.doesNotMatch(await focusedIn(page), /^unseen/);
      roles.add(
        await page.evaluate<string>(
          "document.activeElement.getAttribute('role') ?? document.activeElement.localName",
        ),
      );
    }
    assert.ok(roles.has("region") && roles.has("input"), [...roles].join());
    await context.close();
  });

  test("tells in the table beside its chart what the chart shows", async () => {
    const page = await browser.newPage({ viewport: SIZES.wide });
    await page.goto(address("trend"));
    const label = (await page.getByRole("img").getAttribute("aria-label")) ?? "";
    const drawn = label.match(/\d+/g)?.map(Number);
    const rows = page.getByRole("region", { name: "What each run found" }).locator("tbody tr");
    const told = await rows.evaluateAll((all) =>
      all.map((row) => Number(row.children[3]?.textContent) + Number(row.children[4]?.textContent)),
    );
    assert.deepEqual(drawn, told);
    assert.ok(told.length === nights.length && Math.max(...told) > 1);
    await page.close();
  });

  test("is whole on paper: nothing scrolls up or down", async () => {
    const page = await browser.newPage({ viewport: SIZES.wide });
    await page.goto(address("receivers"));
    await page.emulateMedia({ media: "print" });
    const region = page.getByRole("region", { name: "Requirements" });
    const hidden = await region.evaluate((box) => box.scrollHeight - box.clientHeight);
    assert.ok(hidden <= 1, String(hidden));
    await page.close();
  });
});
