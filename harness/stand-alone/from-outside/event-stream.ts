/** Server-sent events, read from a stream of bytes. @see https://html.spec.whatwg.org/multipage/server-sent-events.html @module */

export type ServerSentEvent = {
  /** Null where it has none of its own. */
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
};

/** Beyond what any event of a simulator's is long. */
const EVENT_CHARACTERS_MAX = 1024 * 1024;

/** @throws {Error} If an event is longer than any could be. */
export async function* eventsIn(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    // What ends with a carriage return may go on with the line feed that belongs to it.
    const blocks = rest.split(/(?:\r\n|\r(?!\n|$)|\n){2}/);
    rest = blocks.pop() ?? "";
    if (rest.length > EVENT_CHARACTERS_MAX)
      throw new Error("Cannot read the stream: no event ends");
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== null) yield event;
    }
  }
}

/** @returns Null where nothing is told, as by a comment. */
function eventOf(block: string): ServerSentEvent | null {
  const fields = block.split(/\r\n|\r|\n/).map((line) => {
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    return { name, value };
  });
  const valuesOf = (wanted: string) =>
    fields.filter(({ name }) => name === wanted).map(({ value }) => value);
  const data = valuesOf("data");
  if (data.length === 0) return null;
  const id = valuesOf("id").at(-1) ?? null;
  return { id, event: valuesOf("event").at(-1) ?? "message", data: data.join("\n") };
}
