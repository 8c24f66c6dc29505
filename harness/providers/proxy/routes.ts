/** What is published of Proxy's routes in the simulator that runs by itself. @module */

import { anyObject, enacted, type RouteDoc } from "../../simulator/route-doc.ts";
import { handoff } from "./handoff.ts";
import { purchase, subscribe } from "./wishes.ts";

export const ROUTES: readonly RouteDoc[] = [
  {
    route: "GET /proxy_sessions/{id}",
    does: "A session in its present state, as Proxy's API shows it",
    body: null,
    answer: anyObject,
    refusals: [401, 404],
    isKeyed: true,
  },
  {
    route: "GET /subscriptions/{id}",
    does: "A subscription in its present state, as Proxy's API shows it",
    body: null,
    answer: anyObject,
    refusals: [401, 404],
    isKeyed: true,
  },
  {
    route: "POST /proxy_sessions/handoff",
    does: "A merchant's page creates a session and hands it to a payer",
    body: handoff,
    answer: anyObject,
    refusals: [400],
  },
  {
    route: "POST /proxy_sessions/{id}/payer_opened",
    does: "The payer opens a session",
    body: null,
    answer: anyObject,
    refusals: [404, 409],
  },
  {
    route: "POST /simulator/checkout",
    does: "A checkout that its payer has opened and not paid yet",
    body: purchase,
    answer: enacted,
    refusals: [400],
  },
  {
    route: "POST /simulator/purchase",
    does: "One purchase, paid and provisionable, and delivers its events",
    body: purchase,
    answer: enacted,
    refusals: [400],
  },
  {
    route: "POST /simulator/subscribe",
    does: "The same, with a subscription",
    body: subscribe,
    answer: enacted,
    refusals: [400],
  },
];
