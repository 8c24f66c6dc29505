import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FORMATS } from "../reporters/formats.ts";
import { parseReports } from "./report-requests.ts";

function parse(given: readonly string[], summaryFile: string | null = null) {
  const problems: string[] = [];
  const requests = parseReports(given, { formats: FORMATS, summaryFile }, (problem) =>
    problems.push(problem),
  );
  return { requests, problems };
}

describe("parseReports()", () => {
  test("takes one report for the output and any number for files", () => {
    assert.deepEqual(parse(["text", "junit=out.xml", "json=a=b.json"]), {
      requests: [
        { format: "text", file: null, append: false },
        { format: "junit", file: "out.xml", append: false },
        { format: "json", file: "a=b.json", append: false },
      ],
      problems: [],
    });
  });

  test("adds to the summary of the GitHub job it runs in", () => {
    assert.deepEqual(parse(["github"], "/tmp/summary").requests, [
      { format: "github", file: "/tmp/summary", append: true },
    ]);
  });

  test("shows a GitHub summary where there is no such job, or writes it where it was told", () => {
    const outside = { format: "github", file: null, append: false };
    const told = { format: "github", file: "own.md", append: false };
    assert.deepEqual(parse(["github"]).requests, [outside]);
    assert.deepEqual(parse(["github=own.md"], "/tmp/summary").requests, [told]);
  });

  const mistakes: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown format", ["pdf"], /--report pdf: expected text, html, json, ndjson/],
    ["two on the output", ["text", "json"], /--report text, json: expected one at most in the out/],
    ["two in one file", ["tap=a", "junit=a"], /--report tap, junit: expected one at most in a/],
    ["a file without a name", ["junit="], /--report junit=: expected a file/],
  ];
  for (const [what, given, message] of mistakes) {
    test(`complains about ${what}`, () => {
      const { problems } = parse(given);
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", message);
    });
  }
});
