/** deploy/monitoring/: what Prometheus and Grafana are told asks for metrics that there are. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { z } from "zod";
import { findExecutable } from "../scripts/find-executable.ts";
import { readYaml } from "../scripts/stages/compose.ts";
import { ROUTES } from "../server/arrival.ts";
import { METRICS, type Metric } from "../server/metrics/names.ts";
import { OUTCOMES, REASONS } from "../server/verdict.ts";
import { pageText } from "./pages.ts";
import { parseQuery } from "./promql.ts";

const FOLDER = resolve(import.meta.dirname, "../deploy/monitoring");
const read = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

/** Prometheus' own. */
const UP: Metric = { kind: "gauge", help: "", labels: [] };
const TARGET_LABELS: readonly string[] = ["job", "instance"];

/** What a label may say, where that is one of a closed list. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  http_route: ROUTES,
  outcome: OUTCOMES,
  provider: ["proxy", "gwop"],
};

const Alert = z.object({
  alert: z.string(),
  expr: z.string(),
  labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
  annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
});
const Panel = z.object({
  id: z.number(),
  title: z.string(),
  description: z.string().min(1),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string() })).min(1),
});

const { groups } = z
  .object({ groups: z.array(z.object({ rules: z.array(Alert) })) })
  .parse(readYaml(read("alerts.yml")));
const alerts = groups.flatMap(({ rules }) => rules);
const { panels } = z.object({ panels: z.array(Panel) }).parse(JSON.parse(read("dashboard.json")));

/** Each with where it stands. */
const queries = [
  ...alerts.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [`panel ${title}`, expr] as const),
  ),
];

const folder = mkdtempSync(join(tmpdir(), "monitoring-"));
after(() => rmSync(folder, { recursive: true }));
const skip = findExecutable("promtool", process.env["PATH"] ?? "") === null;

function promtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
  return { isContent: status === 0, said: stdout + stderr };
}

/** What is behind a series' name, with the labels that it may have. */
function metricBehind(name: string): {
  readonly metric: Metric;
  readonly labels: readonly string[];
} {
  const all: Readonly<Record<string, Metric>> = { ...METRICS, up: UP };
  const metric = all[name];
  if (metric !== undefined && metric.kind !== "histogram") return { metric, labels: metric.labels };
  const [, base = "", part] = /^(\w+)_(bucket|sum|count)$/.exec(name) ?? [];
  const histogram = all[base];
  assert.equal(histogram?.kind, "histogram", `${name}: expected a metric that there is`);
  const labels = part === "bucket" ? [...histogram.labels, "le"] : histogram.labels;
  return { metric: histogram, labels };
}

describe("the queries of alerts and dashboard", () => {
  for (const [place, query] of queries) {
    test(`of ${place} ask for metrics and labels that the receiver has`, () => {
      const { metrics, labels } = parseQuery(query);
      assert.ok(metrics.length > 0);
      const known = metrics.flatMap((name) => metricBehind(name).labels).concat(TARGET_LABELS);
      for (const label of labels) assert.ok(known.includes(label), `${label} in ${query}`);
      for (const name of metrics) {
        const isRated = new RegExp(`(rate|increase)\\(${name}\\b`).test(query);
        const isCounter = metricBehind(name).metric.kind !== "gauge";
        assert.equal(
          isRated,
          isCounter,
          `${name}: a counter is read by its rate, a gauge as it is`,
        );
      }
    });
  }

  test("look for what a label can say", () => {
    const looked = queries.flatMap(([, query]) => [
      ...query.matchAll(/(\w+)(=~?)"([^"]*)"/g).map(([, label = "", sign, value = ""]) => ({
        ...{ label, values: sign === "=" ? [value] : value.split("|") },
      })),
    ]);
    const closed = looked.filter(({ label }) => VALUES[label] !== undefined);
    assert.ok(closed.length > 0);
    for (const { label, values } of closed) {
      for (const value of values) assert.ok(VALUES[label]?.includes(value), `${label} ${value}`);
    }
    const refused = looked.filter(({ label, values }) => label === "reason" && values.length > 0);
    for (const { values } of refused) {
      const isOne = (reason: string) =>
        values.some((value) => new RegExp(`^${value}$`).test(reason));
      assert.ok(REASONS.some(isOne), values.join("|"));
    }
  });

  test("are ones that Prometheus can read", { skip }, () => {
    const rules = queries.map(([, expr], index) => ({
      record: `query:${index}`,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
    const file = join(folder, "queries.yml");
    const check = (all: readonly object[]) => {
      writeFileSync(file, JSON.stringify({ groups: [{ name: "queries", rules: all }] }));
      return promtool("check", "rules", file);
    };
    const { isContent, said } = check(rules);
    assert.ok(isContent, said);
    assert.ok(!check([...rules, { record: "query:wrong", expr: "sum(rate(up)" }]).isContent);
  });
});

describe("the alerts", () => {
  test("are raised when alerts.test.yml says so, and only then", { skip }, () => {
    for (const name of ["alerts.yml", "alerts.test.yml"]) {
      copyFileSync(join(FOLDER, name), join(folder, name));
    }
    const run = () => promtool("test", "rules", join(folder, "alerts.test.yml"));
    const right = run();
    assert.ok(right.isContent, right.said);
    writeFileSync(join(folder, "alerts.yml"), read("alerts.yml").replace("> 0.05 *", "> 0.5 *"));
    assert.ok(!run().isContent);
  });

  test("are each raised there, once, by itself", () => {
    const raised = [...read("alerts.test.yml").matchAll(/\{alertname="(\w+)"\}/g)];
    const expected = new Set(raised.map(([, name]) => name));
    assert.deepEqual(
      alerts.filter(({ alert }) => !expected.has(alert)),
      [],
    );
  });

  test("are told of in docs/deploy.md, with what to do, and no other", () => {
    const documented = [...pageText("deploy.md").matchAll(/^\| `([A-Z]\w+)`/gm)];
    assert.deepEqual(
      documented.map(([, name]) => name),
      alerts.map(({ alert }) => alert),
    );
  });
});

describe("what Prometheus and Grafana are given", () => {
  for (const name of ["prometheus.yml", "prometheus.compose.yml"]) {
    test(`is a configuration that Prometheus can read, with those alerts: ${name}`, {
      skip,
    }, () => {
      copyFileSync(join(FOLDER, "alerts.yml"), join(folder, "alerts.yml"));
      writeFileSync(join(folder, "metrics_token"), "token\n");
      writeFileSync(join(folder, name), read(name).replaceAll(/\/(etc|run)\/\w+\//g, `${folder}/`));
      const { isContent, said } = promtool("check", "config", join(folder, name));
      assert.ok(isContent, said);
      assert.match(said, new RegExp(`${alerts.length} rules found`));
    });

    test(`scrapes by the name that alerts and dashboard go by: ${name}`, () => {
      const { scrape_configs } = z
        .object({ scrape_configs: z.array(z.object({ job_name: z.string() })) })
        .parse(readYaml(read(name)));
      const jobs = queries.flatMap(([, query]) =>
        [...query.matchAll(/job="(\w+)"/g)].map(([, job]) => job),
      );
      assert.deepEqual(
        [...new Set(jobs)],
        scrape_configs.map(({ job_name }) => job_name),
      );
    });
  }

  test("is a dashboard of panels beside each other, never on top of each other", () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const [index, { title, gridPos: one }] of panels.entries()) {
      assert.ok(one.x + one.w <= 24, title);
      for (const { title: otherTitle, gridPos: other } of panels.slice(index + 1)) {
        const isBeside = one.x + one.w <= other.x || other.x + other.w <= one.x;
        const isBelow = one.y + one.h <= other.y || other.y + other.h <= one.y;
        assert.ok(isBeside || isBelow, `${title}, ${otherTitle}`);
      }
    }
  });
});
