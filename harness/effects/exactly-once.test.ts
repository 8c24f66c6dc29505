/** Receivers whose entitlements are right, and whose mails are counted. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openBench } from "../hunt/bench.ts";
import type { Parts } from "../mutants/parts.ts";
import { PROVIDERS } from "../providers/providers.ts";
import type { Requirement } from "../requirements/requirement.ts";
import { CATALOGUE, EFFECTS, effectsOf } from "../run/catalogue.ts";
import type { Finding } from "../run/report.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import {
  mailingEachTime,
  mailingFromMemory,
  mailingOnce,
  mailingUnlessSeen,
  type Send,
} from "./mailing.ts";
import type { Counted } from "./owed.ts";
import { COUNTED, storiesOf } from "./stories.ts";

/** Bun ends a test after 5 s. */
const LONG = { timeout: 60_000 };

/** All stories: `scripts/test --all`, or this file by its name, plays them. */
const THOROUGH = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

/** Two repetitions, a race, and a purchase with nothing to it. */
const FEW = [
  "dedupe/same-delivery-twice",
  "dedupe/new-id-same-content",
  "race/copies-together",
  "order/months-late",
  "dedupe/survives-restart",
];

const SOME = CATALOGUE.filter(({ id }) => FEW.includes(id));

const bench = openBench(new AbortController().signal);

type Case = {
  readonly provider?: string;
  readonly counted?: Counted;
  readonly profile?: "state" | "fault";
  readonly stories?: readonly Requirement[];
  /** What is counted: a mail, by default. */
  readonly worth?: (units: number | null) => number;
  /** What others add to the number. */
  readonly beside?: () => number;
};

/** @returns What is found of a receiver that sends like this. */
async function found(
  mailing: (send: Send) => (correct: Parts) => Parts,
  {
    provider = "proxy",
    counted = "grants",
    profile = "state",
    stories = SOME,
    worth = () => 1,
    beside = () => 0,
  }: Case = {},
): Promise<Finding> {
  let number = 7;
  const send: Send = (units) => {
    number += worth(units);
  };
  const requirements = effectsOf(stories, { read: async () => number + beside(), counted }).filter(
    (each) => each.provider === provider && each.profile === profile,
  );
  const subject = { provider, parts: mailing(send), policy: DEFAULT_POLICY, seed: 3, runs: 1 };
  const [finding] = await bench.judge(subject, requirements, "one by one");
  assert.ok(finding !== undefined);
  return finding;
}

const units = (each: number | null): number => each ?? 0;

describe("effects", () => {
  test("that are carried out once a grant hold", LONG, async () => {
    const { verdict, reason } = await found(mailingOnce);
    assert.equal(verdict, "held", reason ?? "");
  });

  for (const { name: provider } of PROVIDERS) {
    for (const profile of ["state", "fault"] as const) {
      test(
        `hold through every ${profile} story at ${provider}'s endpoint, by grants and by units`,
        THOROUGH,
        async () => {
          const all = { provider, profile, stories: CATALOGUE } as const;
          const grants = await found(mailingOnce, all);
          assert.equal(grants.verdict, "held", grants.reason ?? "");
          const sum = await found(mailingOnce, { ...all, counted: "units", worth: units });
          assert.equal(sum.verdict, "held", sum.reason ?? "");
        },
      );
    }
  }

  test("that are carried out twice in a race are found, and the race is named", LONG, async () => {
    const { verdict, reason, details } = await found(mailingUnlessSeen);
    assert.equal(verdict, "broken");
    assert.match(
      reason ?? "",
      /^the number rose by \d+ where 4 grants were due; race\/copies-together alone: by \d+ where 1 was due$/,
    );
    assert.match(details.at(-1) ?? "", /^One at a time, 3 of 4 stories counted what they should$/);
  });

  test(
    "that are carried out once a delivery are found, and a repetition is named",
    THOROUGH,
    async () => {
      const { verdict, details } = await found(mailingEachTime);
      assert.equal(verdict, "broken");
      assert.ok(
        details.some((line) =>
          line.startsWith("dedupe/same-delivery-twice: by 3 where 1 was due. "),
        ),
        details.join("\n"),
      );
    },
  );

  test(
    "that are remembered in memory alone are found after a restart, and not before",
    THOROUGH,
    async () => {
      assert.equal((await found(mailingFromMemory)).verdict, "held");
      const { verdict, reason } = await found(mailingFromMemory, { profile: "fault" });
      assert.equal(verdict, "broken");
      assert.match(reason ?? "", /dedupe\/survives-restart alone: by 3 where 1 was due$/);
    },
  );

  test("are untested where no story is played, as of a set that has none", LONG, async () => {
    const { verdict, reason } = await found(mailingOnce, { stories: [] });
    assert.deepEqual([verdict, reason], ["untested", "no story that is counted granted anything"]);
  });

  test("of which nothing is counted are doubted, not named", THOROUGH, async () => {
    const { verdict, reason } = await found(mailingOnce, { worth: () => 0 });
    assert.equal(verdict, "broken");
    assert.match(reason ?? "", /^the number rose by 0 where .+: does the command read/);
  });

  test("accuse nobody where others change the number now and then", LONG, async () => {
    let reads = 0;
    const { verdict, reason } = await found(mailingOnce, {
      stories: SOME.filter(({ id }) => id === "order/months-late"),
      beside: () => Math.floor(reads++ / 2),
    });
    assert.equal(verdict, "inconclusive");
    assert.match(reason ?? "", /while nothing was delivered/);
  });

  for (const [each, said] of [
    [2, /, 2 times as many: perhaps each is carried out, or counted, so often; /],
    [-1, /^the number rose by -\d+ where .+, so it falls where it should rise; /],
  ] as const) {
    test(
      `that rise by ${each} a grant everywhere are told so, not as one story's`,
      THOROUGH,
      async () => {
        const { reason } = await found(mailingOnce, {
          worth: () => each,
          stories: SOME.filter(({ id }) => id === "order/months-late"),
        });
        assert.match(reason ?? "", said);
      },
    );
  }

  test("that are counted by the other measure are told so", THOROUGH, async () => {
    const { reason } = await found(mailingOnce, { worth: units });
    assert.match(reason ?? "", /as many as there were units \(--verify-counts units\)/);
  });
});

describe("the stories", () => {
  test("are requirements that there are, each once", () => {
    const ids = PROVIDERS.flatMap(({ name }) => storiesOf(name, CATALOGUE)).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of COUNTED) {
      assert.ok(
        ids.some((each) => each === id || each.endsWith(`/${id}`)),
        id,
      );
    }
  });

  test("are asked for under ids that no set has", () => {
    const known = new Set(CATALOGUE.map(({ id }) => id));
    assert.deepEqual(
      EFFECTS.map(({ id }) => id),
      PROVIDERS.flatMap(({ name }, index) =>
        ["effects/exactly-once", "effects/once-after-restart"].map((id) =>
          index === 0 ? id : `${name}/${id}`,
        ),
      ),
    );
    assert.ok(EFFECTS.every(({ id }) => !known.has(id)));
  });
});
