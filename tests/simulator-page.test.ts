/** The simulator's page in a real browser: with and without script, wide and narrow, by keyboard alone. */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { type SimulatorUnderTest, startSimulator } from "../harness/stand-alone/testing.ts";
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

/** Markup, what turns the direction of what follows, and more than anybody reads. */
const HOSTILE = `</code><script>alert(1)</script>"'><img src=x onerror=alert(1)>\u202e\u0007א`;

describe("the simulator in a browser", { timeout: 240_000, skip: WITHOUT_BROWSER }, () => {
  let browser: Browser;
  let simulator: SimulatorUnderTest;
  before(async () => {
    [browser, simulator] = await Promise.all([launchBrowser(), startSimulator()]);
  });
  after(async () => {
    await browser?.close();
    await simulator?.close();
  });

  const rows = (page: Page) => page.locator("#deliveries tbody tr");

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const javaScriptEnabled of [true, false]) {
      const manner = `${size}, ${javaScriptEnabled ? "with" : "without"} script`;
      test(`buys, pays, sends again and misbehaves: ${manner}`, async () => {
        const own = await startSimulator();
        const context = await openContext(browser, { viewport, javaScriptEnabled });
        const { page, complaints, origins } = await watchPage(context);
        const look = async (name: string): Promise<void> => {
          if (!javaScriptEnabled) return;
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme });
            await assertFits(page, name);
            await assertAccessible(page, `${name}, ${colorScheme}`);
            await takePicture(page, PICTURES, `simulator-${name}-${size}-${colorScheme}`);
          }
        };
        /** Without script a page is as it was loaded. */
        const until = async (count: number): Promise<void> => {
          while (!javaScriptEnabled && (await rows(page).count()) < count) {
            await page.getByRole("link", { name: "Load again" }).click();
          }
          await rows(page)
            .nth(count - 1)
            .waitFor();
        };

        await page.goto(own.url);
        await look("before");
        await page.locator("#checkout-buyer_reference").fill("user_browser");
        await page.locator("#begin-checkout").click();
        await page.locator(".object", { hasText: "user_browser" }).waitFor();
        await page.getByRole("button", { name: /^Pay psess_/ }).click();
        await until(1);
        await page.locator("#begin-subscribe").click();
        await until(3);
        await page.getByRole("button", { name: /^Renew psub_/ }).click();
        await until(4);
        await page.locator("#begin-invoice").click();
        await page.locator(".object", { hasText: "invoice" }).waitFor();
        await look("after");

        const newest = rows(page).first();
        await newest.getByRole("combobox").selectOption({ label: "has a wrong signature" });
        await newest.getByRole("button", { name: "Send again" }).click();
        await until(5);
        assert.match((await rows(page).first().textContent()) ?? "", /wrong signature/);

        await page.getByRole("button", { name: /^Hold deliveries/ }).click();
        await page.getByText("Deliveries are held").waitFor();
        await page.locator("#begin-purchase").click();
        await page.locator("ol.held li").nth(1).waitFor();
        await look("held");
        await page.getByRole("button", { name: "Send them last first" }).click();
        await until(7);
        const order = (await rows(page).allTextContents()).slice(0, 2);
        assert.match(order[0] ?? "", /proxy_session\.paid/);
        assert.match(order[1] ?? "", /proxy_session\.provisionable/);

        assert.deepEqual(complaints, []);
        assert.deepEqual([...origins], [own.url]);
        await context.close();
        await own.close();
      });
    }
  }

  test("says what was wrong, and goes on", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await openContext(browser, { viewport: SIZES.wide, javaScriptEnabled });
      const { page } = await watchPage(context);
      await page.goto(simulator.url);
      await page.locator("#checkout-quantity").fill("many");
      await page.locator("#begin-checkout").click();
      await page.getByText(/quantity: expected/).waitFor();
      await context.close();
    }
  });

  test("is used by keyboard alone, and shows where one is", async () => {
    const context = await openContext(browser, { viewport: SIZES.wide });
    const { page } = await watchPage(context);
    await page.goto(simulator.url);
    /** Goes on until something is reached. */
    const reach = async (wanted: RegExp): Promise<void> => {
      for (let steps = 0; steps < 200; steps += 1) {
        await page.keyboard.press("Tab");
        const focused = await focusedIn(page);
        assert.ok(!focused.startsWith("unseen"), focused);
        if (wanted.test(focused)) return;
      }
      assert.fail(`${wanted} is not reached`);
    };
    await reach(/^Begin a checkout$/);
    await page.keyboard.press("Enter");
    await page.locator(".object").first().waitFor();
    await reach(/^Pay psess_/);
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    await page.waitForFunction(
      'document.activeElement.textContent.startsWith("Make provisionable")',
    );
    await reach(/^Send again$/);
    await page.keyboard.press("Enter");
    await rows(page).nth(1).waitFor();
    assert.equal(await focusedIn(page), "Send again");
    await context.close();
  });

  test("follows deliveries that somebody else asked for, and goes on after it was cut off", async () => {
    const context = await openContext(browser, { viewport: SIZES.wide });
    const { page } = await watchPage(context);
    await page.goto(simulator.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await simulator.ask("/simulator/purchase", { buyer_reference: "user_of_curl" });
    await page.locator(".object", { hasText: "user_of_curl" }).waitFor();
    await context.setOffline(true);
    await simulator.ask("/simulator/purchase", { buyer_reference: "user_meanwhile" });
    await context.setOffline(false);
    await page.locator(".object", { hasText: "user_meanwhile" }).waitFor({ timeout: 30_000 });
    await context.close();
  });

  test("is harmless whatever names and bodies hold", async () => {
    const own = await startSimulator();
    const context = await openContext(browser, { viewport: SIZES.narrow });
    const { page, complaints, origins } = await watchPage(context);
    const session = `${HOSTILE.slice(0, 100)}_1`;
    const buyer = HOSTILE;
    const items = [{ id: HOSTILE, name: "<\u202eא&".repeat(13_107), amountMinor: 1, quantity: 1 }];
    for (const command of [
      { do: "create", session, buyer, items },
      { do: "hand_off", session },
      { do: "open", session },
      { do: "pay", session, event: HOSTILE },
    ]) {
      assert.equal((await own.ask("/simulator/commands", command)).status, 200);
    }
    await page.goto(own.url);
    await rows(page).first().waitFor();
    assert.equal(await page.locator("main script, main img").count(), 0);
    // What is served: a browser turns the numbers, by which attributes spell them, into what they are.
    const served = await (await fetch(own.url)).text();
    assert.ok(["\u202e", "\u0007"].every((hidden) => !served.includes(hidden)));
    assert.ok(served.includes("⟨U+202E⟩"));
    await rows(page).first().getByRole("button", { name: "Send again" }).click();
    await rows(page).nth(1).waitFor();
    await page.getByRole("button", { name: /^Make provisionable/ }).click();
    await rows(page).nth(2).waitFor();
    await assertFits(page, "hostile");
    await assertAccessible(page, "hostile");
    await takePicture(page, PICTURES, "simulator-hostile");
    assert.deepEqual(complaints, []);
    assert.deepEqual([...origins], [own.url]);
    await context.close();
    await own.close();
  });
});
