/** Gwop as a provider: its settings, and its two routes. @module */

import type { AddRoutes, Provider } from "../provider.ts";
import { takeUpAgain } from "./again.ts";
import { type GwopConfig, readGwop } from "./config.ts";
import { receiveRegistration } from "./register.ts";
import { receiveGwopDelivery } from "./webhook.ts";

export const gwop: Provider = {
  name: "gwop",
  configure: (read) => {
    const config = readGwop(read);
    return config === null ? null : { addRoutes: routesOf(config), takeUpAgain };
  },
};

export function routesOf(config: GwopConfig): AddRoutes {
  return (app, shared) => {
    const context = { gwop: config, ...shared };
    app.post("/api/gwop/webhook", (c) => receiveGwopDelivery(context, c.req.raw, c.var));

    const { operatorToken } = config;
    if (operatorToken === null) return;
    app.put("/api/gwop/invoices/:invoice_id", (c) => {
      const put = { request: c.req.raw, invoiceId: c.req.param("invoice_id") };
      return receiveRegistration({ operatorToken, ...shared }, put, c.var);
    });
  };
}
