/** What Gwop's endpoint promises just as Proxy's does: the same checks, played in Gwop's world. @module */

import { ENTRIES } from "../../../requirements/all.ts";
import type { Entry, Requirement } from "../../../requirements/requirement.ts";
import { PROXY_ENTRIES } from "../../proxy/requirements/all.ts";
import { named } from "../requirement.ts";
import { WORDING } from "./wording.ts";

/** By id; the others are about what only Proxy has, such as a state to be read again. */
export const SHARED: ReadonlySet<string> = new Set([
  "envelope/id-missing",
  "envelope/id-empty",
  "envelope/id-not-text",
  "envelope/id-too-long",
  "envelope/id-nul",
  "envelope/id-lone-surrogate",
  "envelope/type-missing",
  "envelope/unknown-type",
  "envelope/unknown-type-no-object",
  "envelope/unknown-fields",
  "envelope/duplicate-keys",
  "envelope/escaped-duplicate-keys",
  "envelope/deep-nesting",
  "envelope/prototype-keys",
  "envelope/type-of-prototype",
  "envelope/large-number",
  "dedupe/same-delivery-twice",
  "dedupe/fresh-stamp",
  "dedupe/new-id-same-content",
  "dedupe/unknown-type-twice",
  "dedupe/lost-answer",
  "dedupe/same-id-other-bytes",
  "dedupe/same-id-other-object",
  "dedupe/unsigned-header-id",
  "dedupe/id-case",
  "dedupe/long-id",
  "dedupe/forged-is-not-recorded",
  "dedupe/stale-is-not-recorded",
  "dedupe/malformed-is-not-recorded",
  "dedupe/acknowledged-then-killed",
  "order/months-late",
  "race/copies-together",
  "race/copies-of-each",
  "race/buyers-together",
  "entitlement/quantity",
  "entitlement/buyers-compared-exactly",
  "entitlement/buyer-reference-characters",
  "entitlement/several-purchases-of-one-buyer",
  "entitlement/unknown-buyer-is-empty",
  "entitlement/probe-needs-buyer",
  "entitlement/probe-is-guarded",
  "http/method",
  "http/allow",
  "http/content-type",
  "http/charset",
  "http/trailing-slash",
  "http/unknown-path",
  "http/header-case",
  "http/half-closed",
  "http/slow-body",
  "secrecy/no-secret-in-answer",
  "secrecy/no-expected-mac-in-answer",
  "secrecy/no-payload-in-answer",
  "secrecy/unsigned-never-echoed",
  "secrecy/answers-alike",
  "secrecy/probe-without-token",
  "secrecy/probe-wrong-token",
  "secrecy/log-has-no-secret",
  "secrecy/log-has-no-payload",
]);

/** Of an id that is signed beside the body, and of a tolerance that can be set: Gwop has neither. */
const NOT_OF_GWOP: ReadonlySet<string> = new Set([
  "signature/signed-id-must-match",
  "time/tolerance-unreadable",
]);

const WHOLE_AREAS = /^(signature|time|body)\//;

function isShared({ id }: Entry): boolean {
  return SHARED.has(id) || (WHOLE_AREAS.test(id) && !NOT_OF_GWOP.has(id));
}

export const shared: readonly Requirement[] = [...ENTRIES, ...PROXY_ENTRIES]
  .filter(isShared)
  .map(atGwop);

function atGwop(entry: Entry): Requirement {
  const { id, source, proof } = entry;
  const { kills = "kills" in proof ? proof.kills : null, ...said } = WORDING.get(id) ?? {};
  return {
    ...entry,
    ...said,
    id: named(id),
    provider: "gwop",
    source: `spec/gwop; as for Proxy: ${source}`,
    proof: kills === null ? proof : { kills: named(kills) },
  };
}
