import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answerAndLog, type Note, takeBody, takeBytes } from "./delivery.ts";
import { createLog } from "./log.ts";

const BYTES_MAX = 8;

function post(headers: Readonly<Record<string, string>>, body = "{}"): Request {
  return new Request("http://localhost/", { method: "POST", headers, body });
}

const JSON_TYPE = { "content-type": "application/json" };

describe("takeBody()", () => {
  for (const headers of [
    JSON_TYPE,
    { "content-type": "Application/JSON ; charset=utf-8" },
    { ...JSON_TYPE, "content-encoding": " Identity" },
  ]) {
    test(`takes the bytes of a body with ${JSON.stringify(headers)}`, async () => {
      const body = await takeBody(post(headers), BYTES_MAX);
      assert.deepEqual(body, new TextEncoder().encode("{}"));
    });
  }

  for (const [error, headers] of [
    ["content_type_unsupported", { "content-type": "text/plain" }],
    ["content_type_unsupported", { "content-type": "application/jsonp" }],
    ["content_type_unsupported", { "content-type": "text/plain, application/json" }],
    ["content_encoding_unsupported", { ...JSON_TYPE, "content-encoding": "gzip" }],
    ["content_encoding_unsupported", { ...JSON_TYPE, "content-encoding": "identity, gzip" }],
  ] as const) {
    test(`answers ${JSON.stringify(headers)} with 415`, async () => {
      const answer = await takeBody(post(headers), BYTES_MAX);
      assert.ok(answer instanceof Response);
      assert.equal(answer.status, 415);
      assert.deepEqual(await answer.json(), { error });
    });
  }

  test("answers a body that calls itself nothing at all with 415", async () => {
    const request = post({});
    request.headers.delete("content-type");
    const answer = await takeBody(request, BYTES_MAX);
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 415);
  });

  test("answers one that is too large with 413, whatever it calls itself", async () => {
    const answer = await takeBody(post({}, "x".repeat(BYTES_MAX + 1)), BYTES_MAX);
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 413);
    assert.equal(answer.headers.get("connection"), "close");
  });
});

describe("takeBytes()", () => {
  test("takes a body whatever it calls itself", async () => {
    const body = await takeBytes(post({ "content-type": "text/plain" }, "any"), BYTES_MAX);
    assert.deepEqual(body, new TextEncoder().encode("any"));
  });
});

describe("answerAndLog()", () => {
  /** @returns The one line that was logged. */
  async function lineOf(answer: (note: Note) => Response): Promise<Record<string, unknown>> {
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => void lines.push(line) });
    await answerAndLog(log, "delivery", async (note) => answer(note));
    assert.equal(lines.length, 1);
    return JSON.parse(lines[0] ?? "");
  }

  test("logs what was noted, and what the answer is", async () => {
    const line = await lineOf((note) => {
      note.event_id = "evt_1";
      // @ts-expect-error A misspelt field would be missing from every line, and nobody would know.
      note.evnt_id = "evt_1";
      return Response.json({ received: true });
    });
    assert.deepEqual(
      [line["level"], line["msg"], line["event_id"], line["status"]],
      ["info", "delivery", "evt_1", 200],
    );
  });

  test("says of a refusal which it was, as a warning", async () => {
    const refusal = { error: "not_applied", event_id: "evt_1", code: "read_failed", other: "x" };
    const line = await lineOf(() => Response.json(refusal, { status: 503 }));
    assert.deepEqual(
      [line["level"], line["refusal"], line["event_id"], line["code"], line["other"]],
      ["warn", "not_applied", "evt_1", "read_failed", undefined],
    );
  });

  test("calls a bug of ours an error", async () => {
    const line = await lineOf((note) => {
      note.at = ["at receive (webhook.ts:1:1)"];
      return Response.json({ error: "not_applied" }, { status: 503 });
    });
    assert.equal(line["level"], "error");
  });
});
