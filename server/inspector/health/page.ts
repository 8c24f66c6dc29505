/** How the receiver fares: deliveries a minute, this instance, the database, the settings. @module */

import { html } from "hono/html";
import type { InspectorApp, InspectorContext } from "../context.ts";
import { eventLink } from "../deliveries/rows.ts";
import { count, facts, note, page, table, time, word } from "../html.ts";
import { type Html, show } from "../show.ts";
import { chart } from "./chart.ts";
import { findHealth, type Health, LOOKED_AT_MAX, type Pace } from "./query.ts";
import { type Readings, readingsOf } from "./readings.ts";

export function addHealth(
  app: InspectorApp,
  {
    pool,
    metrics,
    isReady,
    settings,
  }: Pick<InspectorContext, "pool" | "metrics" | "isReady" | "settings">,
): void {
  app.get("/health", async (c) => {
    const [health, readiness, exposition] = await Promise.all([
      pool.run(findHealth),
      isReady(),
      metrics?.scrape(),
    ]);
    const readings = exposition === undefined ? [] : readingsOf(exposition.body);
    const content = html`<h1>Health ${word(readiness)}</h1>
<h2>Deliveries of the last hour</h2>
${rate(health)}
${health.pace === null ? null : pace(health.pace)}
<h2>Not applied yet</h2>
${unapplied(health)}
<h2>This instance</h2>
${instance(readings)}
<h2>Database</h2>
${facts([["PostgreSQL", show(health.database)]])}
${table("Migrations", [{ name: "Migration" }, { name: "Applied" }], health.migrations.map(migration))}
<h2>Settings</h2>
${facts(settings.map(([name, value]) => [html`<code>${name}</code>`, show(value)]))}`;
    return c.html(page({ title: "Health", viewer: c.var.session, at: "/health" }, content));
  });
}

function rate({ minutes }: Health): Html {
  if (minutes.length === 0) return note("None is kept.");
  const shown = minutes.reduce((sum, minute) => sum + minute.count, 0);
  const cut =
    shown < LOOKED_AT_MAX
      ? null
      : note(`The latest ${count(LOOKED_AT_MAX)}: what is older is not in it.`);
  return html`${chart(minutes)}${cut}`;
}

function pace({ age_median, age_slow, took_median, took_slow, looked_at }: Pace): Html {
  const both = (median: number | null, slow: number | null): string =>
    median === null || slow === null
      ? "not known"
      : `${duration(median)}, 95 % within ${duration(slow)}`;
  return facts([
    [`Age at commit, of the latest ${count(looked_at)}`, both(age_median, age_slow)],
    ["Answered after", both(took_median, took_slow)],
  ]);
}

function duration(ms: number): string {
  if (Math.abs(ms) < 10_000) return `${count(Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1000);
  return seconds < 7200 ? `${count(seconds)} s` : `${count(Math.round(seconds / 3600))} h`;
}

function unapplied({ unapplied: rows }: Health): Html {
  if (rows.length === 0) return note("Nothing that is known of waits.");
  return html`${note("The oldest of the latest: refused and not on record since, or waiting for a registration.")}
${table(
  "Not applied yet",
  [{ name: "Since" }, { name: "Outcome" }, { name: "Event" }],
  rows.map(
    (row) =>
      html`<tr><td>${time(row.since)}</td><td>${word(row.outcome)}</td><td>${eventLink(row)}</td></tr>`,
  ),
)}`;
}

function instance(readings: Readings): Html {
  if (readings.length === 0) return note("Nothing is measured.");
  return facts(
    readings.map(([name, value]) => [name, value ?? html`<span class="none">none yet</span>`]),
  );
}

function migration({ name, applied_at }: Health["migrations"][number]): Html {
  return html`<tr><td>${show(name)}</td><td>${time(applied_at)}</td></tr>`;
}
