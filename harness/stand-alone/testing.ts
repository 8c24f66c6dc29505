/** A simulator that runs by itself, and an endpoint that acknowledges: for tests. @module */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { freePort } from "../target/managed-target.ts";
import { parseSimulatorOptions } from "./options.ts";
import { standAlone } from "./stand-alone.ts";

export const API_KEY = "sk_of_a_test_of_the_simulator";

export const ENVIRONMENT = {
  PROXY_WEBHOOK_SIGNING_SECRET: "whsec_of_a_test_of_the_simulator",
  PROXY_SECRET_KEY: API_KEY,
  GWOP_WEBHOOK_SECRET: "whsec_of_a_test_of_gwops_part",
  GWOP_MERCHANT_ID: "9e9c9ba5-3bab-4172-8a79-336f9ca0f163",
  OPERATOR_TOKEN: "operator_of_a_test_of_the_simulator",
};

/** As commander fills them in. */
export const FLAGS = {
  host: "127.0.0.1",
  scheme: "t-v1",
  secretEnv: "PROXY_WEBHOOK_SIGNING_SECRET",
  apiKeyEnv: "PROXY_SECRET_KEY",
  gwopSecretEnv: "GWOP_WEBHOOK_SECRET",
  gwopMerchantEnv: "GWOP_MERCHANT_ID",
  operatorTokenEnv: "OPERATOR_TOKEN",
};

export type Heard = {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
};

export type SimulatorUnderTest = Awaited<ReturnType<typeof startSimulator>>;

/** @param allowHosts By which names it may be called beside loopback's. */
export async function startSimulator(allowHosts: readonly string[] = []) {
  const heard: Heard[] = [];
  let status = 200;
  const endpoint = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    heard.push({ headers: incoming.headers, body });
    response.writeHead(status).end();
  });
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  // A TCP server's address is always of this shape: only a pipe's is a string.
  const { port: endpointPort } = endpoint.address() as AddressInfo;
  const port = await freePort();
  const receiver = `http://127.0.0.1:${endpointPort}`;
  const flags = { ...FLAGS, port: String(port), receiver };
  const stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    const options = parseSimulatorOptions(flags, ENVIRONMENT, allowHosts);
    ended = standAlone(options, stop.signal, () => resolve());
    ended.catch(reject);
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    /** What came to the endpoint. */
    heard,
    /** What the endpoint answers from now on. */
    answerWith: (next: number) => {
      status = next;
    },
    ask: async (path: string, body?: unknown) => {
      const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
      const response = await fetch(`${url}${path}`, { headers, ...init });
      return { status: response.status, answer: JSON.parse(await response.text()) };
    },
    close: async () => {
      stop.abort();
      await ended;
      endpoint.close();
      endpoint.closeAllConnections();
    },
  };
}
