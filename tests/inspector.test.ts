/** The inspector in a real browser: with and without script, wide and narrow, by keyboard alone. */

import assert from "node:assert/strict";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { TOKEN } from "../server/inspector/testing/inspector.ts";
import { tellDelivery } from "../server/inspector/testing/rows.ts";
import { createTestDatabase, type TestDatabase } from "../server/testing/database.ts";
import { type ReceiverProcess, startReceiver } from "../server/testing/process.ts";
import {
  assertAccessible,
  assertFits,
  focusedIn,
  launchBrowser,
  openContext,
  SIZES,
  takePicture,
  WITHOUT_BROWSER,
  watchPage,
} from "./browser.ts";
import { PAGES, tellStories } from "./inspected.ts";

/** A folder that pictures of every page are put into, for whoever wants to look. */
const PICTURES = process.env["INSPECTOR_PICTURES"] ?? "";

describe("the inspector in a browser", {
  timeout: 120_000,
  skip: WITHOUT_BROWSER,
}, () => {
  let database: TestDatabase;
  let receiver: ReceiverProcess;
  let browser: Browser;
  let origin: string;
  before(async () => {
    database = await createTestDatabase();
    await tellStories(database.sql);
    receiver = await startReceiver({
      DATABASE_URL: database.url,
      PROBE_TOKEN: "a-probe-token-for-tests-only",
      PROXY_SECRET_KEY: "sk_test_1",
      PROXY_API_BASE_URL: "http://127.0.0.1:1",
      PROXY_WEBHOOK_SIGNING_SECRET: "a-signing-secret-for-tests-only",
      INSPECTOR_TOKEN: TOKEN,
      INSPECTOR_PORT: "0",
    });
    const { port } = await receiver.line("inspector listening");
    origin = `http://127.0.0.1:${port}`;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await receiver?.kill();
    await database?.drop();
  });

  const open = (options: Parameters<Browser["newContext"]>[0]): Promise<BrowserContext> =>
    openContext(browser, options);
  const picture = (page: Page, name: string): Promise<void> => takePicture(page, PICTURES, name);

  async function signIn(page: Page, path = "/login"): Promise<void> {
    await page.goto(origin + path);
    await page.getByLabel("Token").fill(TOKEN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  }

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const javaScriptEnabled of [true, false]) {
      const name = `${size}, ${javaScriptEnabled ? "with" : "without"} script`;
      test(`shows every page: ${name}`, async () => {
        const context = await open({ viewport, javaScriptEnabled, colorScheme: "light" });
        const { page, complaints, origins } = await watchPage(context);
        await page.goto(`${origin}/login`);
        if (javaScriptEnabled) await assertAccessible(page, "sign in");
        await picture(page, `sign-in-${size}`);
        await signIn(page);
        for (const [title, path] of Object.entries(PAGES)) {
          const response = await page.goto(origin + path);
          assert.equal(response?.status(), 200, path);
          assert.match(await page.title(), / · Inspector$/);
          if (javaScriptEnabled) {
            await assertAccessible(page, title);
            await assertFits(page, title);
            await picture(page, `${title}-${size}`);
            if (size === "narrow") continue; // the colours are those of the wide one
            await page.emulateMedia({ colorScheme: "dark" });
            await assertAccessible(page, `${title}, dark`);
            await picture(page, `${title}-${size}-dark`);
            await page.emulateMedia({ colorScheme: "light" });
          }
        }
        assert.deepEqual(complaints, []);
        assert.deepEqual([...origins], [origin]);
        await context.close();
      });
    }
  }

  test("is used by keyboard alone, and shows where one is", async () => {
    const context = await open({ viewport: SIZES.wide });
    const { page } = await watchPage(context);
    await page.goto(origin);
    await page.keyboard.type(TOKEN); // the field has the focus
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).waitFor();

    const seen: string[] = [];
    for (const expected of [
      "Skip to content",
      "Inspector",
      "Deliveries",
      "Refusals",
      "Health",
      "Sign out",
      "Filter",
    ]) {
      await page.keyboard.press("Tab");
      seen.push(await focusedIn(page));
      assert.equal(seen.at(-1), expected, seen.join());
    }
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}/?outcome=applied**`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate("document.activeElement.id"), "content");
    await context.close();
  });

  test("goes on by itself, also after it was cut off, and folds what comes again", async () => {
    const context = await open({ viewport: SIZES.wide });
    const { page } = await watchPage(context);
    await signIn(page);
    await page.getByText("Live", { exact: true }).waitFor();
    await tellDelivery(database.sql, { eventId: "evt_live" });
    const row = page.locator("tr", { hasText: "evt_live" });
    await row.waitFor();
    await context.setOffline(true);
    await tellDelivery(database.sql, { eventId: "evt_live", outcome: "duplicate" });
    await context.setOffline(false);
    await row.filter({ hasText: "duplicate" }).waitFor({ timeout: 30_000 });
    assert.equal(await row.count(), 1);
    assert.match((await row.textContent()) ?? "", /\b2 ×/);
    await context.close();
  });

  test("asks twice before it does something, without script too", async () => {
    const context = await open({ viewport: SIZES.narrow, javaScriptEnabled: false });
    const { page } = await watchPage(context);
    await signIn(page, PAGES.event);
    await page.getByRole("link", { name: "Take this event up again…" }).click();
    await page.getByRole("button", { name: "Yes, take it up again" }).click();
    await page.getByText("api_unreachable").waitFor(); // nobody is there where Proxy should be
    await context.close();
  });
});
