import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { after, describe, test } from "node:test";
import type { Flags } from "../settings/setting.ts";
import { fromCommandLine, layer } from "../settings/sources.ts";
import { PreflightError } from "../target/preflight-error.ts";
import { parseRunOptions } from "./options.ts";
import { propose } from "./propose.ts";
import { SETTINGS } from "./settings.ts";
import { survey } from "./survey.ts";

const SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=";
const ENV = {
  PROXY_WEBHOOK_SIGNING_SECRET: SECRET,
  PROBE_TOKEN: "a-token-of-the-tests",
  PROXY_SECRET_KEY: "a-key-of-the-tests",
};

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** Serves a webhook at /hook that judges by `accepts`, and a probe at /probe. */
async function serve(accepts: (request: IncomingMessage, body: string) => boolean) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    if (url.pathname === "/probe") {
      const known = request.headers.authorization === `Bearer ${ENV.PROBE_TOKEN}`;
      const buyer_reference = url.searchParams.get("buyer_reference");
      response.statusCode = known ? 200 : 401;
      response.end(JSON.stringify({ buyer_reference, entitlements: [] }));
      return;
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.statusCode = accepts(request, Buffer.concat(chunks).toString()) ? 200 : 401;
    response.end();
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

function acceptsStandardWebhooks({ headers }: IncomingMessage, body: string): boolean {
  const key = Buffer.from(SECRET.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const mac = createHmac("sha256", key).update(signed).digest("base64");
  return headers["webhook-signature"] === `v1,${mac}`;
}

async function ask(typed: Flags, env: Readonly<Record<string, string>> = ENV) {
  const flags = layer({ typed: fromCommandLine(SETTINGS, typed), environment: {}, file: {} });
  const options = parseRunOptions(flags, env);
  return propose(flags, options, await survey(options, new AbortController().signal));
}

describe("survey() and propose()", () => {
  test("find the scheme, the clock and the probe, and write what differs from the presets", async () => {
    const origin = await serve(acceptsStandardWebhooks);
    const { settings, findings } = await ask({
      url: `${origin}/hook`,
      probe: `${origin}/probe`,
      simulatorPort: "3100",
    });
    assert.deepEqual(settings, {
      url: `${origin}/hook`,
      scheme: "standard-webhooks",
      probe: `${origin}/probe`,
      simulatorPort: 3100,
    });
    assert.deepEqual(findings, [
      "t-v1: 401",
      "standard-webhooks: 200",
      "clock: agrees with ours",
      "probe: works",
    ]);
  });

  test("leave out a probe that refuses the token, and say so", async () => {
    const origin = await serve(acceptsStandardWebhooks);
    const typed = { url: `${origin}/hook`, probe: `${origin}/probe`, simulatorPort: "3100" };
    const { settings, findings } = await ask(typed, { ...ENV, PROBE_TOKEN: "another" });
    assert.deepEqual(Object.keys(settings), ["url", "scheme"]);
    assert.match(findings.at(-1) ?? "", /^probe: left out, since it answered 401/);
  });

  test("suspect a target that accepts either scheme", async () => {
    const origin = await serve(() => true);
    const { findings } = await ask({ url: `${origin}/hook` });
    assert.ok(findings.some((line) => line.startsWith("both schemes were accepted")));
  });

  test("never write a secret, but the names of the variables that hold them", async () => {
    const origin = await serve(() => true);
    const named = { secretEnv: "MY_SECRET", probeTokenEnv: "MY_TOKEN", apiKeyEnv: "MY_KEY" };
    const typed = { url: `${origin}/hook`, probe: `${origin}/probe`, simulatorPort: "3100" };
    const { settings } = await ask(
      { ...typed, ...named },
      { MY_SECRET: SECRET, MY_TOKEN: ENV.PROBE_TOKEN, MY_KEY: ENV.PROXY_SECRET_KEY },
    );
    const { secretEnv, probeTokenEnv, apiKeyEnv } = settings;
    assert.deepEqual({ secretEnv, probeTokenEnv, apiKeyEnv }, named);
    for (const secret of Object.values(ENV)) assert.ok(!JSON.stringify(settings).includes(secret));
  });

  test("give up on a target that refuses the secret, naming its variable", async () => {
    const origin = await serve(() => false);
    await assert.rejects(
      ask({ url: `${origin}/hook` }),
      (error) =>
        error instanceof PreflightError &&
        error.kind === "misconfigured" &&
        error.message.includes("PROXY_WEBHOOK_SIGNING_SECRET"),
    );
  });

  test("give up on a target that is not there", async () => {
    const origin = await serve(() => true);
    servers.pop()?.close();
    await assert.rejects(
      ask({ url: `${origin}/hook` }),
      (error) => error instanceof PreflightError && error.kind === "unreachable",
    );
  });
});
