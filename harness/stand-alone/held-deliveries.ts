/** Deliveries that wait until somebody releases them, in any order. @module */

/** What waits: the first attempt to deliver an event. */
export type HeldDelivery = {
  readonly event: string;
  readonly type: string;
  readonly object: string;
};

export type HeldDeliveries = {
  readonly isOn: () => boolean;
  /** From now on deliveries are held, or not: what is held by then stays so. */
  readonly turn: (on: boolean) => void;
  readonly hold: (delivery: HeldDelivery, send: () => Promise<string>) => void;
  /** In the order in which they would have been sent. */
  readonly all: () => readonly HeldDelivery[];
  /** @returns What sends it; undefined where none of that event is held. It is held no longer. */
  readonly take: (event: string) => (() => Promise<string>) | undefined;
};

export function heldDeliveries(): HeldDeliveries {
  const waiting = new Map<string, HeldDelivery & { readonly send: () => Promise<string> }>();
  let isOn = false;
  return {
    isOn: () => isOn,
    turn: (on) => {
      isOn = on;
    },
    hold: (delivery, send) => {
      waiting.set(delivery.event, { ...delivery, send });
    },
    all: () => [...waiting.values()].map(({ event, type, object }) => ({ event, type, object })),
    take: (event) => {
      const held = waiting.get(event);
      waiting.delete(event);
      return held?.send;
    },
  };
}
