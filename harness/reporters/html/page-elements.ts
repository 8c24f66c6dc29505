/** For tests: what is in a page's markup, read by a strict parser. @module */

import { SaxesParser } from "saxes";

export type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text inside of it. */
  text: string;
};

/**
 * @param markup What is well-formed as XML too, such as all between `<main>` and `</main>`.
 * @throws {Error} At whatever is not.
 */
export function elementsOf(markup: string): readonly Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, text: "" };
    elements.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    for (const element of open) element.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(markup).close();
  return elements;
}

/** @returns The markup of a page from its first heading to its last line. */
export function mainOf(page: string): string {
  return page.slice(page.indexOf("<main"), page.indexOf("</main>") + "</main>".length);
}

/** White space is where a line happens to be broken. */
export function solid(text: string): string {
  return text.replaceAll(/\s+/g, "");
}
