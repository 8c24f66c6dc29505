/** For options that may be repeated. @module */

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}
