/** Who delivers here. A team without one of them deletes its name here, and its folder. @module */

import { gwop } from "./gwop/gwop.ts";
import type { Provider } from "./provider.ts";
import { proxy } from "./proxy/proxy.ts";

export const PROVIDERS: readonly Provider[] = [proxy, gwop];
