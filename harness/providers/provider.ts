/** What a sender's folder hands over: all that the rooms above `providers/` know of it. @module */

import type { z } from "zod";
import type { Endpoint } from "../courier/delivery.ts";
import type { Scheme } from "../courier/scheme.ts";
import type { WireOutcome } from "../courier/wire.ts";
import type { Repertoire } from "../exhaustive/repertoire.ts";
import type { Mutant } from "../mutants/mutant.ts";
import type { Parts } from "../mutants/parts.ts";
import type { Invariant } from "../properties/invariant.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { Reader } from "../settings/reader.ts";
import type { Flags, Settings } from "../settings/setting.ts";
import type { RouteDoc } from "../simulator/route-doc.ts";
import type { ApiAnswer, Route } from "../simulator/serve.ts";
import type { Stage, Worlds } from "../simulator/stage.ts";
import type { Command, WorldObject } from "../simulator/world.ts";
import type { Sender } from "../trial/sender.ts";
import type { Trial } from "../trial/trial.ts";

export type Provider = {
  /** What `--provider` calls it. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** The first is the default. */
  readonly schemes: readonly [Scheme, ...Scheme[]];
  /** What generated histories do in its world. */
  readonly verbs: readonly string[];
  /** What small stories in it are made of, where all of them are played. */
  readonly repertoire: Repertoire;
  /** Those that every sender's endpoint makes as well, and its own. */
  readonly requirements: readonly Requirement[];
  readonly invariants: readonly Invariant[];
  /** The correct receiver, in memory. */
  readonly receiver: Parts;
  /** The bugs that any sender's receiver can have, in its own, and its own bugs. */
  readonly mutants: readonly Mutant[];
  /** Its flags, variables and keys of conformance.json. */
  readonly settings: Settings;
  /**
   * Reads them. Everything wrong is said at once, to the reader.
   *
   * @param probe Where entitlements are read; null where they are not.
   */
  readonly configure: (flags: Flags, probe: string | null, read: Reader) => Configured;
  /** Settings that make sense only where it is in the run. */
  readonly claims: readonly string[];
  readonly preflight: Preflight;
  readonly byHand: ByHand;
  readonly standAlone: StandAlone;
};

/** How its endpoint at the target is reached, and what the target is told. */
export type Configured = {
  /** Absolute; or a path on the target that we start. */
  readonly webhook: string;
  /** The same of the probe; null where it is not to be asked. */
  readonly probe: string | null;
  readonly scheme: Scheme;
  /** The first one signs. */
  readonly secrets: readonly [string, ...string[]];
  readonly toleranceSeconds: number;
  /** What the target reads of the sender while it is tested; null where it reads nothing. */
  readonly api: Api | null;
  /**
   * What a target that we start is told, beside what all are.
   *
   * @param apiUrl Where its API answers; null where it has none.
   */
  readonly environment: (apiUrl: string | null) => Readonly<Record<string, string>>;
  /** @param at The URL of what is absolute, or a path on the target. */
  readonly sender: (at: (path: string) => URL) => Sender;
};

/** An API of the sender's over the worlds that a run plays. */
export type Api = {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly route: (worlds: Worlds) => Route;
};

/** What is made sure of before a requirement is asked. */
export type Preflight = {
  /** An event of a type that the receiver knows and that grants nothing; null where none is needed. */
  readonly tell: ((trial: Trial) => Promise<WireOutcome>) | null;
  /** What to say to a refused delivery, and to a route that is not there. */
  readonly refused: (
    status: number,
    scheme: Scheme,
  ) => { readonly said: string; readonly remedy: string };
  readonly notFound: string;
  /**
   * Once the probe answers: can something be bought here?
   *
   * @throws {PreflightError} If it can't. What was seen, a full stop, and what to do.
   */
  readonly assertReady: (trial: Trial) => Promise<void>;
};

/** What its scripts need that others don't. */
export type ByHand = {
  /** Shell, a file from the project's root: the endpoint's URL and its secrets, from the environment. */
  readonly endpoint: string;
  /** Variables whose values its deliveries hold: a script takes them from its own environment. */
  readonly variables: readonly string[];
  /** Why a script can't play its world; null where it can. */
  readonly cannotPlay: string | null;
};

/** The sender in the simulator that runs by itself. */
export type StandAlone = {
  /** Flags of its own; what `--endpoint` is to the first sender. */
  readonly flags: readonly StandAloneFlag[];
  /** By which of them its webhook route is named. */
  readonly endpointFlag: string;
  /** What `harness trigger` can play. */
  readonly stories: Stories;
  /** Its routes, also where it is not played. */
  readonly routes: readonly RouteDoc[];
  /** What its routes answer where it is not played. */
  readonly away: string;
  /** What may be commanded, as JSON. */
  readonly command: z.ZodType<Command>;
  /** Which objects a command is about. */
  idsOf(command: Command): readonly string[];
  /** What may be begun on the simulator's page. */
  readonly beginnings: readonly Beginning[];
  /** What may be done to an object of its kind there, in the order in which it mostly is. */
  offers(object: WorldObject): readonly Offer[];
  /** What a person wants to know of an object beside its status. */
  facts(object: WorldObject): readonly string[];
  /**
   * @param receiver Where its paths are the target contract's; null where each URL is given.
   * @returns Null where it is not to be played.
   */
  readonly read: (
    flags: StandAloneFlags,
    receiver: string | null,
    read: StandAloneReader,
  ) => StandAlonePart | null;
};

/** A form, whose fields become the body of one of the routes. */
export type Beginning = {
  readonly title: string;
  readonly path: string;
  readonly fields: readonly BeginningField[];
};

export type BeginningField = {
  readonly name: string;
  readonly label: string;
  readonly kind: "text" | "number" | "boolean";
  /** Of a boolean `true` or nothing. */
  readonly preset: string;
};

/** A command, and what its button says. Whether it would be carried out now, the world knows. */
export type Offer = { readonly words: string; readonly command: Command };

/** Stories, by what is asked of the simulator: none of them needs to be in the same process. */
export type Stories = {
  /** The request by which each of them begins. */
  readonly begin: (wish: StoryWish) => { readonly path: string; readonly body: object };
  /** @returns What the answer to it says; null where it is none. */
  readonly begun: (answer: unknown) => Begun | null;
  /** At least one. */
  readonly all: readonly [Story, ...Story[]];
};

export type StoryWish = { readonly buyer: string; readonly quantity: number };

/** The id of what has begun, and what else there is to say of it, for people. */
export type Begun = { readonly id: string; readonly said: string | null };

export type Story = {
  /** What a person types; no other sender has one of this name. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly does: string;
  /** What happens to what has begun. At least one of them makes an event. */
  readonly commands: (id: string) => readonly Command[];
};

export type StandAloneFlag = {
  /** As commander wants it: `--endpoint <url>`. */
  readonly flag: string;
  readonly help: string;
  readonly preset?: string;
};

export type StandAloneFlags = Readonly<Record<string, string | undefined>>;

export type StandAloneReader = {
  readonly complain: (problem: string) => void;
  readonly variable: (name: string) => string;
  /** Complains of what is no URL. */
  readonly url: (value: string, flag: string) => URL | null;
  /** The first of several secrets in a variable signs. */
  readonly secret: (variable: string, scheme: Scheme) => string;
};

export type StandAlonePart = {
  readonly endpoint: Endpoint;
  readonly sender: Sender;
  /** Its API, where it has one; null for a path that is none of its own. */
  readonly api: ((worlds: Worlds) => Route) | null;
  /** Answers a POST to one of its routes; null where the path is none of them. */
  readonly post: (path: string, body: string, played: PlayedStage) => Promise<ApiAnswer | null>;
};

/** Its world, as its routes play it. */
export type PlayedStage = {
  readonly stage: Stage;
  /** Carries out commands, and delivers the events that they make. */
  readonly play: (commands: readonly Command[]) => Promise<PlayedCommands>;
  /** The same, as an answer. */
  readonly enact: (commands: readonly Command[]) => Promise<ApiAnswer>;
};

/** What came of some commands: what was told of them, or why one would not be carried out. */
export type PlayedCommands =
  | { readonly ok: true; readonly told: readonly unknown[] }
  | { readonly ok: false; readonly refusal: string };
