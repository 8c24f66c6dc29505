/** Proxy's API for a bench: any session is that of a purchase to be granted. Bun serves what is exported. @module */

import { NAME, PURCHASE } from "../moulds.ts";

const SESSION = JSON.stringify(PURCHASE.data.object);
const PATH = /\/proxy_sessions\/psess_([0-9a-f]+)$/;
const JSON_TYPE = { "content-type": "application/json" };

export default {
  port: process.env["PORT"],
  hostname: "127.0.0.1",
  development: false,
  fetch: ({ url }: Request) => {
    const name = PATH.exec(url)?.[1];
    return name === undefined
      ? new Response(null, { status: url.endsWith("/readyz") ? 200 : 404 })
      : new Response(SESSION.replaceAll(NAME, name), { headers: JSON_TYPE });
  },
};
