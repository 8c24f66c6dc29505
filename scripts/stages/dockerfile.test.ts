import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseStages } from "./dockerfile.ts";

describe("parseStages()", () => {
  test("reads what a stage is made of, and what it runs", () => {
    const text = `FROM one:1 AS app
WORKDIR /app
COPY a b ./
# why
RUN make \\
    all
FROM two:2
COPY --from=app /app ./
ENV HOST=0.0.0.0 PORT=3000
ENV PORT=80
EXPOSE 80
USER 1000:1000
HEALTHCHECK --interval=10s \\
  CMD ["ask", "it"]
ENTRYPOINT ["run"]
CMD ["well"]`;
    const [app, last] = parseStages(text);
    assert.equal(app?.name, "app");
    assert.equal(app?.folder, "/app");
    assert.deepEqual(app?.steps, [
      { do: "copy", from: null, sources: ["a", "b"], to: "./" },
      { do: "run", command: "make     all" },
    ]);
    assert.deepEqual(last, {
      name: "",
      image: "two:2",
      folder: "/",
      steps: [{ do: "copy", from: "app", sources: ["/app"], to: "./" }],
      environment: { HOST: "0.0.0.0", PORT: "80" },
      user: "1000:1000",
      entrypoint: ["run"],
      command: ["well"],
      healthcheck: ["ask", "it"],
    });
  });

  test("knows a stage without a health check", () => {
    assert.equal(parseStages("FROM one:1\nHEALTHCHECK NONE")[0]?.healthcheck, null);
  });

  for (const line of [
    "ENTRYPOINT run it",
    "HEALTHCHECK CMD ask it",
    "COPY --chown=1:1 a b",
    "RUN --mount=type=cache,target=/x make",
    'RUN ["make"]',
    "ADD a b",
    "VOLUME /data",
  ]) {
    test(`refuses "${line}", which it would not run as an engine does`, () => {
      assert.throws(() => parseStages(`FROM one:1\n${line}`), /Cannot run ".*": expected one/);
    });
  }

  test("refuses an instruction before any stage", () => {
    assert.throws(() => parseStages("RUN make"), /Cannot run/);
  });
});
