/** docs/target-contract.md says all that is demanded, and its examples are true. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { newSession, SESSION_COMMANDS } from "../harness/providers/proxy/session-moves.ts";
import {
  newSubscription,
  SUBSCRIPTION_COMMANDS,
} from "../harness/providers/proxy/subscription-moves.ts";
import { CATALOGUE } from "../harness/run/catalogue.ts";
import { faults } from "../harness/stand-alone/requests.ts";
import { anchorsOf, linksOf, PAGES, pageText } from "./pages.ts";

const HARNESS = new URL("../harness/", import.meta.url);
const contract = pageText("target-contract.md");

/** A section of the contract, up to the next heading. */
function section(heading: string): string {
  const [, text] = contract.split(`\n${heading}\n`);
  assert.ok(text, `there is no section ${heading}`);
  return text.split(/^#/m)[0] ?? "";
}

function codeIn(text: string, language: string): string {
  const code = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text)?.[1];
  assert.ok(code, `there is no ${language} in it`);
  return code;
}

/** The HTTP example of a section: its headers by their names in lower case, and its body's bytes. */
function deliveryIn(heading: string) {
  const [head = "", body = ""] = codeIn(section(heading), "http").split("\n\n");
  const spelled = head.split("\n").slice(1);
  const headers = new Map(
    spelled
      .map((line) => line.split(": "))
      .map(([name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  return {
    header: (name: string) => headers.get(name) ?? "",
    body: body.replace(/\n$/, ""),
    spelled: spelled.filter((line) => !line.startsWith("Content-Type")),
  };
}

const AT = "2026-01-01T00:00:00.000Z";

const secret = /whsec_\w+/.exec(section("## Signature"))?.[0] ?? "";

describe("the source of every requirement", () => {
  for (const { id, source } of CATALOGUE) {
    test(`is a heading that exists: ${id}`, () => {
      for (const one of source.split("; ")) {
        const [, page = "", anchor = ""] = /^docs\/([\w-]+\.md)#([\w-]+)$/.exec(one) ?? [];
        assert.ok(PAGES.includes(page), `${one} is no docs/<page>.md#<heading>`);
        assert.ok(anchorsOf(page).includes(anchor), `${page} has no heading #${anchor}`);
      }
    });
  }
});

describe("the pages that code and texts name", () => {
  const files = readdirSync(HARNESS, { recursive: true, encoding: "utf8" });
  const named = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const text = readFileSync(new URL(file, HARNESS), "utf8");
      const sees = [...text.matchAll(/@see (.*?)(?: @module|\n)/g)].flatMap(([, see = ""]) =>
        see.split("; "),
      );
      const links = [...text.matchAll(/docs\/[\w-]+\.md#[\w-]+/g)].map(([link]) => link);
      return [...sees, ...links].map((name) => ({ file, name }));
    });

  test("have the headings by which they are named", () => {
    const links = named.filter(({ name }) => name.startsWith("docs/"));
    assert.ok(links.length > CATALOGUE.length / 2);
    for (const { file, name } of links) {
      const [, page = "", anchor = ""] = /^docs\/([\w-]+\.md)#([\w-]+)/.exec(name) ?? [];
      assert.ok(PAGES.includes(page) && anchorsOf(page).includes(anchor), `${file}: ${name}`);
    }
  });

  test("are pages of docs/, or of the web", () => {
    for (const { file, name } of named) {
      assert.match(name, /^(docs\/|https?:\/\/|\w+(\.\w+)*\.(com|org))/, file);
    }
  });
});

describe("the pages in docs/", () => {
  for (const page of PAGES) {
    test(`link to what exists: ${page}`, () => {
      for (const link of linksOf(page).filter((each) => !/^https?:/.test(each))) {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : path;
        assert.ok(existsSync(new URL(`../docs/${target}`, import.meta.url)), link);
        if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), link);
      }
    });

    test(`have no heading twice, which a link could not tell apart: ${page}`, () => {
      const anchors = anchorsOf(page);
      assert.deepEqual(anchors, [...new Set(anchors)]);
    });
  }
});

describe("the contract's examples", () => {
  test("are rightly signed by t-v1", () => {
    const { header, body } = deliveryIn("### t-v1");
    const [, timestamp] = /^t=(\d+),/.exec(header("proxy-signature")) ?? [];
    const mac = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    assert.equal(header("proxy-signature"), `t=${timestamp},v1=${mac}`);
  });

  test("are rightly signed by Standard Webhooks", () => {
    const { header, body } = deliveryIn("### Standard Webhooks");
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const signed = `${header("webhook-id")}.${header("webhook-timestamp")}.${body}`;
    const mac = createHmac("sha256", key).update(signed).digest("base64");
    assert.equal(header("webhook-signature"), `v1,${mac}`);
    assert.equal(header("webhook-id"), JSON.parse(body).id);
  });

  for (const heading of ["### t-v1", "### Standard Webhooks", "### Gwop's signature"]) {
    test(`are signed by the page's own lines for a shell: ${heading}`, () => {
      const { spelled, body } = deliveryIn(heading);
      const script = codeIn(section(heading), "sh");
      assert.ok(script.includes(`secret=${secret}\n`) && script.includes(`body='${body}'\n`));
      const { stdout, stderr } = spawnSync("sh", ["-eu"], { input: script, encoding: "utf8" });
      assert.deepEqual(stdout.trimEnd().split("\n"), spelled, stderr);
    });
  }

  test("have the length that is said of them", () => {
    const said = /body has (\d+) bytes/.exec(section("## Signature"))?.[1];
    for (const heading of ["### t-v1", "### Standard Webhooks"]) {
      assert.equal(Buffer.byteLength(deliveryIn(heading).body), Number(said), heading);
    }
  });

  test("have all fields of the objects that the simulator serves, and no other", () => {
    const session = newSession("psess_1", "user_42", [], AT);
    const subscription = newSubscription(session, { subscription: "psub_1", trial: false }, AT);
    for (const [heading, object] of [
      ["### Session", session],
      ["### Subscription", subscription],
    ] as const) {
      const example = JSON.parse(codeIn(section(heading), "json"));
      assert.deepEqual(Object.keys(example), Object.keys(object), heading);
    }
  });

  test("name every command and every fault of the simulator", () => {
    const kinds = faults.shape.faults.element.options.map(({ shape }) => shape.kind.value);
    const words = section("## The simulator");
    for (const word of [...SESSION_COMMANDS, ...SUBSCRIPTION_COMMANDS, ...kinds]) {
      assert.match(words, new RegExp(`[\`"]${word}[\`"]`), word);
    }
  });
});
