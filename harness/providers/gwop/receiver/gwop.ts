/** The correct receiver of Gwop's webhooks, which its mutants are made from. @module */

import { BASE } from "../../../mutants/receiver.ts";
import { gwop } from "./events.ts";
import { invoices } from "./invoices.ts";
import type { GwopParts } from "./parts.ts";

export const GWOP_RECEIVER: GwopParts = { ...BASE, ...invoices, ...gwop };
