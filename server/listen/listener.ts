/** What listening is, whoever does it: each runtime has a server of its own. @module */

export type Fetch = (request: Request) => Response | Promise<Response>;

export type Address = { readonly hostname: string; readonly port: number };

export type Listener = {
  readonly port: number;
  /** Refuses new connections; resolves when what is in flight has been answered. */
  readonly stop: () => Promise<unknown>;
};

/** @throws {Error} Where the address can't be listened on. */
export type Listen = (fetch: Fetch, address: Address) => Promise<Listener>;
