/** How a command is told to stop. @module */

/** What an interruption ends by, where there is no report yet that could say so. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode = 130;
}

/** A wrapper such as `bun run` hands on the Ctrl-C that the terminal has sent us already. */
const SAME_KEY_MS = 500;

/**
 * Aborts on the first Ctrl-C or SIGTERM, so that what was started is stopped and reported.
 *
 * The second one ends us at once, by `process.exit()`: a signal's own way to end us would leave a
 * started target running.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  let interruptedAt = 0;
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      interruptedAt = performance.now();
      controller.abort(new Interrupted("Interrupted before there was anything to report"));
    } else if (performance.now() - interruptedAt > SAME_KEY_MS) {
      process.exit(130);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  return controller.signal;
}
