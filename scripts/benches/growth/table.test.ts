import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatLoads, formatSizes, type Grown, type Sample } from "./table.ts";

function sampleOf(perSecond: number, yardstick: number): Sample {
  const costs = { postgresUs: 84.4, walBytes: 1490.6, deadRows: 0.125, vacuumMs: 1234 };
  return { perSecond, yardstick, ...costs };
}

const SMALL: Grown = {
  rows: 10_000,
  sizes: { inbox: 2_400_000, inbox_pkey: 900_000, readiness: 8192 },
  samples: {
    grant: [sampleOf(1000, 1000), sampleOf(3000, 2000), sampleOf(4000, 2000)],
    renew: [sampleOf(1000, 1000)],
  },
};

const LARGE: Grown = {
  rows: 1_000_000,
  sizes: { inbox: 250_000_000, inbox_pkey: 80_000_000, readiness: 8192 },
  samples: { grant: [sampleOf(6000, 5000)], renew: [sampleOf(500, 1000)] },
};

describe("formatLoads()", () => {
  test("tells medians, and how much of the smallest one's ratio is left", () => {
    const [, rule, ...lines] = formatLoads([SMALL, LARGE]).split("\n");
    assert.match(rule ?? "", /^\| --- \| ---: \|/);
    assert.deepEqual(lines, [
      "| 10,000 | grant | 3,000 | 1.50 [1.00–2.00] | 1.00 | 84 | 1,491 | 0.13 | 1.2 |",
      "| 10,000 | renew | 1,000 | 1.00 [1.00–1.00] | 1.00 | 84 | 1,491 | 0.13 | 1.2 |",
      "| 1,000,000 | grant | 6,000 | 1.20 [1.20–1.20] | 0.80 | 84 | 1,491 | 0.13 | 1.2 |",
      "| 1,000,000 | renew | 500 | 0.50 [0.50–0.50] | 0.50 | 84 | 1,491 | 0.13 | 1.2 |",
    ]);
  });
});

describe("formatSizes()", () => {
  test("tells bytes a purchase, and leaves out what doesn't grow", () => {
    const large = { ...LARGE, sizes: { ...LARGE.sizes, migration: 8192 } };
    assert.deepEqual(formatSizes([large]).split("\n").slice(2), [
      "| inbox | 250 |",
      "| inbox_pkey | 80 |",
      "| all | 330 |",
    ]);
  });
});
