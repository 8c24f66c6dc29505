/** What a webhook route is over HTTP. @module */

import type { Requirement } from "../requirement.ts";
import { httpPatience } from "./http-patience.ts";
import { httpRoute } from "./http-route.ts";

export const http: readonly Requirement[] = [...httpRoute, ...httpPatience];
