/** What a webhook route is over HTTP. @module */

import { httpPatience } from "./http/patience.ts";
import { httpRoute } from "./http/route.ts";
import type { Requirement } from "./requirement.ts";

export const http: readonly Requirement[] = [...httpRoute, ...httpPatience];
