import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { z } from "zod";
import { parsed } from "./parsed.ts";
import { respond } from "./serve.ts";

const command = z.union([
  z.object({ do: z.enum(["pay", "cancel"]), session: z.string().min(1) }),
  z.union([
    z.object({ do: z.literal("renew"), subscription: z.string() }),
    z.object({ do: z.literal("wait"), ms: z.int() }),
  ]),
]);
const fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hang") }),
  z.strictObject({ kind: z.literal("lag"), changes: z.int().min(1) }),
]);
const body = z.strictObject({ command, faults: z.array(fault).default([]) });

async function complaintOf(text: string): Promise<string> {
  const answer = await parsed(body, text, async () => respond(200, { error: "" }));
  assert.equal(answer.kind, "respond");
  return answer.kind === "respond" ? JSON.parse(answer.body).error : "";
}

describe("a complaint about a body", () => {
  const complaints: readonly (readonly [body: unknown, complaint: RegExp])[] = [
    [{}, /^command: missing, expected object$|^command\.do: none of what there is/],
    [[], /^the body: expected object, received array$/],
    [{ command: { do: "pay" } }, /^command\.session: missing, expected string$/],
    [{ command: { do: "renew" } }, /^command\.subscription: missing, expected string$/],
    [{ command: { do: "wait", ms: "1" } }, /^command\.ms: expected number, received string$/],
    [
      { command: { do: "pya" } },
      /^command\.do: none of what there is: expected one of pay, cancel, renew, wait$/,
    ],
    [
      { command: { do: "wait", ms: 1 }, faults: [{ kind: "hang" }, { kind: "lag" }] },
      /^faults\.1\.changes: missing, expected number$/,
    ],
    [
      { command: { do: "wait", ms: 1 }, faults: [{ kind: "lags" }] },
      /^faults\.0\.kind: none of what there is: expected one of hang, lag$/,
    ],
    [{ command: { do: "wait", ms: 1 }, faluts: [] }, /^the body: no field is called faluts$/],
  ];
  for (const [wrong, complaint] of complaints) {
    test(`names the field: ${JSON.stringify(wrong)}`, async () => {
      assert.match(await complaintOf(JSON.stringify(wrong)), complaint);
    });
  }

  test("names all of them, and says so where it is no JSON at all", async () => {
    const told = await complaintOf('{"command":{"do":"pay","session":""},"faults":1}');
    assert.match(told, /^command\.session: .*; faults: expected array, received number$/);
    assert.match(await complaintOf("{"), /^the body: no JSON, expected an object/);
  });

  test("never tells the value", async () => {
    const wrong = {
      command: { do: "pay", session: ["sk_secret"], ms: "sk_secret" },
      faults: "sk_secret",
    };
    assert.ok(!(await complaintOf(JSON.stringify(wrong))).includes("sk_secret"));
  });
});
