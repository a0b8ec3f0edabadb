# The images of the bed: `service`, the default, for every service, client and probe (the command picks the program, such
# as `node services/udp.ts`), and `sidecar`, which has the tools to break things.
#
#   docker build -t socketbed .
#   docker build -t socketbed --secret id=ca,src=/etc/ssl/certs/ca-certificates.crt .    behind a proxy with its own CA
#   docker build -t socketbed-sidecar --target sidecar .
#
# There is no build step: Node runs the TypeScript files as they are.

ARG BASE_IMAGE=node:24-bookworm-slim

FROM ${BASE_IMAGE} AS packages
WORKDIR /app
COPY services/package.json services/package-lock.json ./
# koffi's install script would build it from source; its finished binary comes as a package for this platform.
RUN --mount=type=secret,id=ca \
    if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca; fi; \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier

FROM ${BASE_IMAGE} AS programs
ENV NODE_COMPILE_CACHE=/var/cache/socketbed
# A named volume takes owner and mode from the directory that it first covers. Clients of any user make their own
# sockets here, hence the mode of /tmp.
RUN install -d -o 10001 -g 10001 -m 1777 /run/socketbed && install -d -o 10001 -g 10001 $NODE_COMPILE_CACHE
WORKDIR /app
COPY --from=packages /app ./
COPY src/errors src/errors
COPY src/protocol src/protocol
COPY src/socketserver src/socketserver
COPY services services

# Below the programs, so that a change of theirs does not install the tools again. A base that has them is taken as it is.
FROM ${BASE_IMAGE} AS tools
RUN nft --version && tc -V && ss -V && tcpdump --version || \
    { apt-get update && apt-get install --yes --no-install-recommends nftables iproute2 tcpdump && \
    rm -rf /var/lib/apt/lists/*; }

FROM tools AS sidecar
ENV NODE_COMPILE_CACHE=/var/cache/socketbed
WORKDIR /app
COPY --from=programs /app ./
# Root, because the kernel gives NET_ADMIN to nobody else here.
USER 0:0
RUN node --input-type=module -e 'await import(`/app/services/sidecar.ts`)'
CMD ["node", "services/sidecar.ts"]

FROM programs AS service
USER 10001:10001
# Fills the compile cache, with types stripped: a health check then costs less than half the CPU. Node keeps a cache per
# user id, and reads it also where it cannot write.
RUN node --input-type=module -e 'for (const path of process.argv.slice(1)) await import(`/app/${path}`)' \
    services/*.ts src/socketserver/unix-datagram-socket.ts
CMD ["node", "services/tcp.ts"]
