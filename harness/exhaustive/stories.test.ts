import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PROVIDERS, providerNamed } from "../providers/providers.ts";
import { SESSION_COMMANDS } from "../providers/proxy/session-moves.ts";
import { SUBSCRIPTION_COMMANDS } from "../providers/proxy/subscription-moves.ts";
import { played } from "../providers/proxy/testing.ts";
import { cartOf } from "../providers/proxy/verbs.ts";
import { enact, type ProxyCommand, type ProxyWorld } from "../providers/proxy/world.ts";
import { playOf } from "../providers/testing.ts";
import { type Story, storiesOf } from "./stories.ts";

const KINDS = ["session", "active", "trial"] as const;
type Kind = (typeof KINDS)[number];

/** Another way of finding Proxy's stories: two purchases, and whatever may be commanded, in any order. */
function* foundByTrying(events: number): Generator<string> {
  const verbs = [...SESSION_COMMANDS, ...SUBSCRIPTION_COMMANDS];
  for (const kinds of KINDS.flatMap((one) => KINDS.map((other) => [one, other] as const))) {
    const opened = played(...kinds.flatMap((_, purchase) => openingOf(purchase)));
    function* further(world: ProxyWorld, told: readonly string[]): Generator<string> {
      if (told.length === events) return yield told.join(", ");
      for (const purchase of kinds.keys()) {
        for (const verb of verbs) {
          const step = enact(world, commandOf(verb, purchase));
          if (!step.ok || step.change === null) continue;
          const said = `${purchase} ${kinds[purchase]} ${verb}`;
          const then = verb === "pay" ? started(step.world, kinds[purchase], purchase) : step.world;
          yield* further(then, [...told, said]);
        }
      }
    }
    yield* further(opened, []);
  }
}

function openingOf(purchase: number): readonly ProxyCommand[] {
  const session = `psess_${purchase}`;
  return [
    { do: "create", session, buyer: "buyer_1", items: cartOf(1) },
    { do: "hand_off", session },
    { do: "open", session },
  ];
}

/** Told with its parameters in the one form that its verb takes. */
function commandOf(verb: string, purchase: number): ProxyCommand {
  const isSessions = SESSION_COMMANDS.some((one) => one === verb);
  const about = isSessions
    ? { session: `psess_${purchase}` }
    : { subscription: `psub_${purchase}` };
  return { do: verb, ...about } as ProxyCommand;
}

function started(world: ProxyWorld, kind: Kind | undefined, purchase: number): ProxyWorld {
  if (kind === "session") return world;
  const ids = { session: `psess_${purchase}`, subscription: `psub_${purchase}` };
  const step = enact(world, { do: "start_subscription", ...ids, trial: kind === "trial" });
  assert.ok(step.ok);
  return step.world;
}

/** In the same words. A purchase is known by the order in which they first tell of themselves. */
function inWords(story: Story): string {
  const kinds = new Map<number, Kind>();
  for (const { purchase, deeds } of story) {
    const [first] = deeds;
    if (kinds.has(purchase) || first === undefined) continue;
    kinds.set(purchase, first.verb === "begin" ? "session" : first.which > 1 ? "trial" : "active");
  }
  return story
    .map(({ purchase, deeds }) => {
      const verb = deeds.at(-1)?.verb ?? "";
      return `${purchase} ${kinds.get(purchase)} ${verb === "subscribe" ? "pay" : verb}`;
    })
    .join(", ");
}

/** A subscription's session is paid first: whoever cancels it before has sold none. */
function isProxyStory(told: string): boolean {
  const firsts = new Map<string, string>();
  for (const one of told.split(", ")) {
    const [purchase = "", kind = "", verb = ""] = one.split(" ");
    if (!firsts.has(purchase)) firsts.set(purchase, `${kind} ${verb}`);
  }
  return (
    told.startsWith("0") &&
    [...firsts.values()].every((first) => first.startsWith("session") || first.endsWith(" pay"))
  );
}

describe("storiesOf()", () => {
  for (const events of [1, 2, 3]) {
    test(`finds every story of ${events} of Proxy's events, and each once`, () => {
      const { repertoire } = providerNamed("proxy");
      const told = storiesOf(events, playOf("proxy"), repertoire).map(inWords);
      const tried = new Set([...foundByTrying(events)].filter(isProxyStory));
      assert.deepEqual(told.toSorted(), [...tried].toSorted());
    });
  }

  for (const { name, repertoire } of PROVIDERS) {
    test(`begins no more than two purchases, the first one first: ${name}`, () => {
      for (const story of storiesOf(3, playOf(name), repertoire)) {
        const purchases = story.map(({ purchase }) => purchase);
        assert.ok(Math.max(...purchases) < 2);
        assert.equal(purchases[0], 0);
        assert.equal(story.filter(({ about }) => about !== null).length, 3);
      }
    });
  }

  test("lets Gwop's invoice be registered, or never", () => {
    const { repertoire } = providerNamed("gwop");
    const told = storiesOf(1, playOf("gwop"), repertoire).map((story) =>
      story.map(({ deeds }) => deeds.map(({ verb }) => verb).join(" ")).join(", "),
    );
    const firsts = ["pay_invoice", "pay_invoice_short", "expire_invoice", "cancel_invoice"];
    const expected = firsts.flatMap((verb) => [`issue ${verb}`, `issue ${verb}, register`]);
    assert.deepEqual(told.toSorted(), expected.toSorted());
  });
});
