/** A small shop's receiver of Proxy's webhooks, in memory: what a team may have on its first day. */

import { createHmac } from "node:crypto";

type State = {
  readonly id: string;
  readonly buyer_reference: string;
  readonly status: string;
  readonly updated_at: string;
  readonly original_proxy_session_id?: string;
  readonly cancel_at_period_end?: boolean;
  readonly current_period_end?: string;
  readonly cart_snapshot?: { readonly lineItems?: unknown };
};

type Settings = {
  readonly secrets: readonly string[];
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  /** Believes what an event tells, and the last one most, as receivers should not. */
  readonly believes?: boolean;
};

export function openShop(settings: Settings) {
  const states = new Map<string, State>();

  async function handle(request: Request): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    if (!isSigned(request.headers.get("proxy-signature") ?? "", body, settings.secrets)) {
      return new Response("signature", { status: 401 });
    }
    const event = parse(body);
    if (event === null) return new Response("no event", { status: 400 });
    const told = event.data?.object;
    if (!/^(proxy_session|subscription)\./.test(event.type) || told === undefined) {
      return new Response();
    }
    if (settings.believes === true) {
      states.set(told.id, told);
      return new Response();
    }
    const state = await read(told.id, settings);
    if (state === null || rankOf(state) < rankOf(told)) return new Response("", { status: 503 });
    const held = states.get(state.id);
    if (held === undefined || rankOf(held) < rankOf(state)) states.set(state.id, state);
    return new Response();
  }

  async function readEntitlements(buyer: string) {
    const own = [...states.values()].filter((state) => state.buyer_reference === buyer);
    const started = new Set(own.map((state) => state.original_proxy_session_id));
    return own.flatMap((state) => (started.has(state.id) ? [] : rowsOf(state)));
  }

  return { handle, readEntitlements };
}

function isSigned(header: string, body: Uint8Array, secrets: readonly string[]): boolean {
  const pairs = header.split(",").map((pair) => pair.split("="));
  const valuesOf = (name: string): readonly string[] =>
    pairs.flatMap(([key, value = ""]) => (key === name ? [value] : []));
  const [t = "", ...others] = valuesOf("t");
  if (others.length > 0 || !/^[1-9]\d{0,11}$/.test(t)) return false;
  if (Math.abs(Number(t) - Date.now() / 1000) > 300) return false;
  return secrets.some((secret) => {
    const mac = createHmac("sha256", secret).update(`${t}.`).update(body).digest("hex");
    return valuesOf("v1").includes(mac);
  });
}

type Told = { readonly type: string; readonly data?: { readonly object?: State } };

function parse(body: Uint8Array): Told | null {
  try {
    const event = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return typeof event?.id === "string" && typeof event.type === "string" ? event : null;
  } catch {
    return null;
  }
}

async function read(id: string, { apiUrl, apiKey, fetch }: Settings): Promise<State | null> {
  const kind = id.startsWith("psub_") ? "subscriptions" : "proxy_sessions";
  try {
    const response = await fetch(`${apiUrl}/${kind}/${encodeURIComponent(id)}`, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.timeout(600),
    });
    return response.status === 200 ? ((await response.json()) as State) : null;
  } catch {
    return null;
  }
}

/** The later of two with one stamp. */
const ORDER = [
  ...["created", "payer_handoff_pending", "payer_opened", "paid", "provisionable"],
  ...["trialing", "active", "past_due", "cancelled", "failed", "expired"],
];

function rankOf(state: State): string {
  const [seconds = "", fraction = ""] = state.updated_at.replace("Z", "").split(".");
  const status = String.fromCharCode(97 + ORDER.indexOf(state.status));
  const scheduled = state.cancel_at_period_end === true ? "1" : "0";
  const end = state.current_period_end ?? "";
  return `${seconds}.${fraction.padEnd(9, "0")} ${status} ${scheduled} ${end}`;
}

type Row = {
  readonly source: string;
  readonly access: "granted" | "restricted" | "ended";
  readonly renews?: boolean;
  readonly access_until?: string | null;
  readonly quantity?: number | null;
};

const ACCESS: Readonly<Record<string, Row["access"]>> = {
  provisionable: "granted",
  trialing: "granted",
  active: "granted",
  past_due: "restricted",
};

function rowsOf(state: State): readonly Row[] {
  const isSubscription = state.id.startsWith("psub_");
  const access = ACCESS[state.status] ?? (isSubscription ? "ended" : null);
  if (access === null) return [];
  if (isSubscription) {
    const renews = state.cancel_at_period_end !== true;
    return [{ source: state.id, access, renews, access_until: state.current_period_end ?? null }];
  }
  return [{ source: state.id, access, quantity: quantityOf(state.cart_snapshot?.lineItems) }];
}

/** The sum; null where there is no list of items, or one has no whole quantity. */
function quantityOf(items: unknown): number | null {
  if (!Array.isArray(items)) return null;
  const quantities = items.map((item: { quantity?: unknown } | null) => item?.quantity);
  const isWhole = (one: unknown): one is number => Number.isSafeInteger(one) && Number(one) >= 0;
  if (!quantities.every(isWhole)) return null;
  const sum = quantities.reduce((all, one) => all + one, 0);
  return Number.isSafeInteger(sum) ? sum : null;
}
