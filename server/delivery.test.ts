import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Note, nothingLearned } from "./arrival.ts";
import { createBodyBudget, SEAT_BYTES } from "./body-budget.ts";
import { answerAndLog, takeBody, takeBytes } from "./delivery.ts";
import { createLog } from "./log.ts";

const BYTES_MAX = 8;

const ROOM = { bytesMax: BYTES_MAX, seat: { hasRoom: () => true, reserve: () => true } };

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
      const body = await takeBody(post(headers), ROOM);
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
      const answer = await takeBody(post(headers), ROOM);
      assert.ok(answer instanceof Response);
      assert.equal(answer.status, 415);
      assert.deepEqual(await answer.json(), { error });
    });
  }

  test("answers a body that calls itself nothing at all with 415", async () => {
    const request = post({});
    request.headers.delete("content-type");
    const answer = await takeBody(request, ROOM);
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 415);
  });

  test("answers one that is too large with 413, whatever it calls itself", async () => {
    const answer = await takeBody(post({}, "x".repeat(BYTES_MAX + 1)), ROOM);
    assert.ok(answer instanceof Response);
    assert.equal(answer.status, 413);
    assert.equal(answer.headers.get("connection"), "close");
  });
});

describe("takeBytes()", () => {
  test("takes a body whatever it calls itself", async () => {
    const body = await takeBytes(post({ "content-type": "text/plain" }, "any"), ROOM);
    assert.deepEqual(body, new TextEncoder().encode("any"));
  });
});

describe("answerAndLog()", () => {
  /** @returns The one line that was logged. */
  async function lineOf(answer: (note: Note) => Response): Promise<Record<string, unknown>> {
    const lines: string[] = [];
    const log = createLog("info", { write: (line) => void lines.push(line) });
    const learned = nothingLearned();
    await answerAndLog({ log, learned, bodies: createBodyBudget() }, "delivery", async () =>
      answer(learned.note),
    );
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

  test("leaves its seat with every ending, and refuses at once where there is none", async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog("info", { write: (line) => void lines.push(JSON.parse(line)) });
    const bodies = createBodyBudget(1, 100);
    const answer = (ending: () => Response) =>
      answerAndLog({ log, learned: nothingLearned(), bodies }, "delivery", async (seat) => {
        assert.ok(seat.reserve(SEAT_BYTES + 100));
        const other = { log, learned: nothingLearned(), bodies };
        const refused = await answerAndLog(other, "delivery", () =>
          assert.fail("there is no seat"),
        );
        assert.equal(refused.status, 503);
        assert.equal(refused.headers.get("connection"), "close");
        assert.ok(refused.headers.get("retry-after"));
        assert.equal(lines.pop()?.["refusal"], "overloaded");
        return ending();
      });
    const fail = () => {
      throw new Error("a bug");
    };
    for (let round = 0; round < 3; round += 1) {
      assert.equal((await answer(() => Response.json({}))).status, 200);
      await assert.rejects(answer(fail), /a bug/);
    }
  });
});
