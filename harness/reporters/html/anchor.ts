/** Where on the page a requirement stands. @module */

import { html } from "hono/html";
import { type Html, show } from "../../pages/show.ts";

/**
 * An id, and a fragment: `order/any-order` as it is, since it needs no escape in either. No id of the
 * page's own has a slash.
 */
export function anchorOf(id: string): string {
  const plain = id.replace(/[^\w/-]/g, (odd) => `.${(odd.codePointAt(0) ?? 0).toString(16)}.`);
  return plain.includes("/") ? plain : `/${plain}`;
}

/** The requirement's name, which leads to it. */
export function linkTo(id: string): Html {
  return html`<a href="#${anchorOf(id)}"><code>${show(id)}</code></a>`;
}
