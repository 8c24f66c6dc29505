/** Shows the whole idea at work: the harness judges the receiver, on a real Postgres. @module */

import { runScript } from "./lifetime.ts";
import { openDatabase } from "./open-database.ts";

/** The same histories for everyone, so that two people can compare what they see. */
const SEED = "42";

await runScript(async (lifetime) => {
  const { url, description } = await openDatabase(lifetime);
  console.log(`Database: ${description}
A simulated sender now signs events and delivers them, repeated and out of order, to the receiver
in server/; the harness reads the entitlements back and says which requirements held.
`);

  const args = ["run", "--start", "bun server/main.ts", "--seed", SEED, ...process.argv.slice(2)];
  const harness = lifetime.start(process.execPath, ["harness/main.ts", ...args], {
    DATABASE_URL: url,
  });
  const code = await harness.exited;

  if (code === 0) {
    console.log(`
Next: change something in server/ and run scripts/demo again, to see it caught;
      scripts/dev              the receiver, a simulated Proxy and a database to work with;
      scripts/harness --help   judge a receiver of your own.`);
  }
  return code;
});
