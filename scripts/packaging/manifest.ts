/** The package.json of the package, out of the project's own. Pure. @module */

import { z } from "zod";

/** Of the package, and of its command: then `npx` and its kind need nothing but the one name. */
export const PACKAGE = "proxy-checkout-conformance";

/** In the place of a repository that nobody has named. */
const NO_REPOSITORY = "OWNER/REPO";

const projectSchema = z.object({
  version: z.string(),
  license: z.string(),
  dependencies: z.object({ "fast-check": z.string() }),
});

/**
 * @param packageJson The project's.
 * @param repository `owner/name` on GitHub; npm compares it with where a release was built.
 * @throws {z.ZodError} Where the project's lacks what the package's is made of.
 */
export function manifestOf(packageJson: unknown, repository: string = NO_REPOSITORY) {
  const { version, license, dependencies } = projectSchema.parse(packageJson);
  const [major] = dependencies["fast-check"].split(".");
  return {
    name: PACKAGE,
    version,
    description:
      "Judges a receiver of Proxy Checkout's webhooks, in any language, over HTTP: signatures, repetition, order, races, outages, crashes.",
    keywords: ["webhooks", "conformance", "payments", "property-based-testing", "idempotency"],
    license,
    repository: { type: "git", url: `git+https://github.com/${repository}.git` },
    type: "module",
    bin: { [PACKAGE]: "dist/main.js" },
    exports: {
      "./in-process": { types: "./types/in-process.d.ts", default: "./dist/in-process.js" },
      "./package.json": "./package.json",
    },
    files: ["dist", "types", "docs", "CHANGELOG.md", "THIRD-PARTY.md"],
    engines: { node: ">=22" },
    // Its arbitraries meet the caller's own, so that both have to be of one copy.
    peerDependencies: { "fast-check": `^${major}.0.0` },
    peerDependenciesMeta: { "fast-check": { optional: true } },
  };
}
