/**
 * Who sends: all that the rooms below `providers/` know of a sender.
 *
 * It is made for one endpoint, so that what only one sender has, such as a merchant's id or the app's
 * own route, stays inside it. Pure data and functions: whoever asks carries out the answer. Functions
 * that take a world or a command are methods, since a sender's own ones are narrower: each is given
 * only what it made itself.
 *
 * @module
 */

import type { WireRequest } from "../courier/wire-request.ts";
import type { WebhookEvent } from "../simulator/event.ts";
import type { Play } from "../simulator/stage.ts";
import type { Command, World, WorldObject } from "../simulator/world.ts";
import type { Policy } from "../target/policy.ts";
import type { Profile, Target } from "../target/target.ts";
import type { Name } from "../values/naming.ts";
import type { ExpectedRecord } from "./expected-record.ts";

export type Fields = Readonly<Record<string, unknown>>;

/**
 * A status, or a class of them. `4xx` is what a sender takes for no: without those that it takes for
 * something else, which `any_4xx` has too.
 */
export type Allowed = number | "2xx" | "4xx" | "any_4xx" | "5xx";

/** By which statuses something may be answered: at least one. */
export type Statuses = readonly [Allowed, ...Allowed[]];

/** The states of each object that events told of, by its id. */
export type Heard = ReadonlyMap<string, ReadonlySet<WorldObject>>;

/** How something is bought that one event grants. */
export type Buying = {
  /** What the record is keyed by. */
  readonly source: string;
  /** The last one announces the event that grants. */
  readonly commands: readonly [...Command[], Command];
};

/** What the app tells the receiver, until it is acknowledged. */
export type Told = { readonly what: string; readonly request: WireRequest };

/** A move of a generated history, before it is known whom it is about. */
export type Deed = {
  readonly verb: string;
  /** Which of the objects there are, counted back from the newest. New objects: which buyer. */
  readonly which: number;
  readonly quantity: number;
  /** What is out of the ordinary about what is bought, or about a state, in the sender's own fields. */
  readonly fields?: Fields | undefined;
};

export type Sender = {
  /** What the rows of a probe and, but for the first sender's, ids begin with call it. */
  readonly name: string;
  readonly wire: {
    /** What it calls the fields of an envelope that others call `id` and `type`. */
    readonly fields: { readonly id: string; readonly type: string };
    /** Headers that are not signed and say again what the body says, in lower case. */
    readonly repeated: { readonly id?: string; readonly type?: string };
    /** What the data of each of its events to this endpoint have, whatever it tells. */
    readonly ownData: Fields;
    /** An event as it goes on the wire: what becomes the body's JSON. */
    spell(event: WebhookEvent): object;
    /** The id that a thing has on the wire, where the sender's ids have a form of their own. */
    readonly spellId: (name: Name) => string;
    /** Types that it has not published, which look as if it had. */
    readonly strangers: { readonly newer: string; readonly misspelled: string };
    /** Fields of an event of a type that it has, whose object is malformed and holds a text. */
    readonly malformed: (text: string) => Fields;
  };
  readonly play: Play & {
    /** A purchase of several items, of which there is more than one unit of one. */
    readonly purchase: (
      buyer: string,
      quantity: number,
      freshId: (prefix: string) => string,
    ) => Buying;
    /** What the app tells the receiver about a command. @throws {Untested} Where it has no route. */
    told(world: World, command: Command): Told | null;
    /** The commands of a deed, with symbols for ids; `buyers` is how many there are. */
    deeds(world: World, deed: Deed, buyers: number): readonly Command[];
    /** The same command, with other ids. */
    named(command: Command, idOf: (symbol: string) => string): Command;
    inWords(command: Command): string;
    /** The field that says which of an object's states is the newer; null where none does. */
    readonly ordersBy: "updated_at" | null;
    /** What an object is called in a report: `session`. */
    kindOf(object: WorldObject): string;
  };
  readonly oracle: {
    /** What a buyer must have, once everything that was sent was acknowledged. */
    expected(world: World, heard: Heard, buyer: string, policy: Policy): readonly ExpectedRecord[];
    /** Of each object, every record that may be shown while something is still under way. */
    allowed(
      world: World,
      told: { readonly sent: Heard; readonly heard: Heard },
      buyer: string,
      policy: Policy,
    ): ReadonlyMap<string, readonly ExpectedRecord[]>;
  };
  readonly receiver: {
    /** What a rightly signed body that is no event should be answered. */
    readonly malformed: readonly [number, ...number[]];
    /** Tokens beside the probe's that nobody may learn. */
    readonly tokens: readonly string[];
    /** From which variable a receiver that we start has its signing secrets. */
    readonly secretVariable: string;
    /** What the state profile needs beside a probe and is not there. */
    readonly lacks: string | null;
    /** What the state profile needs, for people. */
    readonly needs: string;
  };
};

/** @returns Why a profile can't be tested on this target; null where it can. */
export function missing(target: Target, sender: Sender, profile: Profile): string | null {
  switch (profile) {
    case "wire":
      return null;
    case "state":
      return target.probe === null || sender.receiver.lacks !== null
        ? `needs the state profile: ${sender.receiver.needs}`
        : null;
    case "fault":
      if (target.managed === null) return "needs the fault profile: a command (--start)";
      return missing(target, sender, "state");
  }
}
