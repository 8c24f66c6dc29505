import assert from "node:assert/strict";
import { test } from "node:test";
import { drawTerminal } from "./terminal-picture.ts";

test("colours what the terminal coloured, and keeps the columns", () => {
  const picture = drawTerminal("plain \u001b[31mred\u001b[39m plain", "a run");
  assert.match(picture, /x="16" [^>]*fill="#e6edf3"[^>]*>plain <\/text>/);
  assert.match(picture, /x="66.4" [^>]*fill="#ff7b72"[^>]*>red<\/text>/);
  assert.match(picture, /x="91.6" [^>]*fill="#e6edf3"[^>]*> plain<\/text>/);
});

test("shows markup as text", () => {
  const picture = drawTerminal("<script>&", "<b>");
  assert.match(picture, />&lt;script&gt;&amp;<\/text>/);
  assert.match(picture, /<title>&lt;b&gt;<\/title>/);
});

test("is as high as there are lines, empty ones included", () => {
  assert.match(drawTerminal("a\n\nb", "a run"), /viewBox="0 0 704 89"/);
});

test("goes on in the next line where a terminal's would end", () => {
  const picture = drawTerminal(`${"a".repeat(70)}\u001b[31m${"b".repeat(95)}\u001b[39m!`, "a run");
  assert.deepEqual(
    [...picture.matchAll(/>([ab!]+)<\/text>/g)].map(([, text = ""]) => text.length),
    [70, 10, 80, 5, 1],
  );
});
