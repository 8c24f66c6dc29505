/** A recording -> a shell script that anyone can run, read and change. @module */

import type { Scheme } from "../courier/scheme.ts";
import type { Provider } from "../providers/provider.ts";
import { packaged, readOwnText } from "../settings/own-files.ts";
import { typedFile } from "../settings/typed-as.ts";
import { type Part, part } from "./prelude.ts";
import type { Step } from "./step.ts";
import { writeStep } from "./write-step.ts";

export type Story = {
  /** Says what the script is about, in its first lines. */
  readonly title: readonly string[];
  readonly provider: Provider;
  readonly scheme: Scheme;
  readonly steps: readonly Step[];
  /** How the harness is typed, which may play the sender beside it. */
  readonly program: string;
};

/**
 * @returns POSIX sh, with curl and openssl. Its exit codes are those of the harness: 0 all as
 *   required, 1 not, 2 something is not set, 3 unreachable.
 */
export function writeScript({ title, provider, scheme, steps, program }: Story): string {
  const has = (...kinds: readonly Step["kind"][]) => steps.some(({ kind }) => kinds.includes(kind));
  const isPlayed = has("command", "faults", "release", "compare");
  const story = steps
    .flatMap((step, index) => {
      const lines = writeStep(step, index, steps);
      return begins(step, steps[index - 1]) ? ["", ...lines] : lines;
    })
    .join("\n");

  const parts: readonly Part[] = [
    ...(/\$SECRET_2\b/.test(story) ? ["second-secret" as const] : []),
    ...(/\$OTHER_SECRET\b/.test(story) ? ["other-secret" as const] : []),
    scheme.isPaired ? "sign-t-v1" : "sign-standard-webhooks",
    "sign",
    "send",
    ...(has("settle") ? ["settle" as const] : []),
    ...(isPlayed ? ["simulate" as const] : []),
    ...(has("compare") ? ["probe" as const] : []),
    ...(has("process") ? ["ask" as const] : []),
  ];
  return [
    "#!/bin/sh",
    ...[...title, "", ...usage(scheme, isPlayed, program)].map((line) => `# ${line}`.trimEnd()),
    "",
    [part("setup"), readOwnText(provider.byHand.endpoint), ...parts.map(part)].join("\n"),
    story.trimStart(),
    "",
    "finish",
    "",
  ].join("\n");
}

/** A blank line stands before each thing that happens. */
function begins(step: Step, previous: Step | undefined): boolean {
  if (step.kind === "answer") return previous?.kind !== "send";
  return step.kind !== "command" || previous?.kind !== "command";
}

function usage(scheme: Scheme, isPlayed: boolean, program: string): readonly string[] {
  return [
    `Signs afresh at each run, by the scheme ${scheme.name}. It judges statuses and entitlements; for what`,
    "the requirement says beyond them, SHOW=1 prints every answer. It takes the receiver's settings",
    "for the defaults: 1 MiB of body, 300 s of tolerance. Needs curl 7.76 and openssl.",
    ...(isPlayed
      ? ["It plays Proxy's part by the simulator, from which the receiver has to read its state."]
      : []),
    ...(packaged === null ? withDev(isPlayed, program) : withoutDev(isPlayed, program)),
  ];
}

/** In the project's folder there is a receiver to try it on. */
function withDev(isPlayed: boolean, program: string): readonly string[] {
  return [
    ...(isPlayed
      ? [
          "scripts/dev starts both; or start yours with PROXY_API_BASE_URL=$SIMULATOR, and beside it",
          `  ${program} simulator --endpoint $URL`,
        ]
      : ["scripts/dev starts a receiver; URL names the webhook route of another one."]),
    "The secrets of scripts/dev:",
    `  eval "$(sed -n 's/^ *"\\([A-Z_]*\\)": "\\([^"]*\\)".*/export \\1=\\2/p' ${typedFile(".data/dev-secrets.json")})"`,
  ];
}

function withoutDev(isPlayed: boolean, program: string): readonly string[] {
  return isPlayed
    ? [
        "Start it with PROXY_API_BASE_URL=$SIMULATOR, its webhook route being $URL, and beside it",
        `  ${program} simulator --endpoint $URL`,
      ]
    : ["URL names the receiver's webhook route."];
}
