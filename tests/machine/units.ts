/** What systemd does with deploy/systemd/, for a test: it starts receivers by the unit file that was installed. @module */

import assert from "node:assert/strict";
import process from "node:process";
import { type ManagedTarget, startTarget } from "../../harness/target/managed-target.ts";
import { eventually } from "../../server/testing/process.ts";
import { parseUnit, type Unit, variablesIn } from "../systemd-unit.ts";

export type Units = {
  /** As `systemctl` is called. @throws If an instance doesn't become ready, or ends with another code than 0. */
  readonly control: (verb: string, names: readonly string[]) => Promise<void>;
  /** The end of what all of them have written. */
  readonly journal: () => string;
  readonly stop: () => Promise<void>;
};

export type UnitPlace = {
  /** Gives a file's text, by its name in a unit or below /etc, in terms of this test's folders. */
  readonly read: (file: string) => string;
  /** By the receiver's port: the unit's own is of one of four digits. */
  readonly inspectorPortOf: (instance: string) => number;
};

export function createUnits({ read, inspectorPortOf }: UnitPlace): Units {
  const running = new Map<string, ManagedTarget>();
  const unitOf = (instance: string): Unit =>
    parseUnit(read("/etc/systemd/system/proxy-receiver@.service"), instance);

  const restart = async (name: string): Promise<void> => {
    assert.equal(
      (await running.get(name)?.stop()) ?? 0,
      0,
      `${name}: expected that it ends with 0`,
    );
    const instance = name.replace("proxy-receiver@", "");
    running.set(name, await startUnit(unitOf(instance), instance, { read, inspectorPortOf }));
  };
  const reload = async (): Promise<void> => {
    const [, signal = ""] = /kill -(\w+) \$MAINPID/.exec(unitOf("any").last("ExecReload")) ?? [];
    const told = ({ output }: ManagedTarget) => output().match(/secrets (not )?reloaded/g)?.length;
    for (const receiver of running.values()) {
      const before = told(receiver);
      process.kill(receiver.pid, `SIG${signal}`);
      // A person who types the next line isn't as quick.
      await eventually("it to say so", async () => (told(receiver) === before ? null : true));
    }
  };

  return {
    control: async (verb, names) => {
      if (verb === "daemon-reload") return;
      if (verb === "reload") return reload();
      assert.ok(verb === "restart" || verb === "enable", verb);
      for (const name of names) await restart(name);
    },
    journal: () => [...running.values()].map((receiver) => receiver.output()).join("\n"),
    stop: async () => {
      await Promise.all([...running.values()].map((receiver) => receiver.stop()));
    },
  };
}

async function startUnit(
  unit: Unit,
  instance: string,
  { read, inspectorPortOf }: UnitPlace,
): Promise<ManagedTarget> {
  // This runtime, wherever it is.
  const command = unit.last("ExecStart").replace(/^\S+/, process.execPath);
  return startTarget({
    command: `env --chdir=${unit.last("WorkingDirectory")} ${command}`,
    environment: {
      ...variablesIn(unit.all("Environment").join(" ")),
      ...variablesIn(read(unit.last("EnvironmentFile"))),
      INSPECTOR_PORT: String(inspectorPortOf(instance)),
    },
    readyUrl: `http://127.0.0.1:${instance}/readyz`,
    readyWithinMs: 30_000,
    stopWithinMs: Number(unit.last("TimeoutStopSec")) * 1000,
    onOutput: () => undefined,
  });
}
