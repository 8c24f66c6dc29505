/** Proxy as a sender: what the harness must know of it to play it. @module */

import type { Sender } from "../../trial/sender.ts";
import { allowedRecords, progressOf } from "./along-the-way.ts";
import { isSubscription } from "./objects.ts";
import { expectedRecords } from "./oracle.ts";
import { PROXY } from "./trial.ts";
import { cartOf, deedsOf, inWords, named } from "./verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld } from "./world.ts";

/** It is the same for every endpoint: Proxy's tells nothing of its own. */
export const PROXY_SENDER: Sender = {
  name: PROXY,
  wire: {
    fields: { id: "id", type: "type" },
    repeated: {},
    ownData: {},
    // Whatever fields an event has been given beyond its own.
    spell: (event) => event,
    spellId: ({ text }) => text,
    strangers: { newer: "subscription.paused", misspelled: "proxy_session.canceled" },
    malformed: (text) => ({
      type: "proxy_session.paid",
      data: { object: { id: 42, buyer_reference: text } },
    }),
  },
  play: {
    enact,
    purchase: (buyer, quantity, freshId) => {
      const session = freshId("psess");
      const create: ProxyCommand = { do: "create", session, buyer, items: cartOf(quantity) };
      const moves = ["hand_off", "open", "pay"] as const;
      const granting: ProxyCommand = { do: "make_provisionable", session };
      return {
        source: session,
        commands: [create, ...moves.map((move): ProxyCommand => ({ do: move, session })), granting],
      };
    },
    told: () => null,
    deeds: (world: ProxyWorld, deed, buyers) => deedsOf(world, deed, buyers),
    named,
    inWords,
    ordersBy: "updated_at",
    kindOf: (object) => (isSubscription(object) ? "subscription" : "session"),
  },
  oracle: {
    expected: (world: ProxyWorld, heard, buyer, policy) =>
      expectedRecords(world, new Set(heard.keys()), buyer, policy),
    allowed: (world: ProxyWorld, told, buyer, policy) =>
      allowedRecords(world, progressOf(world, told), buyer, policy),
  },
  receiver: {
    malformed: [400], // A10
    tokens: [],
    secretVariable: "PROXY_WEBHOOK_SIGNING_SECRET",
    lacks: null,
    needs: "a probe (--probe) and a target that reads our simulator",
  },
};
