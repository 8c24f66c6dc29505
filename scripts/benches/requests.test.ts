import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { newNames, signedRequest, writeRequests } from "./requests.ts";
import { GWOP_SECRET, SECRET, WORKLOADS } from "./workloads.ts";

const ORIGIN = "http://127.0.0.1:4242";
const HEAD_END = "\r\n\r\n";

let folder: string;
before(async () => {
  folder = await mkdtemp(`${tmpdir()}/proxy-checkout-requests-`);
});
after(() => rm(folder, { recursive: true }));

/** Reads a file as `wrk.lua` does. */
async function written(name: keyof typeof WORKLOADS, names: readonly string[]) {
  await writeRequests(`${folder}/${name}`, names, (one) =>
    signedRequest(WORKLOADS[name], ORIGIN, one),
  );
  let rest = await readFile(`${folder}/${name}`, "latin1");
  const requests: string[] = [];
  while (rest !== "") {
    const end = rest.indexOf("\n");
    const length = Number(rest.slice(0, end));
    requests.push(rest.slice(end + 1, end + 1 + length));
    rest = rest.slice(end + 1 + length);
  }
  return requests;
}

describe("writeRequests()", () => {
  for (const [name, secret] of [
    ["inbox", SECRET],
    ["grant", SECRET],
    ["textbook", SECRET],
    ["gwop", GWOP_SECRET],
  ] as const) {
    test(`signs each event of ${name}, with an id of its own and one Host header`, async () => {
      const names = newNames(20);
      const requests = await written(name, names);
      assert.equal(requests.length, 20);
      for (const [index, request] of requests.entries()) {
        const [head = "", body = ""] = request.split(HEAD_END);
        assert.equal(head.match(/^host: 127\.0\.0\.1:4242$/gim)?.length, 1);
        assert.match(head, new RegExp(`^Content-Length: ${body.length}$`, "m"));
        const [, stamp = "", mac = ""] = /t=(\d+),v1=([0-9a-f]{64})/.exec(head) ?? [];
        assert.equal(mac, createHmac("sha256", secret).update(`${stamp}.${body}`).digest("hex"));
        const event = JSON.parse(body);
        assert.equal(event.id ?? event.event_id, `evt_${names[index]}`);
        assert.ok(!body.includes("ffffffff"), "something of the mould is left");
      }
    });
  }
});
