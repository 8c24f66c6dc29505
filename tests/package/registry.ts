/** A registry of a few packages on loopback, which npm, Bun and Deno take for the public one. */

import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a registry needs to know of a package, and the archive that `npm pack` or `bun pm pack` made. */
export type Published = {
  readonly manifest: { readonly name: string; readonly version: string };
  readonly archive: string;
};

export type Registry = { readonly url: string; readonly close: () => Promise<void> };

export async function startRegistry(packages: readonly Published[]): Promise<Registry> {
  const server = createServer(({ url = "/" }, response) => {
    const asked = decodeURIComponent(url.slice(1));
    const archived = packages.find(({ manifest }) => asked === `${manifest.name}.tgz`);
    if (archived !== undefined) return void response.end(readFileSync(archived.archive));
    const known = packages.find(({ manifest }) => asked === manifest.name);
    if (known === undefined) return void response.writeHead(404).end("{}");
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(documentOf(known, `http://${request(server.address())}`)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://${request(server.address())}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A TCP server's address is always of this shape: only a pipe's is a string. */
function request(address: string | AddressInfo | null): string {
  const { port } = address as AddressInfo;
  return `127.0.0.1:${port}`;
}

function documentOf({ manifest, archive }: Published, origin: string) {
  const bytes = readFileSync(archive);
  const digest = (algorithm: string, encoding: "base64" | "hex") =>
    createHash(algorithm).update(bytes).digest(encoding);
  const dist = {
    tarball: `${origin}/${manifest.name}.tgz`,
    integrity: `sha512-${digest("sha512", "base64")}`,
    shasum: digest("sha1", "hex"),
  };
  return {
    name: manifest.name,
    "dist-tags": { latest: manifest.version },
    versions: { [manifest.version]: { ...manifest, dist } },
  };
}
