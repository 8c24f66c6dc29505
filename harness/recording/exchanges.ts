/** Pairs the requests of one connection with their answers, as both pass by. @module */

import { Buffer } from "node:buffer";
import type { Header } from "../courier/scheme.ts";
import { createMessageReader, framingOf } from "./messages.ts";

/** A body, as far as it is kept: of one that is too large only its length and hash. */
export type KeptBody = {
  readonly bytes: Uint8Array | null;
  readonly length: number;
  readonly hash: string;
};

export type Exchange = {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: KeptBody;
  /** Null where no answer came. */
  readonly status: number | null;
};

export type Exchanges = {
  readonly sent: (bytes: Uint8Array) => void;
  readonly answered: (bytes: Uint8Array) => void;
  /** Whether a request was begun that has no answer. */
  readonly isOwed: () => boolean;
  /** The connection is over. */
  readonly end: () => void;
};

type Means = {
  readonly bodyBytesMax: number;
  readonly hash: () => { readonly add: (bytes: Uint8Array) => void; readonly hex: () => string };
  readonly now: () => number;
  /** A whole request, and its answer or that there is none. */
  readonly onExchange: (exchange: Exchange) => void;
  /** A request that did not come whole, or is none that can be read. */
  readonly onHalf: () => void;
};

type Open = Omit<Exchange, "endedAt" | "body" | "status"> & {
  readonly take: (bytes: Uint8Array) => void;
  readonly body: () => KeptBody;
  isWhole: boolean;
  status: number | null;
  endedAt: number | null;
};

export function createExchanges({ bodyBytesMax, hash, now, onExchange, onHalf }: Means): Exchanges {
  /** Oldest first; the last one may still be on its way. */
  const open: Open[] = [];

  const settle = (): void => {
    for (let [first] = open; first?.isWhole === true && first.endedAt !== null; [first] = open) {
      open.shift();
      const { startedAt, endedAt, method, target, headers, body, status } = first;
      onExchange({ startedAt, endedAt, method, target, headers, status, body: body() });
    }
  };
  const requests = createMessageReader({
    onHead: ({ start, headers }) => {
      const [method = "", target = ""] = start.split(" ");
      if (!/^[A-Z]+ \S+ HTTP\/1\.[01]$/.test(start)) {
        onHalf();
        return "other_protocol";
      }
      const body = bodyKept(bodyBytesMax, hash());
      const ends = { isWhole: false, status: null, endedAt: null };
      open.push({ startedAt: now(), method, target, headers, ...body, ...ends });
      return framingOf(headers) ?? 0;
    },
    onBody: (bytes) => open.at(-1)?.take(bytes),
    onEnd: () => {
      const last = open.at(-1);
      if (last !== undefined) last.isWhole = true;
      settle();
    },
    onOdd: onHalf,
  });
  const answers = createMessageReader({
    onHead: ({ start, headers }) => {
      const status = Number(/^HTTP\/1\.[01] ([1-5]\d\d)(?: |$)/.exec(start)?.[1]);
      const asked = open.find((one) => one.endedAt === null);
      if (Number.isNaN(status) || status === 101 || asked === undefined) return "other_protocol";
      if (status < 200) return 0; // go on, it says
      asked.status = status;
      asked.endedAt = now();
      const hasNone = asked.method === "HEAD" || status === 204 || status === 304;
      return hasNone ? 0 : (framingOf(headers) ?? "to_the_end");
    },
    onBody: () => undefined,
    onEnd: settle,
  });
  return {
    sent: requests.push,
    answered: answers.push,
    isOwed: () => open.some((one) => one.endedAt === null),
    end: () => {
      requests.end();
      answers.end();
      for (const one of open) one.endedAt ??= now();
      settle();
      for (const _half of open.splice(0)) onHalf();
    },
  };
}

function bodyKept(bytesMax: number, hash: ReturnType<Means["hash"]>): Pick<Open, "take" | "body"> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return {
    take: (bytes) => {
      hash.add(bytes);
      length += bytes.length;
      if (length <= bytesMax) pieces.push(Buffer.from(bytes));
      else pieces.length = 0;
    },
    body: () => ({
      bytes: length <= bytesMax ? Buffer.concat(pieces) : null,
      length,
      hash: hash.hex(),
    }),
  };
}
