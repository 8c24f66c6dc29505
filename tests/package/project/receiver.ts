/** The shop's receiver on a port, by the environment of the target contract. */

import { createServer } from "node:http";
import process from "node:process";
import { openShop } from "./shop.ts";

const { PORT = "3000", PROBE_TOKEN, PROXY_WEBHOOK_SIGNING_SECRET = "" } = process.env;
const shop = openShop({
  secrets: PROXY_WEBHOOK_SIGNING_SECRET.split(","),
  apiUrl: process.env["PROXY_API_BASE_URL"] ?? "",
  apiKey: process.env["PROXY_SECRET_KEY"] ?? "",
  fetch,
  believes: process.argv[2] === "believes",
});

async function probe(request: Request, buyer: string | null): Promise<Response> {
  if (request.headers.get("authorization") !== `Bearer ${PROBE_TOKEN}`) {
    return new Response("", { status: 401 });
  }
  if (buyer === null) return new Response("", { status: 400 });
  const entitlements = await shop.readEntitlements(buyer);
  return Response.json({ buyer_reference: buyer, entitlements });
}

function route(request: Request): Response | Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  switch (pathname) {
    case "/readyz":
      return new Response();
    case "/api/proxy/webhook":
      return request.method === "POST" ? shop.handle(request) : new Response("", { status: 405 });
    case "/api/entitlements":
      return probe(request, searchParams.get("buyer_reference"));
    default:
      return new Response("", { status: 404 });
  }
}

createServer(async (incoming, outgoing) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = "GET", url = "/" } = incoming;
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  const body = method === "POST" ? new Uint8Array(await new Blob(chunks).arrayBuffer()) : null;
  const answer = await route(new Request(`http://receiver${url}`, { method, headers, body }));
  outgoing.writeHead(answer.status).end(await answer.text());
}).listen(Number(PORT), "127.0.0.1");
