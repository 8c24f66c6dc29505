/** Strangers who send as badly as they can, while an honest sender wants to be answered. @module */

import type { Case, Row } from "./case.ts";
import { startReceiver } from "./receiver.ts";
import { ATTACKS } from "./strangers.ts";
import { watch } from "./watch.ts";

export const bodies: Case = {
  name: "bodies",
  about: "unsigned bodies in tiny pieces, half bodies, slow and silent connections",
  run: async (place) => {
    const receiver = await startReceiver(place);
    const rows: Row[] = [];
    for (const attack of Object.keys(ATTACKS)) {
      // A process of its own: how busy it is must not slow the honest sender down.
      const strangers = place.lifetime.start(process.execPath, [
        ...["scripts/worst-days/strangers.ts", attack, receiver.origin],
      ]);
      const seen = await watch(receiver, strangers.exited);
      rows.push({ strangers: ATTACKS[attack as keyof typeof ATTACKS].about, ...seen });
      place.lifetime.signal.throwIfAborted();
    }
    return rows;
  },
};
