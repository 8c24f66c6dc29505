/** How a command is told to stop. @module */

/** Aborts on the first Ctrl-C or SIGTERM, so that what was started is stopped and reported. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
