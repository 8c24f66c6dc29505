/** What is made sure of at Proxy's endpoint before a requirement is asked. @module */

import type { Preflight } from "../provider.ts";

export const preflight: Preflight = {
  tell: null,

  refused: (status, scheme) => ({
    said: `answered ${status} to a delivery signed with the signing secret`,
    remedy: `Check that the target has the same secret (--secret-env) and scheme (--scheme ${scheme.name})`,
  }),

  notFound: "Check the path of --url: it is the webhook route itself",

  assertReady: async () => {},
};
