/** deploy/kubernetes/: the manifests, as far as they can be judged without a cluster. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { validate as isDeployment } from "kubernetes-models/_schemas/IoK8sApiAppsV1Deployment";
import { validate as isService } from "kubernetes-models/_schemas/IoK8sApiCoreV1Service";
import { validate as isIngress } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress";
import { validate as isNetworkPolicy } from "kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy";
import { validate as isDisruptionBudget } from "kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget";
import { z } from "zod";
import packageJson from "../package.json" with { type: "json" };
import { readYaml } from "../scripts/stages/compose.ts";

const FOLDER = resolve(import.meta.dirname, "../deploy/kubernetes");
const read = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

/** By the API's own schemas, of each kind that there is. */
const SCHEMAS: Readonly<Record<string, (object: unknown) => boolean>> = {
  Deployment: isDeployment,
  Service: isService,
  Ingress: isIngress,
  NetworkPolicy: isNetworkPolicy,
  PodDisruptionBudget: isDisruptionBudget,
};

/** How long the receiver takes to stop, and its log to be taken: see server/README.md. */
const STOP_SECONDS = 11;

/** Postgres' default, less what it keeps for itself. */
const CONNECTIONS_MAX = 97;

const Named = z.object({ name: z.string() });
const Container = z.object({
  image: z.string(),
  ports: z.array(Named.extend({ containerPort: z.number() })),
  env: z.array(Named.extend({ value: z.string() })),
  securityContext: z.record(z.string(), z.unknown()),
  lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }),
  volumeMounts: z.array(Named.extend({ mountPath: z.string(), readOnly: z.boolean().optional() })),
});
const Pod = z.object({
  automountServiceAccountToken: z.boolean(),
  securityContext: z.record(z.string(), z.unknown()),
  terminationGracePeriodSeconds: z.number(),
  containers: z.tuple([Container]),
});
const Labels = z.record(z.string(), z.string());
const Deployment = z.object({
  spec: z.object({
    replicas: z.number(),
    strategy: z.object({
      rollingUpdate: z.object({ maxSurge: z.number(), maxUnavailable: z.number() }),
    }),
    selector: z.object({ matchLabels: Labels }),
    template: z.object({ metadata: z.object({ labels: Labels }), spec: Pod }),
  }),
});

const { spec } = Deployment.parse(readYaml(read("deployment.yaml")));
const pod = spec.template.spec;
const [container] = pod.containers;
const variable = (name: string) => container.env.find((one) => one.name === name)?.value;

/**
 * What is wrong with a manifest by its kind's schema.
 *
 * The schemas, as the API's, let keys pass that they don't know, while the API refuses them. So the
 * object is told by its own keys which of them nobody has looked at.
 */
function complaints(text: string): readonly string[] {
  const object = z.looseObject({ kind: z.string() }).parse(readYaml(text));
  const validate = SCHEMAS[object.kind];
  if (validate === undefined)
    return [`kind ${object.kind}: expected one that there is a schema of`];
  const unread = new Set<string>();
  const isValid = validate(watched(object, "", unread));
  return [...(isValid ? [] : ["not valid"]), ...unread];
}

function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => {
    unread.add(`${path}/${key}`);
    return [key, watched(part, `${path}/${key}`, unread)] as const;
  });
  const copy = Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
  return new Proxy(copy, {
    get: (target, key, receiver) => {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
  });
}

describe("the manifests", () => {
  const files = readdirSync(FOLDER).filter((name) => name !== "kustomization.yaml");

  test("are all named by kustomization.yaml", () => {
    const { resources } = z
      .object({ resources: z.array(z.string()) })
      .parse(readYaml(read("kustomization.yaml")));
    assert.deepEqual(resources.toSorted(), files.toSorted());
  });

  for (const name of files) {
    test(`${name} is valid by the API's schema, and has no key that it doesn't know`, () => {
      assert.deepEqual(complaints(read(name)), []);
    });
  }

  for (const [name, right, wrong] of [
    ["deployment.yaml", "replicas: 2", "replicas: two"],
    ["deployment.yaml", "runAsNonRoot: true", "runAsNoRoot: true"],
    ["deployment.yaml", "            seconds: 5", "            second: 5"],
    ["disruption-budget.yaml", "minAvailable", "minAvailables"],
    ["network-policy.yaml", "podSelector", "podSelektor"],
    ["service.yaml", "targetPort", "targetPorts"],
    ["ingress.yaml", "pathType: Exact", "pathTyp: Exact"],
  ] as const) {
    test(`${name} would not be with "${wrong.trim()}"`, () => {
      assert.ok(read(name).includes(right));
      assert.notDeepEqual(complaints(read(name).replace(right, wrong)), []);
    });
  }
});

describe("the deployment", () => {
  test("gives the receiver no rights, no root, nothing to write to, and no token of the cluster", () => {
    assert.equal(pod.automountServiceAccountToken, false);
    const { runAsNonRoot, runAsUser, seccompProfile } = pod.securityContext;
    assert.deepEqual(
      { runAsNonRoot, runAsUser, seccompProfile },
      { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    );
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("lets one end in peace, after everybody has heard that it will, and never has fewer than two", () => {
    const { sleep } = container.lifecycle.preStop;
    assert.ok(pod.terminationGracePeriodSeconds > sleep.seconds + STOP_SECONDS);
    assert.equal(spec.replicas, 2);
    assert.equal(spec.strategy.rollingUpdate.maxUnavailable, 0);
  });

  test("asks for no more connections in a rollout than Postgres has by default", () => {
    const instances = spec.replicas + spec.strategy.rollingUpdate.maxSurge;
    assert.ok(instances * (Number(variable("DATABASE_POOL_MAX")) + 2) < CONNECTIONS_MAX);
  });

  test("sets the receiver's variables that there are, and secrets from mounted files alone", () => {
    const known = [...readFileSync("server/.env.example", "utf8").matchAll(/^(\w+)=/gm)];
    const mount = container.volumeMounts.find(({ readOnly }) => readOnly)?.mountPath ?? "nowhere";
    for (const { name, value } of container.env) {
      assert.ok(
        known.some(([, one]) => one === name),
        name,
      );
      assert.doesNotMatch(name, /TOKEN$|SECRET$|KEY$|DATABASE_URL$/);
      if (name.endsWith("_FILE")) assert.ok(value.startsWith(`${mount}/`), value);
    }
  });

  test("runs the image of this version, on the port that everybody else means", () => {
    assert.equal(container.image.split(":")[1], packageJson.version);
    assert.deepEqual(
      container.ports.map(({ name, containerPort }) => [name, String(containerPort)]),
      [
        ["http", variable("PORT")],
        ["inspector", variable("INSPECTOR_PORT")],
      ],
    );
    for (const { containerPort } of container.ports) {
      assert.match(read("network-policy.yaml"), new RegExp(`port: ${containerPort}\n`));
    }
  });

  test("has an inspector that no Service and no Ingress leads to", () => {
    const ports = [...read("service.yaml").matchAll(/targetPort: (\w+)/g)].map(([, to]) => to);
    assert.deepEqual(ports, ["http"]);
    const paths = [...read("ingress.yaml").matchAll(/path: (\S+)\n +pathType: (\w+)/g)];
    assert.deepEqual(
      paths.map(([, path, type]) => [path, type]),
      [["/api/proxy/webhook", "Exact"]],
    );
  });

  test("is what everything else selects", () => {
    const [[key, value] = []] = Object.entries(spec.selector.matchLabels);
    for (const name of ["disruption-budget.yaml", "network-policy.yaml", "service.yaml"]) {
      assert.ok(read(name).includes(`${key}: ${value}`), name);
    }
    assert.equal(spec.template.metadata.labels[key ?? ""], value);
  });
});
