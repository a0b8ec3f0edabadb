// A network of a bed. testcontainers' own can have no labels, IPv6 or isolation, so the engine's API makes it.
//
// Addresses are given out here and not by Docker, and none twice: a container keeps its own through kill, start,
// disconnect and reconnect, and nobody meets a neighbour's stale ARP entry. Docker allows that only in subnets that it
// was told; which one is free is for Docker to know, so it is asked first.

import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';

export interface NetworkOptions {
  /** Addresses of both families. Default: IPv4 only. */
  readonly ipv6?: boolean;
  /** False opens a way out, through the host. Default true: nothing in a bed talks to strangers. */
  readonly internal?: boolean;
}

/** A container's addresses on one network. */
export interface Addresses {
  readonly ipv4: string;
  readonly ipv6?: string;
}

/** A network that containers of a bed can be on: the bed's own, or somebody else's. */
export interface JoinedNetwork {
  readonly name: string;
  /** For one more container; undefined where Docker gives them. */
  nextAddresses(): Addresses | undefined;
  connect(containerId: string, endpoint: Docker.EndpointSettings): Promise<void>;
  disconnect(containerId: string): Promise<void>;
}

interface Subnets {
  /** `172.19.0.0/16` */
  readonly ipv4: string;
  /** `fd12:3456:789a::/64` */
  readonly ipv6?: string;
}

/** The first is the gateway's. */
const firstHost = 2;
const subnetTries = 5;

export class BedNetwork implements JoinedNetwork, AsyncDisposable {
  readonly name: string;
  readonly #network: Docker.Network;
  readonly #subnets: Subnets;
  #nextHost = firstHost;

  private constructor(name: string, network: Docker.Network, subnets: Subnets) {
    this.name = name;
    this.#network = network;
    this.#subnets = subnets;
  }

  /** Fails with ADDRESSES_USED_UP when Docker has no subnet left, else NETWORK_FAILED. */
  static async create(
    docker: Docker,
    name: string,
    { ipv6 = false, internal = true, labels }: NetworkOptions & { readonly labels: Record<string, string> },
  ): Promise<BedNetwork> {
    const options = { Name: name, Driver: 'bridge', Internal: internal, Labels: labels };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const subnets = {
          ipv4: await freeSubnet(docker, options),
          ...(ipv6 ? { ipv6: randomSubnet() } : {}),
        };
        const Config = Object.values(subnets).map((Subnet) => ({ Subnet }));
        const network = await docker.createNetwork({
          ...options,
          EnableIPv6: ipv6,
          IPAM: { Driver: 'default', Config },
        });
        return new BedNetwork(name, network, subnets);
      } catch (cause) {
        // Somebody else took the subnet between the question and the creation.
        const isTaken = cause instanceof Error && /overlaps/i.test(cause.message);
        if (!isTaken || attempt === subnetTries) throw networkError(name, cause);
      }
    }
  }

  /** Addresses that no container of this network has had. */
  nextAddresses(): Addresses {
    const { ipv4, ipv6 } = this.#subnets;
    const host = this.#nextHost;
    this.#nextHost += 1;
    return {
      ipv4: addToIPv4(ipv4, host),
      ...(ipv6 === undefined ? {} : { ipv6: ipv6.replace('/64', host.toString(16)) }),
    };
  }

  async connect(containerId: string, endpoint: Docker.EndpointSettings): Promise<void> {
    await this.#network.connect({ Container: containerId, EndpointConfig: endpoint });
  }

  async disconnect(containerId: string): Promise<void> {
    await this.#network.disconnect({ Container: containerId, Force: true });
  }

  /** Twice is fine. */
  async remove(): Promise<void> {
    try {
      await this.#network.remove();
    } catch (cause) {
      if (statusOf(cause) !== 404) throw networkError(this.name, cause);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

/** How Docker is told of an endpoint. Without addresses it gives some. */
export function endpointSettings(
  wanted: Addresses | undefined,
  aliases: readonly string[],
): Docker.EndpointSettings {
  if (wanted === undefined) return { Aliases: [...aliases] };
  const { ipv4, ipv6 } = wanted;
  const addresses = { IPv4Address: ipv4, ...(ipv6 === undefined ? {} : { IPv6Address: ipv6 }) };
  return { Aliases: [...aliases], IPAMConfig: addresses };
}

async function freeSubnet(docker: Docker, options: Docker.NetworkCreateOptions): Promise<string> {
  const network = await docker.createNetwork(options);
  try {
    const { IPAM }: Docker.NetworkInspectInfo = await network.inspect();
    return IPAM?.Config?.[0]?.Subnet ?? '';
  } finally {
    await network.remove();
  }
}

// Engines before 27 have no pool of IPv6 subnets. A random unique local one (RFC 4193) meets no other. Written as the
// kernel writes it, without leading zeros: addresses are compared as text.
function randomSubnet(): string {
  const [first, ...others] = [1, 2, 2].map((bytes) => randomBytes(bytes).toString('hex'));
  const groups = others.map((group) => Number.parseInt(group, 16).toString(16));
  return `fd${first}:${groups.join(':')}::/64`;
}

/** `172.19.0.0/16`, 2 -> `172.19.0.2` */
export function addToIPv4(subnet: string, host: number): string {
  const octets = (subnet.split('/')[0] ?? '').split('.').map(Number);
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0) + host;
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** HTTP status of an error of the engine's API; undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function networkError(name: string, cause: unknown): SocketbedError {
  const found = cause instanceof Error ? cause.message : String(cause);
  if (/non-overlapping IPv4 address pool|pools have been fully subnetted/.test(found)) {
    return new SocketbedError({
      code: 'ADDRESSES_USED_UP',
      what: `there is no subnet left for the network ${name}`,
      found: 'Docker has some 30 of them, and each network takes one',
      advice:
        'Remove networks that nobody needs (docker network ls), or widen default-address-pools in daemon.json',
      cause,
    });
  }
  const advice = 'See `docker network ls` and the log of the Docker engine';
  return new SocketbedError({
    code: 'NETWORK_FAILED',
    what: `the network ${name} failed`,
    found,
    advice,
    cause,
  });
}
