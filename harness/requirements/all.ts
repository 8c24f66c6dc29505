/** Who may speak for the sender: only who has the signing secret, over exactly these bytes. @module */

import type { Requirement } from "./requirement.ts";
import { signatureContent } from "./signature/content.ts";
import { signatureForm } from "./signature/form.ts";
import { signatureHeader } from "./signature/header.ts";
import { signatureSecret } from "./signature/secret.ts";

export const signature: readonly Requirement[] = [
  ...signatureHeader,
  ...signatureForm,
  ...signatureContent,
  ...signatureSecret,
];
