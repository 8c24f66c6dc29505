/**
 * Makes the images' stages by their own lines, and runs what they would run, where there is no engine.
 *
 * @module
 */

import { chmod } from "node:fs/promises";
import { printedHelp } from "./help.ts";
import { type Lifetime, runScript } from "./lifetime.ts";
import { makeTemporaryFolder, openDatabase } from "./open-database.ts";
import { installRuntimes } from "./runtimes.ts";
import { SetupError } from "./setup-error.ts";
import { buildStages } from "./stages/build.ts";
import { explainUntried, openContainer } from "./stages/container.ts";
import { tryReceiver } from "./stages/try-receiver.ts";

const HELP = `Usage: scripts/images

Makes the stages of deploy/*.Dockerfile in folders, by their own lines, and runs what the images would
run: the receiver on each runtime, judged by the harness. It needs no engine, but root on Linux.`;

if (!printedHelp(HELP)) await runScript(tryImages);

async function tryImages(lifetime: Lifetime): Promise<number> {
  const reason = explainUntried();
  if (reason !== null) {
    console.log(`The images' stages are not tried: ${reason}`);
    return ["true", "1"].includes(process.env["CI"] ?? "") ? 1 : 0;
  }
  const path = await installRuntimes(lifetime);
  const home = await makeTemporaryFolder(lifetime);
  await chmod(home, 0o755); // the images' user looks in
  const { url } = await openDatabase(lifetime);
  if ((await lifetime.start("scripts/package", []).exited) !== 0) {
    throw new SetupError("Cannot make the harness's image: scripts/package failed, see above");
  }

  process.umask(0o022); // an engine's, whatever a person's is
  const place = { home, path };
  const [judge] = (await buildStages(lifetime, "deploy/harness.Dockerfile", place)).slice(-1);
  if (judge === undefined) throw new Error("deploy/harness.Dockerfile has no stage");
  const harness = await openContainer(lifetime, judge, path);
  const receivers = await buildStages(lifetime, "deploy/receiver.Dockerfile", place);
  for (const stage of receivers.filter(({ entrypoint }) => entrypoint.length > 0)) {
    const receiver = await openContainer(lifetime, stage, path);
    if (!(await tryReceiver(lifetime, { receiver, harness, home, url }))) return 1;
  }
  return 0;
}
