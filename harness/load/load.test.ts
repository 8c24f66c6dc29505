import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import published from "../../docs/load-report.schema.json" with { type: "json" };
import { parseRunOptions, type RunOptions } from "../conformance/options.ts";
import { PROBE_PATH } from "../mutants/edge.ts";
import type { Parts } from "../mutants/parts.ts";
import { startOwnReceiver } from "../providers/in-process.ts";
import { providerNamed } from "../providers/providers.ts";
import { createWorlds } from "../simulator/stage.ts";
import { FoundationBroken } from "../target/foundation.ts";
import { freePort } from "../target/managed-target.ts";
import { DEFAULT_POLICY } from "../target/policy.ts";
import { type LoadOptions, load } from "./load.ts";
import { loadReportSchema } from "./report.ts";

const SECRETS = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_dGhlIHNlY3JldCBvZiBhIGxvYWQgdGVzdA==",
  PROXY_SECRET_KEY: "sk_of_the_load_test",
  PROBE_TOKEN: "probe_of_the_load_test",
  GWOP_WEBHOOK_SECRET: "whsec_of_the_load_test",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  OPERATOR_TOKEN: "operator_of_the_load_test",
};

/** Bounds that the slowest machine keeps, and little enough that nobody is kept waiting. */
const WANTED: LoadOptions = {
  seconds: 0.2,
  connections: 8,
  bounds: { p99Ms: 20_000, refusedPercent: 100 },
  range: { from: 100, max: 200 },
};

const LONG = { timeout: 60_000 };

/** Takes longer than a person waits: `scripts/test --all`, or this file by its name, tries it. */
const MORE = { ...LONG, skip: process.env["TEST_ALL"] !== "1" };

/** Loads a receiver of the harness's own, which runs already. */
async function loadOwn(provider: "proxy" | "gwop", change: (correct: Parts) => Parts) {
  const simulatorPort = await freePort();
  const receiver = await startOwnReceiver(
    { provider: providerNamed(provider), variables: SECRETS },
    {
      policy: DEFAULT_POLICY,
      bodyLimitBytes: 1_048_576,
      bodyWithinMs: 1_500,
      apiTimeoutMs: 5_000,
      probeToken: SECRETS.PROBE_TOKEN,
    },
    {
      worlds: createWorlds(Date.now),
      change: (correct) => readingFrom(`http://127.0.0.1:${simulatorPort}`, change(correct)),
    },
  );
  const { origin, href } = receiver.target.webhook;
  const flags = {
    provider: [provider],
    [provider === "gwop" ? "gwopUrl" : "url"]: href,
    ...(provider === "gwop" ? { gwopInvoices: `${origin}/api/gwop/invoices` } : { simulatorPort }),
    probe: `${origin}${PROBE_PATH}`,
  };
  const options: RunOptions = parseRunOptions(flags, SECRETS);
  const news: string[] = [];
  try {
    const report = await load(options, WANTED, {
      signal: new AbortController().signal,
      tell: (text) => news.push(text),
      onOutput: () => undefined,
    });
    return { report, news };
  } finally {
    await receiver.close();
  }
}

function readingFrom(apiUrl: string, parts: Parts): Parts {
  return {
    ...parts,
    resolve: (snapshot, context) => {
      const own = { ...context.environment.own, PROXY_API_BASE_URL: apiUrl };
      return parts.resolve(snapshot, { ...context, environment: { ...context.environment, own } });
    },
  };
}

describe("load()", () => {
  for (const provider of ["proxy", "gwop"] as const) {
    test(
      `finds that a correct receiver of ${provider}'s gave everybody what was bought`,
      LONG,
      async () => {
        const { report, news } = await loadOwn(provider, (correct) => correct);
        assert.deepEqual(
          report.steps.map(({ offered, deliveries }) => ({ offered, deliveries })),
          [
            { offered: 100, deliveries: 20 },
            { offered: 200, deliveries: 40 },
          ],
        );
        assert.deepEqual(report.sustainable, { perSecond: 200, limitedBy: "--rate-max" });
        assert.equal(report.atHalf?.offered, 100);
        assert.deepEqual(report.buyers, { asked: 80, redelivered: 0, wrong: 0, examples: [] });
        assert.deepEqual(loadReportSchema.parse(report), report);
        assert.equal(news.length, 4);
      },
    );
  }

  test(
    "finds the buyers of a receiver that acknowledges, and loses what it acknowledged",
    LONG,
    async () => {
      let writes = 0;
      const { report } = await loadOwn("proxy", (correct) => ({
        ...correct,
        // Not the first ones, or it would not stand at all.
        write: (disk, state, context) => {
          writes += 1;
          return writes > 10 && writes % 7 === 0
            ? "unchanged"
            : correct.write(disk, state, context);
        },
      }));
      assert.ok(report.buyers.wrong > 5 && report.buyers.wrong < 20, `${report.buyers.wrong}`);
      assert.equal(report.buyers.examples.length, 5);
      assert.match(report.buyers.examples[0]?.reason ?? "", /granted/);
    },
  );

  test("delivers again what was refused under load, and counts it", LONG, async () => {
    let received = 0;
    const { report } = await loadOwn("proxy", (correct) => ({
      ...correct,
      receive: async (incoming, context) => {
        received += 1;
        if (received > 10 && received % 4 === 0) {
          return { status: 503, headers: {}, body: "{}" };
        }
        return correct.receive(incoming, context);
      },
    }));
    assert.ok(report.buyers.redelivered > 10, `${report.buyers.redelivered}`);
    assert.equal(report.buyers.wrong, 0);
    assert.ok((report.atHalf?.refused ?? 0) > 0);
  });

  test("does not load a receiver at which not even one purchase comes through", MORE, async () => {
    await assert.rejects(
      loadOwn("proxy", (correct) => ({ ...correct, write: () => "unchanged" })),
      (error) => error instanceof FoundationBroken && error.foundation === "granted",
    );
  });
});

describe("docs/load-report.schema.json", () => {
  test("is that of the report", () =>
    assert.deepEqual(published, JSON.parse(JSON.stringify(z.toJSONSchema(loadReportSchema)))));
});
