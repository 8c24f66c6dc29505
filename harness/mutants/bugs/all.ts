/** Receivers that believe what nobody signed, or refuse what Proxy did. @module */

import type { Mutant } from "../mutant.ts";
import { signatureContentMutants } from "./signature-content.ts";
import { signatureFormMutants } from "./signature-form.ts";
import { signatureHeaderMutants } from "./signature-header.ts";

export const signatureMutants: readonly Mutant[] = [
  ...signatureHeaderMutants,
  ...signatureFormMutants,
  ...signatureContentMutants,
];
