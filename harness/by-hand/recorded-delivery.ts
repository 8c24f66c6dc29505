/**
 * One delivery as a script repeats it: what is signed, with which secret, and what is then sent.
 *
 * Whatever a check did to the signature shows in the headers, where the MAC is known again.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { bodyOf, type Delivery, type Endpoint, requestOf } from "../courier/delivery.ts";
import type { Header } from "../courier/scheme.ts";
import type { WireRequest } from "../courier/wire.ts";
import { instant, nonce, partsOf, type Rule, type Spelling, seconds, spell } from "./spelling.ts";

/** An event that the simulator makes, and what it is told with instead, where that is not the same. */
export type SimulatedEvent = {
  readonly made: Spelling;
  /** As JSON spells it. */
  readonly id: Spelling | null;
  readonly createdAt: string | null;
};

export type RecordedDelivery = {
  readonly method: string;
  /** Where it goes, as a shell's expression. */
  readonly url: string;
  readonly signed: Spelling | SimulatedEvent;
  /** What is sent instead of what was signed. */
  readonly sent: Spelling | null;
  /** Text that is signed ahead of the body: the timestamp, before it Standard Webhooks' event id. */
  readonly head: Spelling;
  /** By the name of the shell variable that holds each. The first one is the delivery's own. */
  readonly macs: readonly { readonly name: string; readonly secret: Spelling }[];
  /** One header a line, as curl reads them from a file. */
  readonly headers: Spelling;
  /** Longer than usual, where a check waits longer. */
  readonly answerWithinSeconds: number | null;
  /** What curl does otherwise. */
  readonly remark: string | null;
};

/** As long as a real one: a shorter one was chosen, and is part of the story. */
const RANDOM_SECRET_CHARACTERS_MIN = 24;

/** @param simulated Tells which bodies are the simulator's own. */
export function recordDelivery(
  endpoint: Endpoint,
  delivery: Delivery,
  {
    nowMs,
    own,
    simulated,
  }: {
    nowMs: number;
    own: readonly Rule[];
    simulated: (body: Uint8Array) => SimulatedEvent | null;
  },
): RecordedDelivery {
  const body = delivery.body ?? bodyOf(delivery.event, endpoint);
  const request = requestOf(endpoint, delivery, nowMs);
  const clock = [nonce, ...own, instant(nowMs), seconds(nowMs)];
  const { head, macs } = signatureOf(endpoint, delivery, { body, nowMs, clock });

  const rules = [...macs.map(({ name, value }) => partsOf(value, name)), ...clock];
  const headers = spell(headerLines(request), rules);
  return {
    method: request.method,
    url: urlOf(endpoint.webhook.pathname, delivery.pathname ?? endpoint.webhook.pathname),
    signed: simulated(body) ?? spell(text(body), clock),
    sent: delivery.tamper === undefined ? null : spell(text(request.body), clock),
    head,
    macs: macs.filter(({ name }, index) => index === 0 || uses(headers, name)),
    headers,
    answerWithinSeconds:
      delivery.answerWithinMs === undefined ? null : Math.ceil(delivery.answerWithinMs / 1000),
    remark: remarkOn(delivery),
  };
}

function urlOf(own: string, pathname: string): string {
  return pathname.startsWith(own) ? `$URL${pathname.slice(own.length)}` : `$ORIGIN${pathname}`;
}

function remarkOn({ ending, cuts, bodyWaitsMs }: Delivery): string | null {
  if (ending === "half_closed") return HALF_CLOSED;
  if (bodyWaitsMs !== undefined) return WAITS;
  return cuts === undefined ? null : CUT;
}

const HALF_CLOSED =
  "The harness closes its side of the connection after the last byte, which curl cannot.";
const WAITS =
  "The harness waits for an answer before it sends the body, curl for a second at most.";
const CUT = "The harness sends the body in pieces that end inside characters, which curl cannot.";

/** The MAC by the delivery's own secret, and those by the endpoint's, which it may carry as well. */
function signatureOf(
  { scheme, secrets }: Endpoint,
  delivery: Delivery,
  { body, nowMs, clock }: { body: Uint8Array; nowMs: number; clock: readonly Rule[] },
) {
  const eventId = delivery.eventId ?? delivery.event?.id ?? "evt_of_no_world";
  const now = Math.floor(nowMs / 1000) + (delivery.skewSeconds ?? 0);
  const timestamp = delivery.timestamp ?? String(now);
  const own = delivery.secret ?? secrets[0];
  const names = secrets.map((secret, index) => ({ secret, name: `MAC_${index + 1}` }));
  const macs = [{ secret: own, name: "MAC" }, ...names.filter(({ secret }) => secret !== own)];
  return {
    head: spell(scheme.isPaired ? `${timestamp}.` : `${eventId}.${timestamp}.`, clock),
    macs: macs.map(({ secret, name }) => ({
      name,
      value: scheme.macOf(secret, { eventId, timestamp, body }),
      secret: spellSecret(secret, secrets),
    })),
  };
}

function spellSecret(secret: string, secrets: readonly string[]): Spelling {
  const spelling = spell(
    secret,
    secrets.map((known, index) => partsOf(known, `SECRET_${index + 1}`)),
  );
  const isStrange = spelling.every((piece) => typeof piece === "string");
  return isStrange && secret.length >= RANDOM_SECRET_CHARACTERS_MIN
    ? [{ shell: "$OTHER_SECRET" }]
    : spelling;
}

function headerLines({ headers, framing }: WireRequest): string {
  const named = new Set(headers.map(([name]) => name.toLowerCase()));
  const framed: readonly Header[] =
    framing === "chunked"
      ? [["Transfer-Encoding", "chunked"]]
      : typeof framing === "object"
        ? [["Content-Length", String(framing.declaredLength)]]
        : [];
  return [
    ...[...headers, ...framed].map(([name, value]) =>
      // A name without a value would take the header out; a semicolon sends it empty.
      value === "" ? `${name};\n` : `${name}: ${value}\n`,
    ),
    ...(named.has("content-type") ? [] : ["Content-Type:\n"]),
  ].join("");
}

function uses(spelling: Spelling, name: string): boolean {
  const used = new RegExp(`\\$${name}\\b`);
  return spelling.some((piece) => typeof piece !== "string" && used.test(piece.shell));
}

/** One character a byte. */
function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
