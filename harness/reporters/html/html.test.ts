import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { groupsOf } from "../../run/groups.ts";
import type { Report } from "../../run/report.ts";
import { evidenceOfFoundation, evidenceOfGroup } from "../evidence.ts";
import { blockedReport, broken, groupedReport, reportOf, sampleReport } from "../sample-report.ts";
import { HOSTILE, spoiled } from "../spoiled.ts";
import { PLAIN } from "../text.ts";
import { anchorOf } from "./anchor.ts";
import { formatHtml } from "./html.ts";
import { elementsOf, mainOf, solid } from "./page-elements.ts";

const REPORTS = [sampleReport, blockedReport, groupedReport];

const page = (report: Report): string => formatHtml(report, PLAIN);
const elements = (report: Report) => elementsOf(mainOf(page(report)));

const NAMES = new Set(
  "main a article b bdi circle code dd desc details div dl dt g h1 h2 h3 h4 li nav ol p path pre section span summary svg text title ul".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "aria-label class cx cy d height href id r role tabindex transform viewBox width x y".split(" "),
);

function assertHarmless(report: Report): void {
  const text = page(report);
  assert.ok(!/<script/i.test(text));
  assert.ok(
    !/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u.test(text.replaceAll(/[\n\t]/g, "")),
    "something hidden",
  );
  for (const { name, attributes } of elementsOf(mainOf(text))) {
    assert.ok(NAMES.has(name), name);
    for (const [attribute, value] of Object.entries(attributes)) {
      assert.ok(ATTRIBUTES.has(attribute), attribute);
      if (attribute === "href") assert.match(value, /^#/);
    }
  }
}

describe("formatHtml()", () => {
  test("lets nothing be more than text, whatever stands in any field", () => {
    const texts = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(fc.constantFrom(...HOSTILE), { maxLength: 4 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(...REPORTS), (text, report) =>
        assertHarmless(spoiled(report, text)),
      ),
      { numRuns: 60 },
    );
  });

  test("cuts what is very long, and says how long it is", () => {
    const long = spoiled(reportOf(broken), "<\u202e&".repeat(21_846));
    assertHarmless(long);
    assert.ok(page(long).length < JSON.stringify(long).length);
    assert.match(page(long), /cut: of 65,538 characters/);
  });

  test("has an anchor for each requirement, once, and leads nowhere else", () => {
    for (const report of REPORTS) {
      const ids = elements(report).flatMap(({ attributes }) => attributes["id"] ?? []);
      assert.equal(new Set(ids).size, ids.length);
      for (const { id } of report.findings) assert.ok(ids.includes(anchorOf(id)), id);
      for (const { attributes } of elements(report)) {
        const { href } = attributes;
        if (href !== undefined) assert.ok(ids.includes(href.slice(1)), href);
      }
    }
    assert.equal(anchorOf("order/any-order"), "order/any-order");
  });

  test("tells what the text tells of each cause and foundation", () => {
    for (const report of REPORTS) {
      const said = solid(elements(report)[0]?.text ?? "");
      const lines = [
        ...report.foundations.flatMap(evidenceOfFoundation),
        ...groupsOf(report.findings).flatMap((group) => evidenceOfGroup(group, report.header)),
      ];
      for (const line of lines) {
        const [, , told = line] = /^(\w+ +| {9})(\S.*)$/.exec(line) ?? [];
        for (const part of told.split(/, (?=\w+\/)|(?<=^\w+\/[\w-]+): /)) {
          assert.ok(said.includes(solid(part)), part);
        }
      }
    }
  });

  test("says first what the verdict is, and what to mend first", () => {
    const [, conclusion] = elements(groupedReport).filter(
      ({ name }) => name === "h1" || name === "p",
    );
    assert.equal(conclusion?.attributes["class"], "verdict bad");
    assert.match(conclusion?.text ?? "", /^exit code 1, does not conform: /);
    const texts = elements(groupedReport).map(({ text }) => text);
    assert.ok(
      texts.some((text) => /^fix this first: 6 requirements break by one cause/.test(text)),
    );
  });

  test("says how it is run again: what was typed, the selection, and the seed", () => {
    const { header } = sampleReport;
    const selected = { ...sampleReport, header: { ...header, only: ["order", "http/allow"] } };
    const last = elements(selected).findLast(({ name }) => name === "code");
    assert.equal(last?.text, `${header.command} --only order --only http/allow --seed 7`);
    const replayed = { ...selected, header: { ...selected.header, isReplay: true } };
    const again = elements(replayed).findLast(({ name }) => name === "code");
    assert.equal(again?.text, header.command);
  });

  test("names each requirement that was not asked, by the reason", () => {
    const text = solid(elements(blockedReport)[0]?.text ?? "");
    assert.ok(text.includes(solid("1 blocked: stands on what does not hold")));
  });
});
