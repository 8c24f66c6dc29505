/** How many schedules there are, were played, and are left, in words. Pure. @module */

import type { Schedules } from "../run/schedules.ts";

/** @returns One line, before any is played. */
export function plannedInWords(schedules: Schedules): string {
  return `${sizeOf(schedules)}: ${allOf(schedules)} schedules`;
}

/** @returns One line, afterwards. */
export function playedInWords(schedules: Schedules): string {
  const { planned, played, next } = schedules;
  const left = next === null ? "" : `, ${digits(planned - played)} left: --from ${next} goes on`;
  return `${sizeOf(schedules)}: ${digits(played)} played of ${allOf(schedules)}${left}`;
}

function sizeOf({ provider, events, deviations }: Schedules): string {
  return `${provider}, ${many(events, "event")} and ${many(deviations, "deviation")} at most`;
}

function allOf({ total, shard, from, planned }: Schedules): string {
  const part = [
    ...(shard === "1/1" ? [] : [`shard ${shard}`]),
    ...(from === 1 ? [] : [`from ${digits(from)}`]),
  ].join(" ");
  return part === "" ? digits(total) : `${digits(planned)} (${part}; ${digits(total)} in all)`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** In groups of three, since there are many. */
function digits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
