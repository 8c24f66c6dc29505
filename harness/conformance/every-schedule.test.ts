import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CATALOGUE } from "../run/catalogue.ts";
import { UsageError } from "../settings/usage-error.ts";
import { everySchedule } from "./every-schedule.ts";
import { parseRunOptions } from "./options.ts";

const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=",
  PROXY_SECRET_KEY: "a-key-of-the-tests",
  PROXY_API_BASE_URL: "http://127.0.0.1:3100",
  GWOP_WEBHOOK_SECRET: "whsec_of_the_tests_of_gwop",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  OPERATOR_TOKEN: "an-operator-of-the-tests",
  PROBE_TOKEN: "a-token-of-the-tests",
};

const AT = "http://127.0.0.1:8080";

/** At both endpoints, with two events and one deviation at most. */
function asked(flags: Readonly<Record<string, unknown>>, only = "") {
  const typed = {
    provider: ["both"],
    url: `${AT}/proxy`,
    gwopUrl: `${AT}/gwop`,
    gwopInvoices: `${AT}/invoices`,
    probe: `${AT}/entitlements`,
    exhaustive: true,
    events: 2,
    deviations: 1,
    ...flags,
  };
  const options = parseRunOptions(typed, ENV);
  assert.ok(options.exhaustive !== null);
  const selected = CATALOGUE.filter(({ id }) => id.includes(only));
  return everySchedule(selected, options, options.exhaustive);
}

function problemsOf(flags: Readonly<Record<string, unknown>>, only?: string): string {
  try {
    asked(flags, only);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return error.message;
  }
  assert.fail("expected a complaint");
}

describe("everySchedule()", () => {
  test("asks one invariant of each sender, and has counted before anything is played", () => {
    const { requirements, schedules } = asked({});
    assert.deepEqual(
      requirements.map(({ id }) => id),
      ["state/along-the-way", "gwop/state/along-the-way"],
    );
    for (const { total, planned, played, next } of schedules()) {
      assert.ok(total > 1000);
      assert.deepEqual([planned, played, next], [total, 0, 1]);
    }
  });

  test("plans a shard of them, from a number on", () => {
    const [all, part] = [asked({}), asked({ shard: "2/4", from: 101 })].map(
      ({ schedules }) => schedules()[0],
    );
    assert.equal(part?.total, all?.total);
    assert.equal(part?.planned, Math.floor(((all?.total ?? 0) - 102) / 4) + 1);
  });

  test("says what is wrong with a number that no schedule has, a shard, and a size", () => {
    assert.match(problemsOf({ from: 999_999_999 }), /--from 999999999: Proxy has \d+ schedules/);
    assert.match(problemsOf({ from: "x" }), /--from x: expected a whole number/);
    assert.match(
      problemsOf({ shard: "5/4" }),
      /--shard 5\/4: expected one of so many, such as 2\/4/,
    );
    assert.match(problemsOf({ events: 5 }), /--events 5: expected 4 at most/);
    const one = { path: "0", seed: 1, only: ["state/along-the-way"] };
    assert.match(problemsOf(one), /--path 0: expected a schedule's number, from 1 to \d+/);
  });

  test("says where nothing that was chosen is asked of schedules", () => {
    assert.match(problemsOf({}, "signature/"), /nothing is asked of every schedule/);
  });
});
