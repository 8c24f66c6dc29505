# The reference receiver. From the project's folder:
#
#   docker build --file deploy/receiver.Dockerfile --tag proxy-checkout-receiver:0.1.0 .
#
# The last stage is the default: Bun, as package.json pins it. `--target on-node` or `--target on-deno`
# make the same receiver on another runtime.

FROM oven/bun:1.4.5-slim AS app
WORKDIR /app
# Before the sources, so that a change of theirs installs nothing anew.
COPY package.json bun.lock bunfig.toml ./
COPY sdk/package.json sdk/
RUN bun install --frozen-lockfile --production --ignore-scripts
COPY LICENSE ./
COPY sdk sdk
COPY server server
COPY deploy/healthcheck.ts deploy/
# Where the sources were cloned privately (umask 077), only their owner may read them: here another user does.
RUN chmod -R a+rX .

FROM denoland/deno:2.9.6 AS on-deno
WORKDIR /app
COPY --from=app /app ./
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
# A number, so that an orchestrator can tell that it isn't root. The folder belongs to root.
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=10s --retries=3 \
  CMD ["deno", "run", "--quiet", "--allow-env", "--allow-net", "--no-lock", "deploy/healthcheck.ts"]
ENTRYPOINT ["deno", "run", "--quiet", "--allow-all", "--no-lock", "--cached-only", "server/main.ts"]

FROM node:24.21.0-trixie-slim AS on-node
WORKDIR /app
COPY --from=app /app ./
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=10s --retries=3 \
  CMD ["node", "deploy/healthcheck.ts"]
ENTRYPOINT ["node", "server/main.ts"]

FROM oven/bun:1.4.5-slim AS on-bun
WORKDIR /app
COPY --from=app /app ./
# Bun keeps what it has translated, where it can: here it can't, and needs no try.
ENV HOST=0.0.0.0 PORT=3000 BUN_RUNTIME_TRANSPILER_CACHE_PATH=0
EXPOSE 3000
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=10s --retries=3 \
  CMD ["bun", "--no-env-file", "deploy/healthcheck.ts"]
# By exec form, so that SIGTERM and SIGHUP arrive at the receiver and not at a shell.
ENTRYPOINT ["bun", "--no-env-file", "server/main.ts"]
