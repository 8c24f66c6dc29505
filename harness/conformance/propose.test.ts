import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { T_V1 } from "../providers/proxy/schemes.ts";
import { parseRunOptions } from "./options.ts";
import { propose } from "./propose.ts";
import type { Survey } from "./survey.ts";

const flags = { url: "http://127.0.0.1:1/hook" };
const options = parseRunOptions(flags, { PROXY_WEBHOOK_SIGNING_SECRET: "a-secret-of-the-tests" });
const accepted: Survey["pings"][number] = {
  scheme: T_V1,
  outcome: {
    kind: "answered",
    answer: { status: 200, headers: new Map(), body: new Uint8Array() },
  },
};

describe("propose()", () => {
  const clocks: readonly (readonly [number | null, RegExp])[] = [
    [null, /clock: unknown/],
    [1, /clock: agrees with ours/],
    [30, /clock: 30 s from ours$/],
    [31, /clock: 31 s from ours: set one of the two/],
  ];
  for (const [clockApartSeconds, expected] of clocks) {
    test(`says what a clock ${clockApartSeconds} s apart means`, () => {
      const { findings } = propose(flags, options, {
        pings: [accepted],
        clockApartSeconds,
        probe: null,
      });
      assert.ok(findings.some((line) => expected.test(line)));
    });
  }

  test("writes the time to settle that it was given, where there is a probe to take it", () => {
    const given = { ...options, settleMs: 500 };
    const settingsWith = (probe: Survey["probe"]) =>
      propose(flags, given, { pings: [accepted], clockApartSeconds: 0, probe }).settings;
    assert.equal(settingsWith({ kind: "records", records: [] })["settle"], 500);
    assert.equal(settingsWith(null)["settle"], undefined);
  });

  test("says what a probe that nobody named would be good for", () => {
    const { findings } = propose(flags, options, {
      pings: [accepted],
      clockApartSeconds: 0,
      probe: null,
    });
    assert.match(findings.at(-1) ?? "", /only the wire can be tested: see --probe/);
  });
});
