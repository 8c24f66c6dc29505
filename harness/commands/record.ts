/** `harness record`: keeps the deliveries that a receiver gets, to be replayed by `run --recorded`. @module */

import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { createExchanges } from "../recording/exchanges.ts";
import { createKeeper, type Summary } from "../recording/keeper.ts";
import { RECORDING_BYTES_MAX } from "../recording/recording.ts";
import { openRecording } from "../recording/recording-file.ts";
import { LOOPBACK, serveRelay } from "../recording/relay.ts";
import { createStandIns } from "../recording/stand-ins.ts";
import { shellWord } from "../settings/shell-word.ts";
import { UsageError } from "../settings/usage-error.ts";
import { interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";

type RecordFlags = {
  readonly to?: string;
  readonly out?: string;
  readonly port: string;
  readonly deliveries: string;
  readonly force?: boolean;
};

export function addRecord(program: Command): void {
  program
    .command("record")
    .description("keep the deliveries that a receiver gets, stand-ins for what is personal in them")
    .addOption(new Option("--to <origin>", "the receiver, to which everything is passed on"))
    .addOption(new Option("--out <file>", "where the recording is written"))
    .option("--port <port>", "where the recorder listens, on this machine alone", "3200")
    .option("--deliveries <number>", "keep no more than these; others are passed on", "10000")
    .option("--force", "replace the file if there is one")
    .addHelpText(
      "after",
      `
  Send deliveries to the recorder instead of the receiver: each is passed on as
  it is, and its answer comes back as it is. What is written has stand-ins for
  personal texts, and no signature, secret or cookie. Ctrl-C ends it.

  Examples:
    ${PROGRAM} record --to http://127.0.0.1:8080 --out deliveries.jsonl
    ${PROGRAM} run --recorded deliveries.jsonl --start "bun server/main.ts"`,
    )
    .action(record);
}

type RecordOptions = {
  readonly receiver: URL;
  readonly out: string;
  readonly port: number;
  readonly deliveriesMax: number;
  readonly replaces: boolean;
};

/** @throws {UsageError} Listing every problem with its remedy. */
function parseRecordOptions({ to, out, port, deliveries, force }: RecordFlags): RecordOptions {
  const problems: string[] = [];
  const receiver = URL.parse(to ?? "");
  if (to === undefined) problems.push("--to is missing: the receiver, http://host:port");
  else if (receiver === null) problems.push("--to is not a URL: expected http://host:port");
  else if (receiver.protocol !== "http:") {
    problems.push(
      "--to: expected http://host:port: TLS ends before the recorder, which stands behind whoever ends it",
    );
  } else if (receiver.pathname !== "/" || receiver.search !== "" || receiver.username !== "") {
    problems.push(
      `--to: expected the origin alone, ${receiver.origin}: path and query are the sender's own`,
    );
  }
  if (out === undefined) problems.push("--out is missing: the file to be written");
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    problems.push(`--port ${port}: expected a port number, 0 to 65535`);
  }
  if (!/^[1-9]\d{0,6}$/.test(deliveries)) {
    problems.push(`--deliveries ${deliveries}: expected a whole number, 1 to 9999999`);
  }
  if (receiver === null || out === undefined || problems.length > 0) throw new UsageError(problems);
  const numbers = { port: Number(port), deliveriesMax: Number(deliveries) };
  return { receiver, out, ...numbers, replaces: force === true };
}

const BODY_BYTES_MAX = 4 * 1024 * 1024;
const KEY_BYTES = 32;

async function record(flags: RecordFlags): Promise<void> {
  const { receiver, out, port, deliveriesMax, replaces } = parseRecordOptions(flags);
  const signal = interruption();
  const standIns = createStandIns(randomBytes(KEY_BYTES));
  const file = openRecording(out, replaces);
  const say = (line: string): void => console.error(line);
  let isAway = false;
  try {
    const keeper = createKeeper({
      standIns,
      bounds: { deliveriesMax, bytesMax: RECORDING_BYTES_MAX },
      append: file.append,
      say,
      now: Date.now,
    });
    const relay = await serveRelay(receiver, port, {
      listen: () =>
        createExchanges({
          bodyBytesMax: BODY_BYTES_MAX,
          hash: standIns.hash,
          now: Date.now,
          onExchange: keeper.keep,
          onHalf: keeper.noteHalf,
        }),
      onAway: () => {
        if (!isAway) say(`Nobody answers at ${receiver.origin}: the sender is answered 502`);
        isAway = true;
      },
      onThere: () => {
        if (isAway) say(`${receiver.origin} answers again`);
        isAway = false;
      },
    });
    file.begin();
    say(`Recording into ${out} what comes to http://${LOOPBACK}:${relay.port}
and is passed on to ${receiver.origin}. Ctrl-C ends it.`);
    await aborted(signal);
    await relay.close();
    say(inWords(keeper.summary(), out));
  } finally {
    file.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function inWords({ kept, types, others, halves, missed }: Summary, out: string): string {
  const counted = (count: number, what: string): readonly string[] =>
    count === 0 ? [] : [`${String(count).padStart(6)}  ${what}`];
  return [
    `Kept ${kept} ${kept === 1 ? "delivery" : "deliveries"} in ${out}`,
    ...types.flatMap(([type, count]) => counted(count, type)),
    ...counted(others, "passed on and not kept: no POST"),
    ...counted(halves, "passed on and not kept: cut off, or no HTTP/1.1 that can be read"),
    ...counted(missed, "passed on after the recording had ended"),
    ...(kept === 0
      ? []
      : [
          "Next, to replay them, freshly signed:",
          `      ${PROGRAM} run --recorded ${shellWord(out)}`,
        ]),
  ].join("\n");
}
