/** What Gwop's endpoint promises just as Proxy's does: the same checks, played in Gwop's world. @module */

import { signature } from "../../../requirements/all.ts";
import { body } from "../../../requirements/body.ts";
import { dedupe } from "../../../requirements/dedupe.ts";
import { entitlement } from "../../../requirements/entitlement.ts";
import { envelope } from "../../../requirements/envelope.ts";
import { http } from "../../../requirements/http.ts";
import { order } from "../../../requirements/order.ts";
import { race } from "../../../requirements/race.ts";
import type { Requirement } from "../../../requirements/requirement.ts";
import { secrecy } from "../../../requirements/secrecy.ts";
import { time } from "../../../requirements/time.ts";
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

const WHOLE_AREAS = [...signature, ...time, ...body].filter(({ id }) => !NOT_OF_GWOP.has(id));

const SOME_OF_OTHERS = [
  ...envelope,
  ...dedupe,
  ...order,
  ...race,
  ...entitlement,
  ...http,
  ...secrecy,
].filter(({ id }) => SHARED.has(id));

export const shared: readonly Requirement[] = [...WHOLE_AREAS, ...SOME_OF_OTHERS].map(atGwop);

function atGwop(requirement: Requirement): Requirement {
  const { id, source, proof } = requirement;
  const { kills = "kills" in proof ? proof.kills : null, ...said } = WORDING.get(id) ?? {};
  // A requirement of Proxy's has no sender in its id: catalogue.test.ts holds it to that.
  return {
    ...requirement,
    ...said,
    id: `gwop/${id}` as Requirement["id"],
    provider: "gwop",
    source: `spec/gwop; as for Proxy: ${source}`,
    proof: kills === null ? proof : { kills: `gwop/${kills}` },
  };
}
