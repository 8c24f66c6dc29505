/** One step of a recording in shell. @module */

import { passing } from "../simulator/duration.ts";
import type { ReadFault } from "../simulator/fault.ts";
import { isWait } from "../simulator/world.ts";
import { ALLOWED, fieldsOf } from "../trial/compare.ts";
import type { ExpectedRecord } from "../trial/expected-record.ts";
import type { Demand } from "../trial/watcher.ts";
import type { RecordedDelivery, SimulatedEvent } from "./recorded-delivery.ts";
import { printed, word } from "./shell.ts";
import { nonce, type Piece, spell } from "./spelling.ts";
import type { Step } from "./step.ts";

type Send = Extract<Step, { kind: "send" }>;
type Answer = Extract<Step, { kind: "answer" }>;

/** @param steps All of them: whether an answer is waited for at once, its neighbours tell. */
export function writeStep(step: Step, index: number, steps: readonly Step[]): readonly string[] {
  switch (step.kind) {
    case "command": {
      const told = step.event === null ? {} : { event: step.event };
      const body = { ...step.command, ...told, ...(step.announces ? { deliver: false } : {}) };
      const remark = isWait(step.command) ? ` # ${passing(step.command)}` : "";
      return [`simulate commands ${json(body)}${remark}`];
    }
    case "faults": {
      const body = { id: step.object, faults: step.faults.map(asData) };
      return [`simulate faults ${json(body)}`];
    }
    case "release":
      return [`simulate release ${json({ id: step.object })}`];
    case "send":
      return answersAtOnce(step, steps[index + 1])
        ? inTurn(step)
        : inFlight(step, steps[index + 1]);
    case "answer": {
      const { number } = step;
      const before = steps[index - 1];
      const isAwaited = before?.kind === "send" && answersAtOnce(before, step);
      return [...(isAwaited ? [] : [`wait $PIDS_${number}`]), ...judged(step)];
    }
    case "settle": {
      const { number, delivery } = step;
      return [
        ...prepared(String(number), delivery),
        `settle ${number} ${delivery.method} "${delivery.url}"`,
        `expect ${number} 'until it is acknowledged' 2xx`,
      ];
    }
    case "compare":
      return compared(step.buyer, step.expected);
    case "process":
      return [`ask '${REQUESTS[step.how]}'`];
  }
}

const REQUESTS = {
  kill: "End the receiver as a crash would (kill -9)",
  stop: "Stop the receiver (kill -TERM)",
  "start again": "Start the receiver again, and wait until it is ready",
  "start elsewhere":
    "Start the receiver again with TZ=Asia/Kathmandu PGTZ=Asia/Kathmandu, and wait until it is ready",
  "let time pass": "Wait for as long as you can: the harness waits until the end of its run",
} as const satisfies Record<Extract<Step, { kind: "process" }>["how"], string>;

/** One that is answered before anything else happens. */
function answersAtOnce({ number, deliveries }: Send, next: Step | undefined): boolean {
  return deliveries.length === 1 && next?.kind === "answer" && next.number === number;
}

function inTurn({ number, deliveries }: Send): readonly string[] {
  return deliveries.flatMap((delivery) => [
    ...prepared(String(number), delivery),
    post(String(number), String(number), delivery),
  ]);
}

/** Sent without waiting for answers. */
function inFlight({ number, deliveries }: Send, next: Step | undefined): readonly string[] {
  const background = (command: string) => `${command} & PIDS_${number}="$PIDS_${number} $!"`;
  const [first] = deliveries;
  if (first !== undefined && deliveries.length > 1 && areCopies(deliveries)) {
    return [
      ...prepared(String(number), first),
      WEAKER,
      `PIDS_${number}=`,
      `for copy in $(seq ${deliveries.length}); do`,
      `  ${background(post(String(number), `${number}.$copy`, first))}`,
      "done",
    ];
  }
  const named = deliveries.map((delivery, at) => ({
    delivery,
    name: answerName(number, at, deliveries.length),
  }));
  return [
    ...named.flatMap(({ delivery, name }) => prepared(name, delivery)),
    ...(deliveries.length > 1 ? [WEAKER] : []),
    `PIDS_${number}=`,
    ...named.map(({ delivery, name }) => background(post(name, name, delivery))),
    ...(deliveries.length === 1 && next?.kind !== "send"
      ? ["sleep 0.3 # until it is being handled"]
      : []),
  ];
}

const WEAKER =
  "# The harness holds back each last byte and sends them at once; these meet by luck.";

function areCopies(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === 1;
}

function answerName(number: number, at: number, count: number): string {
  return count === 1 ? String(number) : `${number}.${at + 1}`;
}

function judged({ number, demands, right }: Answer): readonly string[] {
  if (demands.length > 1 && areCopies(demands)) {
    if (demands[0] === null) return [`tally ${number}`];
    return [
      `for copy in $(seq ${demands.length}); do`,
      `  ${judgedOne(`${number}.$copy`, demands[0] ?? null, "")}`,
      "done",
    ];
  }
  return demands.map((demand, at) =>
    judgedOne(answerName(number, at, demands.length), demand, right[at] ?? ""),
  );
}

function judgedOne(answer: string, demand: Demand | null, right: string): string {
  if (demand === null) return `tell ${answer} '${right}'`;
  const what = word(spell(demand.what, [nonce]));
  return demand.allowed.includes("not 2xx")
    ? `expect_refused ${answer} ${what}`
    : `expect ${answer} ${what} ${demand.allowed.join(" ")}`;
}

/** What is to be sent, made ready in files under this name. */
function prepared(name: string, delivery: RecordedDelivery): readonly string[] {
  const { signed, sent, head, macs, headers, remark } = delivery;
  return [
    ...(remark === null ? [] : [`# ${remark}`]),
    "NOW=$(date +%s)",
    `${isEvent(signed) ? eventBytes(signed) : printed(signed)} > "$FILES/${name}.body"`,
    ...macs.map((each) => `${each.name}=$(mac ${word(each.secret)} ${word(head)} ${name})`),
    `${printed(headers)} > "$FILES/${name}.headers"`,
    ...(sent === null ? [] : [`${printed(sent)} > "$FILES/${name}.body" # changed after signing`]),
  ];
}

function isEvent(signed: RecordedDelivery["signed"]): signed is SimulatedEvent {
  return "made" in signed;
}

function eventBytes({ made, id, createdAt }: SimulatedEvent): string {
  const commands = [
    ...(id === null ? [] : [["s/", ...made, "/", ...id.map(inSed), "/"]]),
    // The first one is the event's own.
    ...(createdAt === null ? [] : [[`s/"created_at":"[^"]*"/"created_at":"${createdAt}"/`]]),
  ];
  const script = commands.map((command) => `-e ${word(command)}`).join(" ");
  return `event ${word(made)}${script === "" ? "" : ` | sed ${script}`}`;
}

/** In the place of what sed replaces. */
function inSed(piece: Piece): Piece {
  return typeof piece === "string" ? piece.replace(/[\\/&]/g, "\\$&") : piece;
}

function post(name: string, answer: string, delivery: RecordedDelivery): string {
  const { method, url, answerWithinSeconds } = delivery;
  const patience = answerWithinSeconds === null ? "" : ` ${answerWithinSeconds}`;
  return `post ${name} ${answer} ${method} "${url}"${patience}`;
}

function compared(buyer: string, expected: readonly ExpectedRecord[]): readonly string[] {
  const sources = expected.map(({ source }) => argument(source));
  return [
    `probe ${argument(buyer)}`,
    ...expected.map((record) => recordLine(record)),
    ["nothing_else", ...sources].join(" "),
  ];
}

/** Optional fields are compared only where access is granted, and shown (target contract). */
function recordLine(record: ExpectedRecord): string {
  const { source, access } = record;
  const line = `record ${argument(source)} '${ALLOWED[access].join(" ")}'`;
  if (!ALLOWED[access].includes("granted")) return line;
  const { renews, accessUntil, quantity, grants } = fieldsOf(record);
  const until = accessUntil === null ? "null" : `"$(state ${argument(source)} current_period_end)"`;
  const units = quantity === "any" ? "" : ` quantity ${anyOf(quantity)}`;
  return `${line} renews ${renews} access_until ${until}${units} grants ${anyOf(grants)}`;
}

function anyOf(values: readonly unknown[]): string {
  return values.length === 1 ? `${values[0]}` : `'${values.map(String).join(" ")}'`;
}

/** What of a fault is data: the functions by which a check holds a read are its own. */
function asData(fault: ReadFault): object {
  return fault.kind === "hold" ? { kind: "hold", status: fault.status } : fault;
}

function argument(text: string): string {
  return word(spell(text, [nonce]));
}

function json(value: unknown): string {
  return argument(JSON.stringify(value));
}
