/** `harness trigger`: plays a story, and says what was delivered of it and answered. @module */

import { randomInt } from "node:crypto";
import process from "node:process";
import type { Command } from "commander";
import type { StandAloneFlags } from "../providers/provider.ts";
import { PROVIDERS } from "../providers/providers.ts";
import { describeAll, type Flags, flagOf, parseSettings } from "../settings/setting.ts";
import { fromCommandLine } from "../settings/sources.ts";
import { UsageError } from "../settings/usage-error.ts";
import { asking } from "../stand-alone/from-outside/asking.ts";
import {
  originOf,
  SIMULATOR_ORIGIN,
  TRIGGER_SETTINGS,
} from "../stand-alone/from-outside/settings.ts";
import { findStory, storiesInWords } from "../stand-alone/from-outside/stories.ts";
import { type Telling, type Told, tell } from "../stand-alone/from-outside/telling.ts";
import type { Environment, SimulatorOptions } from "../stand-alone/options.ts";
import { ownOptions, withOwnSimulator } from "../stand-alone/own-simulator.ts";
import { addDescribed } from "./add-settings.ts";
import { onScreen } from "./deliveries-on-screen.ts";
import { interruption } from "./interruption.ts";
import { PROGRAM } from "./program.ts";

const SEED_MAX = 2 ** 31 - 1;

const PORT_MAX = 65_535;

export function addTrigger(program: Command): void {
  const command = program
    .command("trigger")
    .description("play a story against a receiver, and say what was delivered and answered")
    .argument("<story>", "what happens: see below");
  addDescribed(command, describeAll(TRIGGER_SETTINGS));
  for (const { standAlone } of PROVIDERS) {
    for (const { flag, help, preset } of standAlone.flags) {
      if (!flag.startsWith(`${flagOf(standAlone.endpointFlag)} `)) {
        command.option(flag, `with --to: ${help}`, preset);
      }
    }
  }
  command
    .addHelpText(
      "after",
      `
${storiesInWords()}

  Without --to it is played by the simulator that runs, at ${SIMULATOR_ORIGIN}
  unless --simulator names another, and delivered to that one's receiver.

  Examples:
    ${PROGRAM} trigger purchase
    ${PROGRAM} trigger renewal --repeat 3 --shuffle
    ${PROGRAM} trigger invoice --to http://127.0.0.1:3000`,
    )
    .action(triggerCommand);
}

async function triggerCommand(name: string, typed: Flags): Promise<void> {
  const { origin, options, telling, isJson } = readTrigger(name, typed, process.env);
  const screen = onScreen({ isJson });
  if (telling.shuffledBy !== null) screen.note(`order drawn by --seed ${telling.shuffledBy}`);
  const signal = interruption();
  const play = (at: string): Promise<Told> => tell(asking(at, signal), telling, screen);
  const told = await (options === null ? play(origin) : withOwnSimulator(options, signal, play));
  if (!isJson) console.log(inWords(told));
  process.exitCode = told.acknowledged === told.wanted ? 0 : 1;
}

/** What is to be played, and by whom. */
export type Trigger = {
  /** Where the simulator runs. */
  readonly origin: string;
  /** Of our own one; null where that one is asked. */
  readonly options: SimulatorOptions | null;
  readonly telling: Telling;
  readonly isJson: boolean;
};

/** @throws {UsageError} Listing everything that is wrong, never a secret's value. */
export function readTrigger(name: string, typed: Flags, env: Environment): Trigger {
  const problems: string[] = [];
  const complain = (problem: string): void => {
    problems.push(problem);
  };
  const own = parseSettings(TRIGGER_SETTINGS, fromCommandLine(TRIGGER_SETTINGS, typed), complain);
  const found = findStory(name, complain);
  checkTogether(typed, own.port, complain);
  const origin = originOf(own.simulator, complain);
  const { to, port } = own;
  const options =
    to === undefined || found === null
      ? null
      : ownOptions({ provider: found.provider, to, port }, textsOf(typed), { env, complain });
  if (problems.length > 0 || found === null) throw new UsageError(problems);

  const { buyer, quantity, repeat, attempts: attemptsMax } = own;
  const { stories } = found.provider.standAlone;
  const shuffledBy = own.shuffle === true ? (own.seed ?? randomInt(SEED_MAX)) : null;
  const wish = { buyer, quantity };
  const telling = { stories, story: found.story, wish, repeat, attemptsMax, shuffledBy };
  return { origin, options, telling, isJson: own.json === true };
}

/** Of a sender's own flags each is a text. */
function textsOf(typed: Flags): StandAloneFlags {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}

/** Of what was typed, not of what is preset. */
function checkTogether(typed: Flags, port: number, complain: (problem: string) => void): void {
  const isTyped = (name: string): boolean => typed[name] !== undefined;
  if (isTyped("to") && isTyped("simulator")) {
    complain("--to and --simulator: expected one of them, for one of the two delivers");
  }
  if (isTyped("port") && !isTyped("to")) {
    complain("--port needs --to: without it the simulator that runs has one already");
  }
  if (port > PORT_MAX) complain(`--port ${port}: expected at most ${PORT_MAX}`);
  if (isTyped("seed") && !isTyped("shuffle")) complain("--seed is of an order: add --shuffle");
}

function inWords({ wanted, acknowledged }: Told): string {
  const deliveries = wanted === 1 ? "1 delivery" : `${wanted} deliveries`;
  return acknowledged === wanted
    ? `${deliveries}, acknowledged`
    : `${wanted - acknowledged} of ${deliveries} not acknowledged`;
}
