# The conformance harness, from the package that scripts/package makes. From the project's folder:
#
#   scripts/package
#   docker build --file deploy/harness.Dockerfile --tag proxy-checkout-conformance:0.1.0 .

FROM oven/bun:1.4.5-slim AS app
WORKDIR /app
COPY dist/proxy-checkout-conformance-0.1.0.tgz harness.tgz
# A bundle without dependencies: nothing is fetched.
RUN bun add --ignore-scripts ./harness.tgz && rm harness.tgz && chmod -R a+rX .

FROM node:24.21.0-trixie-slim
WORKDIR /app
COPY --from=app /app ./
USER 1000:1000
# It runs once, and its exit code is the verdict.
HEALTHCHECK NONE
ENTRYPOINT ["node", "node_modules/.bin/proxy-checkout-conformance"]
CMD ["--help"]
