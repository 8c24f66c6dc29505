import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { COLUMNS, widthOf } from "../settings/columns.ts";
import { blockedReport, groupedReport, held, reportOf, sampleReport } from "./sample-report.ts";
import { formatText, PLAIN } from "./text.ts";

const NEEDS_PROBE = "needs the state profile: a probe (--probe)";

function untested(name: string, reason: string) {
  return { ...held, id: `order/${name}`, verdict: "untested", reason } as const;
}

const wireReport = reportOf(
  held,
  untested("any-order", NEEDS_PROBE),
  untested("late-payment", NEEDS_PROBE),
  untested("late-event", "Gwop has no state to be read"),
);

/** Long and wide, of which a receiver may have written anything. */
const wideReport = reportOf(
  ...sampleReport.findings.map((finding) => ({
    ...finding,
    reason: finding.reason === null ? null : `${finding.reason} ${"支付 已完成 ".repeat(20)}`,
    details: finding.details.map((line) => `${line} ${"café au lait ".repeat(9)}`),
    claim: `${finding.claim} ${"👩‍👩‍👧 ".repeat(50)}`,
  })),
);

describe("formatText()", () => {
  for (const [name, report] of Object.entries({
    sampleReport,
    blockedReport,
    groupedReport,
    wireReport,
    wideReport,
  })) {
    test(`fits a terminal, but for commands, and ends no line with a blank: ${name}`, () => {
      for (const line of formatText(report).split("\n")) {
        const isCommand = /^ +(replay|explain) /.test(line);
        assert.ok(isCommand || widthOf(line) <= COLUMNS, line);
        assert.doesNotMatch(line, /\s$/);
      }
    });
  }

  test("never breaks a command, which is there to be copied", () => {
    const { command } = sampleReport.header;
    assert.ok(
      formatText(sampleReport).includes(`replay   ${command} --only order/any-order --seed`),
    );
  });

  test("counts what is untested for one and the same reason, unless each is asked for", () => {
    const text = formatText(wireReport);
    assert.ok(text.includes(`\n- 2 requirements  untested: ${NEEDS_PROBE}\n`), text);
    assert.doesNotMatch(text, /order\/any-order/);
    assert.match(text, /^- order\/late-event +untested: Gwop has no state/m);
    assert.match(text, /--verbose names each of them/);

    const verbose = formatText(wireReport, { ...PLAIN, isVerbose: true });
    for (const { id } of wireReport.findings) assert.ok(verbose.includes(` ${id} `), id);
    assert.doesNotMatch(verbose, /2 requirements|--verbose/);
    assert.match(verbose, /^✓ signature\/well-signed [^✓]*acknowledged\. \(0\.0 s\)$/m);
  });

  test("shows quietly what is not held alone, and the verdict", () => {
    const quiet = { ...PLAIN, isQuiet: true };
    assert.match(formatText(reportOf(held), quiet), /^1 held, .*\nexit code 0, conforms\n$/);

    const text = formatText(sampleReport, quiet);
    assert.doesNotMatch(text, /✓|^tried|^policy/m);
    for (const { id } of sampleReport.findings.filter(({ verdict }) => verdict !== "held")) {
      assert.ok(text.includes(` ${id} `), id);
    }
    assert.match(text, /^✗ signature\/rotation +held, although/m);
    assert.match(formatText(blockedReport, quiet), /^✗ first of all/);
  });

  test("says where a source can be opened", () => {
    const text = formatText(groupedReport, { ...PLAIN, locate: (source) => `../${source}` });
    assert.match(text, /^ +source +\.\.\/ENT/m);
  });
});
