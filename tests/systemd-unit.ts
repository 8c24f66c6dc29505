/** A unit file of systemd's, as far as deploy/systemd/ uses them. @module */

export type Unit = {
  /** What a setting says last, as systemd takes it. @throws If it isn't there. */
  readonly last: (name: string) => string;
  /** All that a setting says, in order: some of them add up. */
  readonly all: (name: string) => readonly string[];
};

/** @param instance What is behind the @ in the name by which the unit is started: `%i`. */
export function parseUnit(text: string, instance: string): Unit {
  const settings = [...text.matchAll(/^(\w+)=(.*)$/gm)].map(
    ([, name = "", value = ""]) => [name, value.replaceAll("%i", instance)] as const,
  );
  const all: Unit["all"] = (name) =>
    settings.filter(([other]) => other === name).map(([, value]) => value);
  const last: Unit["last"] = (name) => {
    const value = all(name).at(-1);
    if (value === undefined) throw new Error(`expected ${name}= in the unit`);
    return value;
  };
  return { last, all };
}

/** What is set, a variable a word: `A=1 B=2`. None of ours has a blank in its value. */
export function variablesIn(lines: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...lines.matchAll(/(?:^|\s)(\w+)=(\S*)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}
