/** The simulator's HTTP API as an OpenAPI document, made of what the routes themselves are made of. @module */

import { z } from "zod";
import { complaint, type RouteDoc } from "../simulator/route-doc.ts";

const WHY = {
  400: "The body or the query is not what it may be: which field, and what was expected",
  401: "The API's key is missing or another",
  403: "Called by a name that is not the simulator's, or by a page that is not its own",
  404: "There is none of that id",
  409: "It would not be done now, with the reason",
  413: "The body is larger than 256 KiB",
  503: "Too many listen already",
} as const;

/** @returns An OpenAPI 3.1 document. */
export function openApiOf(routes: readonly RouteDoc[]): object {
  const paths = new Map<string, Record<string, unknown>>();
  for (const doc of routes) {
    const [method = "", path = ""] = doc.route.split(" ");
    const there = paths.get(path) ?? {};
    paths.set(path, { ...there, [method.toLowerCase()]: operationOf(doc, path) });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "The simulator that runs by itself",
      version: "1",
      description: "A local Proxy, and Gwop, to develop a receiver against: see docs/simulator.md",
    },
    servers: [{ url: "http://127.0.0.1:3100" }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Complaint: shapeOf(complaint, "output") },
    },
  };
}

function operationOf(doc: RouteDoc, path: string): object {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(doc.query ?? {}).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  }));
  const parameters = [...inPath, ...inQuery];
  return {
    summary: doc.does,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(doc.isKeyed === true ? { security: [{ key: [] }] } : {}),
    ...(doc.body === null
      ? {}
      : { requestBody: { required: true, content: jsonOf(shapeOf(doc.body, "input")) } }),
    responses: { 200: answerOf(doc), ...refusalsOf(doc, path) },
  };
}

function answerOf({ answer }: RouteDoc): object {
  const description = "What was asked for";
  if (typeof answer === "string") return { description, content: { [answer]: {} } };
  return { description, content: jsonOf(shapeOf(answer, "output")) };
}

function refusalsOf({ refusals, body }: RouteDoc, path: string): object {
  const isGuarded = path === "/" || path.startsWith("/simulator");
  const all = [
    ...refusals,
    ...(isGuarded ? [403 as const] : []),
    ...(body === null ? [] : [413 as const]),
  ];
  const content = jsonOf({ $ref: "#/components/schemas/Complaint" });
  return Object.fromEntries(all.map((status) => [status, { description: WHY[status], content }]));
}

function jsonOf(schema: object): object {
  return { "application/json": { schema } };
}

/** Of OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12. */
function shapeOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _ofAll, ...shape } = z.toJSONSchema(schema, { io });
  return shape;
}
