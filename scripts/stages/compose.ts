/** What `deploy/compose.yaml` tells the receiver and the harness. @module */

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

export const COMPOSE_FILE = "deploy/compose.yaml";

/** Where secrets are in a container. */
export const SECRETS_FOLDER = "/run/secrets";

const Variables = z.record(z.string(), z.coerce.string());

const Compose = z.object({
  services: z.object({
    receiver: z.object({ environment: Variables }),
    judged: z.object({ environment: Variables }),
    judge: z.object({ environment: Variables, command: z.array(z.string()) }),
  }),
});

/** With the keys that `<<` brings in, as an engine reads it. */
export function readYaml(text: string): unknown {
  return parse(text, { merge: true });
}

export function readCompose(): z.infer<typeof Compose>["services"] {
  return Compose.parse(readYaml(readFileSync(COMPOSE_FILE, "utf8"))).services;
}
