/** The report as a page in a real browser, from the disk: with and without script, wide and narrow, by keyboard alone. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { MUTANTS } from "../harness/hunt/all-mutants.ts";
import { openBench } from "../harness/hunt/bench.ts";
import type { Parts } from "../harness/mutants/parts.ts";
import { formatHtml } from "../harness/reporters/html/html.ts";
import { broken, reportOf, sampleReport } from "../harness/reporters/sample-report.ts";
import { HOSTILE, spoiled } from "../harness/reporters/spoiled.ts";
import { PLAIN } from "../harness/reporters/text.ts";
import { CATALOGUE } from "../harness/run/catalogue.ts";
import type { Report } from "../harness/run/report.ts";
import { select } from "../harness/run/select.ts";
import { DEFAULT_POLICY } from "../harness/target/policy.ts";
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

const BUGS = [
  "dedupe/adds-on-every-delivery",
  "order/last-story-wins",
  "signature/unsigned-trusted",
];

/** What shows these bugs, and some that they leave alone. */
const ASKED = [
  ...["signature/missing", "signature/body-changed", "signature/noise-changes-nothing"],
  ...["dedupe/same-delivery-twice", "dedupe/granted-once", "dedupe/redelivered-everything"],
  ...[
    "order/any-order",
    "order/schedules-agree",
    "order/old-state-after-new",
    "race/copies-together",
  ],
  ...["entitlement/units-conserved", "time"],
];

/** A receiver that ends by itself when it meets a header of other letters. */
const DIES = "harness/conformance/strangers/receiver.ts exits";

/** Each receiver whose report there is, and what writes it. */
const WRITERS = {
  conforms: async (file: string) => write(file, reportOf(...(await findingsOf([])))),
  "three-bugs": async (file: string) => write(file, reportOf(...(await findingsOf(BUGS)))),
  died: runOneThatDies,
  hostile: (file: string) => write(file, spoiled(sampleReport, HOSTILE.join(""))),
  large: (file: string) => write(file, spoiled(reportOf(broken), "<\u202eא&".repeat(16_384))),
};

type Name = keyof typeof WRITERS;

describe("a report in a browser", { timeout: 120_000, skip: WITHOUT_BROWSER }, () => {
  let folder: string;
  let browser: Browser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "report-page-"));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const written = new Map<Name, Promise<string>>();
  /** Of the page about a receiver, which is judged by the first test that asks. */
  const address = (name: Name): Promise<string> => {
    const file = join(folder, `${name}.html`);
    const known = written.get(name) ?? WRITERS[name](file).then(() => pathToFileURL(file).href);
    written.set(name, known);
    return known;
  };

  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const name of Object.keys(WRITERS) as readonly Name[]) {
      test(`is shown from the disk, and asks for nothing else: ${name}, ${size}`, async () => {
        for (const javaScriptEnabled of [true, false]) {
          const context = await openContext(browser, { viewport, javaScriptEnabled });
          const { page, complaints, origins } = await watchPage(context);
          await page.goto(await address(name));
          assert.match(await page.title(), /^Conformance: /);
          assert.ok(await page.locator(".verdict").isVisible());
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
      // Of 64 KiB in every field a picture takes longer than anybody looks at it.
      if (name.startsWith("large")) return;
      await takePicture(page, PICTURES, `report-${name}-${colorScheme}`);
    }
  }

  test("says of each what its run found", async () => {
    const page = await browser.newPage();
    const verdicts = [
      ["conforms", /^exit code 0, conforms$/],
      ["three-bugs", /^exit code 1, does not conform: \d+ broken/],
      ["died", /^exit code 1, does not conform: /],
    ] as const;
    for (const [name, verdict] of verdicts) {
      await page.goto(await address(name));
      assert.match((await page.locator(".verdict").textContent()) ?? "", verdict);
    }
    await page
      .getByText(/the receiver ended with exit code 7/)
      .first()
      .waitFor();
    await page.close();
  });

  test("opens what an address names, also where it is folded away, without script", async () => {
    const context = await openContext(browser, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${await address("conforms")}#signature/missing`);
    await page.locator('[id="signature/missing"]').waitFor({ state: "visible" });
    await context.close();
  });

  test("tells the same in lanes and as text, in letters that can be selected", async () => {
    const page = await browser.newPage({ viewport: SIZES.wide });
    await page.goto(await address("three-bugs"));
    const finding = page.locator("article", { has: page.locator("svg") }).first();
    const drawn = (await finding.locator("svg g text").allTextContents()).join(" ");
    const text = (await finding.locator("pre").first().textContent()) ?? "";
    const words = (said: string): readonly string[] =>
      said.match(/\b\w+_\d+\b|\b[1-5]\d\d\b/g) ?? [];
    assert.ok(words(text).length > 0, text);
    assert.deepEqual(words(drawn), words(text));
    const selected = await page.evaluate(`(() => {
      getSelection().selectAllChildren(document.querySelector("svg g"));
      return getSelection().toString();
    })()`);
    assert.notEqual(selected, "");
    await page.close();
  });

  test("is used by keyboard alone, and shows where one is", async () => {
    const context = await openContext(browser, { viewport: SIZES.narrow });
    const { page } = await watchPage(context);
    await page.goto(await address("three-bugs"));
    await page.keyboard.press("Tab");
    assert.equal(await focusedIn(page), "Skip to content");
    await page.keyboard.press("Enter");
    const roles = new Set<string>();
    for (let presses = 0; presses < 60 && roles.size < 3; presses += 1) {
      await page.keyboard.press("Tab");
      assert.doesNotMatch(await focusedIn(page), /^unseen/);
      roles.add(
        await page.evaluate<string>(
          "document.activeElement.getAttribute('role') ?? document.activeElement.localName",
        ),
      );
    }
    assert.deepEqual([...roles].toSorted(), ["a", "region", "summary"]);
    await page.locator("summary").first().focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("details[open]").count(), 1);
    const story = page.getByRole("region").first();
    await story.focus();
    await page.keyboard.press("ArrowRight");
    const scrolled = () => story.evaluate(({ scrollLeft }) => scrollLeft > 0);
    for (let looks = 0; looks < 100 && !(await scrolled()); looks += 1)
      await page.waitForTimeout(50);
    assert.ok(await scrolled());
    await context.close();
  });

  test("is whole on paper: what is folded is printed, and nothing scrolls", async () => {
    const page = await browser.newPage({ viewport: SIZES.wide, colorScheme: "dark" });
    await page.goto(await address("conforms"));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await page.locator('[id="signature/missing"]').waitFor({ state: "visible" });
    await page.goto(await address("three-bugs"));
    await page.setViewportSize({ width: 700, height: 900 });
    await assertFits(page, "on paper");
    await takePicture(page, PICTURES, "report-three-bugs-printed");
    await page.close();
  });
});

function write(file: string, report: Report): Promise<void> {
  return writeFile(file, formatHtml(report, PLAIN));
}

/** @param bugs Names of mutants, all of whose bugs one receiver in memory has. */
async function findingsOf(bugs: readonly string[]) {
  const chosen = select(CATALOGUE, ASKED);
  assert.ok(chosen.ok);
  const requirements = chosen.requirements.filter(
    ({ provider, profile }) => provider === "proxy" && profile !== "fault",
  );
  const mutants = bugs.map((bug) => {
    const found = MUTANTS.find(({ provider, name }) => provider === "proxy" && name === bug);
    assert.ok(found, bug);
    return found;
  });
  const parts = (correct: Parts): Parts =>
    mutants.reduce((changed, mutant) => mutant.parts(changed), correct);
  const subject = { provider: "proxy", parts, policy: DEFAULT_POLICY, seed: 7, runs: 10 };
  const bench = openBench(new AbortController().signal);
  return bench.judge({ ...subject, shrinks: true }, requirements, "side by side");
}

/** As a person runs it. */
async function runOneThatDies(file: string): Promise<void> {
  const asked = ["signature/missing", "signature/not-ascii", "order/any-order"];
  const args = [
    "--start",
    `'${process.execPath}' ${DIES}`,
    "--report",
    `html=${file}`,
    "--runs",
    "10",
  ];
  const only = asked.flatMap((id) => ["--only", id]);
  const child = spawn(process.execPath, ["harness/main.ts", "run", ...args, ...only], {
    stdio: "ignore",
  });
  await once(child, "close");
  assert.match(await readFile(file, "utf8"), /^<!doctype html>/);
}
