/** Proxy's two signature schemes. @see docs/assumptions.md#a1 @module */

import { pairedScheme, type Scheme } from "../../courier/scheme.ts";
import { STANDARD_WEBHOOKS } from "../../courier/standard-webhooks.ts";

export const T_V1 = pairedScheme("t-v1", "Proxy-Signature");

/** The first is the default. */
export const PROXY_SCHEMES: readonly [Scheme, ...Scheme[]] = [T_V1, STANDARD_WEBHOOKS];
