/** What is published of the simulator's own routes, beside those of its senders. @module */

import { z } from "zod";
import { PROVIDERS } from "../providers/providers.ts";
import { anyObject, enacted, type RouteDoc } from "../simulator/route-doc.ts";
import { deliveryRecord } from "./record.ts";
import { faults, held, hold, misbehave, release, resend, telling } from "./requests.ts";

const heldDelivery = z.object({ event: z.string(), type: z.string(), object: z.string() });

export const overview = z.object({
  objects: z.array(anyObject),
  /** Whether deliveries are held from now on, and which are. */
  holding: z.boolean(),
  held: z.array(heldDelivery),
  routes: z.array(z.string()),
});

const SINCE = "the number of the last delivery that is known: what came after it is told";

/** What may be commanded, of all senders that there are. */
const command = z.union(PROVIDERS.map(({ standAlone }) => standAlone.command));

export const OWN_ROUTES = [
  {
    route: "GET /",
    does: "The page to work with",
    body: null,
    answer: "text/html",
    refusals: [],
  },
  {
    route: "GET /simulator/assets/simulator.css",
    does: "How the page looks",
    body: null,
    answer: "text/css",
    refusals: [],
  },
  {
    route: "GET /simulator/assets/simulator.js",
    does: "What the page gains where scripts run",
    body: null,
    answer: "text/javascript",
    refusals: [],
  },
  {
    route: "GET /simulator",
    does: "All objects as they are now, the deliveries that are held, and the routes",
    body: null,
    answer: overview,
    refusals: [],
  },
  {
    route: "GET /simulator/objects/{id}",
    does: "An object as it is now",
    body: null,
    answer: anyObject,
    refusals: [404],
  },
  {
    route: "GET /simulator/events/{id}",
    does: "An event, as it goes on the wire",
    body: null,
    answer: z.looseObject({}),
    refusals: [404],
  },
  {
    route: "POST /simulator/commands",
    does: "Changes one object, and delivers the event that announces it, if one does",
    body: z.intersection(telling, command),
    answer: enacted,
    refusals: [400, 409],
  },
  {
    route: "POST /simulator/faults",
    does: "The next reads of an object misbehave, one a fault; an empty list takes them back",
    body: faults,
    answer: faults,
    refusals: [400, 404],
  },
  {
    route: "POST /simulator/release",
    does: "Lets the held reads of an object be answered",
    body: release,
    answer: z.object({ id: z.string(), released: z.int() }),
    refusals: [400],
  },
  {
    route: "GET /simulator/deliveries",
    does: "The last 500 deliveries, oldest first",
    body: null,
    query: { since: SINCE },
    answer: z.object({ deliveries: z.array(deliveryRecord) }),
    refusals: [400],
  },
  {
    route: "GET /simulator/live",
    does: "Deliveries as they come, as server-sent events; `Last-Event-ID` is heeded like `since`",
    body: null,
    query: { since: SINCE },
    answer: "text/event-stream",
    refusals: [400, 503],
  },
  {
    route: "POST /simulator/deliveries",
    does: "Sends an event once more, once, in a way that misbehaves if one is given",
    body: resend,
    answer: deliveryRecord,
    refusals: [400, 404, 409],
  },
  {
    route: "POST /simulator/misbehave",
    does: "The next deliveries misbehave, one each; an empty list takes them back",
    body: misbehave,
    answer: misbehave,
    refusals: [400],
  },
  {
    route: "POST /simulator/hold",
    does: "Deliveries are held from now on, or no longer; then those that are held are sent",
    body: hold,
    answer: z.object({ holding: z.boolean(), sent: z.array(z.string()) }),
    refusals: [400],
  },
  {
    route: "POST /simulator/held",
    does: "Sends held deliveries, one after the other was answered, in the order given",
    body: held,
    answer: z.object({
      sent: z.array(z.object({ event: z.string(), answered: z.string() })),
    }),
    refusals: [400, 404],
  },
] as const satisfies readonly RouteDoc[];

export type OwnRoute = (typeof OWN_ROUTES)[number]["route"];
