/** A report with one finding of each kind, for tests: each has something that a format must escape. */

import type { Measurements } from "../run/measurements.ts";
import type { Finding, Foundation, Header, Report } from "../run/report.ts";

const requirement = {
  level: "MUST",
  profile: "state",
  why: "Deliveries repeat, and a receiver that counts them grants twice.",
  source: 'ENT "Webhook deliveries can repeat"; A12',
  remedy: "Let a unique constraint decide.",
  doubt: null,
  reason: null,
  details: [],
  path: null,
  counterexample: null,
  story: [],
  expected: null,
  observed: { durationMs: 12, answer: null, output: [] },
} as const satisfies Partial<Finding>;

export const held: Finding = {
  ...requirement,
  id: "signature/well-signed",
  profile: "wire",
  claim: "A delivery signed with the endpoint's secret is acknowledged.",
  verdict: "held",
};

export const broken: Finding = {
  ...requirement,
  id: "order/any-order",
  claim: "Entitlements depend on what happened, not on the order of <deliveries> & repeats.",
  verdict: "broken",
  reason: 'psess_1: expected access "granted", shown none # SKIP ]]> \\ ``` | é',
  details: [
    " 1  t+0  Proxy pay: psess_1",
    " 2  deliver  evt_1  proxy_session.paid → 200",
    "psess_1  oracle: granted <2 units>  probe: none",
  ],
  story: [
    { kind: "happened", at: "t+0", text: "Proxy pay: psess_1", event: "evt_1" },
    {
      kind: "delivered",
      deliveries: [
        { event: "evt_1", type: "proxy_session.paid", how: null, answer: "200", times: 1 },
      ],
    },
    {
      kind: "compared",
      source: "psess_1",
      oracle: "granted <2 units>",
      probe: "none",
      agrees: false,
    },
  ],
  path: "3:1",
  observed: {
    durationMs: 2345,
    answer: '503 {"error":"not <applied>"}',
    output: ['error: column "x" does not exist', "    at apply (order.ts:7) # TODO"],
  },
};

export const brokenShould: Finding = {
  ...requirement,
  id: "http/allow",
  level: "SHOULD",
  profile: "wire",
  claim: "405 says which methods are allowed.",
  verdict: "broken",
  reason: "GET: expected an Allow header",
};

export const flaky: Finding = {
  ...requirement,
  id: "race/copies-together",
  claim: "100 copies of one delivery grant once.",
  verdict: "inconclusive",
  doubt: "different_when_repeated",
  reason: "broken in 1 of 2 tries: buyer_1: expected grants 1, shown 2",
};

export const untested: Finding = {
  ...requirement,
  id: "order/late-event",
  claim: "An event that comes late changes nothing.",
  verdict: "untested",
  reason: "needs the state profile: a probe (--probe)",
};

export const blocked: Finding = {
  ...requirement,
  id: "dedupe/same-delivery-twice",
  claim: "A delivery that is repeated changes nothing.",
  verdict: "blocked",
  reason: "stands on what does not hold: an honest event is acknowledged",
};

export const foundation: Foundation = {
  id: "foundation/acknowledged",
  provider: "proxy",
  claim: "an honest event is acknowledged",
  reason: "proxy_session.provisionable, rightly signed and true, was answered: 503, 3 times",
  details: ["psess_1  oracle: granted  probe: none"],
  remedy: "Mend that one error first.",
  exitCode: 1,
  observed: {
    durationMs: 345,
    answer: '503 {"error":"not_applied"}',
    output: ['error: column "x" does not exist'],
  },
};

export const known: Finding = {
  ...brokenShould,
  id: "http/content-type",
  claim: "A body that does not call itself JSON is refused with 415.",
  reason: "content type text/plain: expected 415, got 200",
  expected: 'our gateway answers first, see "OPS-7"',
};

export const stale: Finding = {
  ...held,
  id: "signature/rotation",
  claim: "Both secrets of a rotation are accepted.",
  expected: "rotation comes next quarter",
};

export const sampleHeader: Header = {
  requirementSet: "1",
  target: "http://127.0.0.1:3000/api/proxy/webhook?a=1&b=2",
  scheme: "t-v1",
  endpoints: [
    { provider: "proxy", url: "http://127.0.0.1:3000/api/proxy/webhook?a=1&b=2", scheme: "t-v1" },
  ],
  policy: { pastDue: "restricted", cancelled: "ended" },
  seed: 7,
  runs: 100,
  nonce: "0123456789",
  startedAt: "2026-11-21T00:00:00.000Z",
  handler: "src/my hook.ts",
  strict: false,
  command: "scripts/harness run --url 'http://127.0.0.1:3000/api/proxy/webhook?a=1&b=2'",
  only: [],
  program: "scripts/harness",
  isReplay: false,
};

const measurements: Measurements = {
  durationMs: 1234,
  deliveries: 105,
  deliveriesPerSecond: 85.09,
  answerMs: { median: 2.5, max: 31.25 },
  releases: 1,
  releasedInMs: { median: 1.5, max: 1.5 },
  overlap: { median: 0.98, min: 0.98 },
  settledInMs: { median: 20.25, max: 34.5 },
  coverage: { "event proxy_session.paid": 3, histories: 2 },
};

export function reportOf(...findings: readonly Finding[]): Report {
  const nothing = { remarks: [], foundations: [], stopped: null, schedules: [] };
  return { version: 2, header: sampleHeader, ...nothing, findings, measurements };
}

/** Of a run that has nothing to stand on. */
export const blockedReport: Report = {
  ...reportOf(held, blocked),
  remarks: ["It serves one connection at a time."],
  foundations: [foundation],
  stopped: { why: "gone", reason: "the receiver ended with SIGKILL, and did not start again" },
};

/** All of them, areas interleaved as they would be in no catalogue. */
export const sampleReport: Report = reportOf(
  held,
  broken,
  brokenShould,
  flaky,
  untested,
  known,
  stale,
);

/** Of a receiver in which one thing is wrong, and a small one beside it. */
export const groupedReport: Report = reportOf(
  { ...broken, id: "order/late-payment", reason: "psess_2: expected access granted, shown none" },
  { ...broken, reason: "meanwhile psess_1: expected access granted, shown none", details: [] },
  ...["restart", "redelivered-everything", "same-delivery-twice", "unacknowledged-comes-again"].map(
    (name): Finding => ({
      ...broken,
      id: `dedupe/${name}`,
      reason: "psess_1: expected access granted, shown none",
    }),
  ),
  brokenShould,
);
