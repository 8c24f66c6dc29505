import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import type { Report } from "../run/report.ts";
import { formatJunit } from "./junit.ts";
import { broken, reportOf, sampleReport } from "./sample-report.ts";

type Element = { readonly name: string; readonly attributes: Readonly<Record<string, string>> };

/** Read by a strict XML parser, which throws at whatever is not well-formed. */
function elementsOf(report: Report): readonly Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => elements.push({ name, attributes }));
  parser.write(formatJunit(report)).close();
  return elements;
}

function valuesOf(name: string, attribute: string, report: Report): readonly unknown[] {
  return elementsOf(report)
    .filter((element) => element.name === name)
    .map(({ attributes }) => attributes[attribute]);
}

describe("formatJunit()", () => {
  test("makes a suite of each area and a case of each requirement", () => {
    assert.deepEqual(valuesOf("testsuite", "name", sampleReport), [
      "signature",
      "order",
      "http",
      "race",
    ]);
    assert.equal(valuesOf("testcase", "name", sampleReport).length, sampleReport.findings.length);
  });

  test("counts failures, errors and skipped cases where a CI server looks for them", () => {
    const [root] = elementsOf(sampleReport);
    assert.deepEqual(
      { ...root?.attributes },
      {
        name: "conformance",
        tests: "7",
        failures: "3",
        errors: "1",
        skipped: "2",
        time: "1.234",
      },
    );
    assert.deepEqual(valuesOf("testsuite", "tests", sampleReport), ["2", "2", "2", "1"]);
  });

  test("calls broken and stale a failure, inconclusive an error, untested and known skipped", () => {
    const names = elementsOf(sampleReport).map(({ name }) => name);
    const count = (name: string) => names.filter((other) => other === name).length;
    assert.deepEqual(["failure", "error", "skipped"].map(count), [3, 1, 2]);
  });

  test("carries any reason through a strict parser, and what XML can't hold as U+FFFD", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (reason) => {
        const [message] = valuesOf("failure", "message", reportOf({ ...broken, reason }));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML can't hold
        const unholdable = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;
        assert.equal(message, reason.replace(unholdable, "\u{fffd}"));
      }),
    ));
});
