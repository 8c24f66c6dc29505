import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { html } from "hono/html";
import { selfContained } from "./self-contained.ts";
import { show } from "./show.ts";

const HOSTILE = `</style></title><script>alert(1)</script>" onload="x \u202e\u0000`;

describe("a page that is one file", () => {
  const page = selfContained({ title: HOSTILE, style: [] }, html`<p>${show(HOSTILE)}</p>`);

  test("lets a browser load nothing but its own style", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const [, style = ""] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    assert.match(policy, /^default-src 'none';/);
    assert.ok(policy.includes(`style-src 'sha256-${hash}'`));
    assert.ok(!policy.includes("unsafe") && !policy.includes("script-src"));
  });

  test("names no address from which anything would be fetched", () => {
    const addresses = [...page.matchAll(/(?: (?:src|href|action)="|url\()([^")]+)/g)];
    assert.deepEqual(addresses.map(([, address]) => address).toSorted(), ["#content", "data:,"]);
  });

  test("shows hostile text, and lets none of it be more than text", () => {
    assert.ok(!page.includes("<script") && !page.includes("\u202e") && !page.includes("\u0000"));
    assert.ok(page.includes("⟨U+202E⟩") && page.includes("&lt;script&gt;"));
  });
});
