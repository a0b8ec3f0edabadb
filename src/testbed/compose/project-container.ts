// A container of a compose project: one replica of a service. Where it is reached is asked for each time, because a start
// may give it another address.

import type Docker from 'dockerode';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { RunningContainer } from '../running-container.ts';
import { untilReady } from './until-ready.ts';

/** An address of a container on one of its networks. */
export interface NetworkAddress {
  /** Name of the network in Docker: `shop_default`. */
  readonly network: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
}

export interface PlaceOptions {
  /** Name of the network, in the compose file or in Docker. Default: the first one, by name. */
  readonly network?: string;
  /** Default 4. */
  readonly family?: 4 | 6;
}

export interface ProjectContainerParts {
  readonly docker: Docker;
  readonly container: Docker.Container;
  readonly service: string;
  /** 1, 2, 3 ... among the service's replicas. */
  readonly index: number;
  /** Called when it has been started again through this object. */
  readonly onStarted: () => Promise<void>;
}

export class ProjectContainer extends RunningContainer {
  readonly service: string;
  readonly index: number;
  /** Of a sidecar beside it: nobody asks for addresses by them. */
  readonly attachments = [];
  readonly #docker: Docker;
  readonly #onStarted: () => Promise<void>;

  constructor({ docker, container, service, index, onStarted }: ProjectContainerParts) {
    super(container, `${service}-${index}`);
    this.service = service;
    this.index = index;
    this.#docker = docker;
    this.#onStarted = onStarted;
  }

  /** Stops it, starts it, and waits until it is healthy, or runs if it has no health check. Faults stay on (Between). */
  async restart(graceSeconds = 5): Promise<void> {
    await this.change('restart', () => this.docker.restart({ t: graceSeconds }));
    await this.#started();
  }

  /** Starts it after a stop or kill, and waits as `restart` does. */
  async start(): Promise<void> {
    await this.change('start', () => this.docker.start());
    await this.#started();
  }

  /** Its addresses now, by the names of the networks. None where it does not run or has no network of its own. */
  async addresses(): Promise<NetworkAddress[]> {
    const { NetworkSettings } = await this.docker.inspect();
    return Object.entries(NetworkSettings.Networks)
      .map(([network, { IPAddress = '', GlobalIPv6Address = '' }]) => ({
        network,
        ...(IPAddress === '' ? {} : { ipv4: IPAddress }),
        // Addresses are compared as text: without leading zeros, as the kernel writes them.
        ...(GlobalIPv6Address === '' ? {} : { ipv6: GlobalIPv6Address.replace(/(^|:)0+(?=[\da-f])/g, '$1') }),
      }))
      .filter(({ ipv4, ipv6 }) => ipv4 !== undefined || ipv6 !== undefined)
      .toSorted((one, other) => one.network.localeCompare(other.network));
  }

  /** Where one of its ports is reached by other containers of the network, a probe for one. */
  async at(
    port: number,
    { network, family = 4 }: PlaceOptions = {},
  ): Promise<{ host: string; port: number }> {
    const all = await this.addresses();
    const place = all.find((each) => network === undefined || isCalled(each.network, network));
    const host = family === 4 ? place?.ipv4 : place?.ipv6;
    if (host !== undefined) return { host, port };
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `${this.name} has no IPv${family} address${network === undefined ? '' : ` on the network ${network}`}`,
      found:
        all.length === 0 ? 'it has none at all' : `it is on ${all.map((each) => each.network).join(', ')}`,
      advice: 'A container has addresses while it runs, and only on networks that it is on',
    });
  }

  /**
   * Where a port is published on this machine, for the test itself to ask. The port proxy stands between: what happens on
   * a connection is asserted from a probe.
   */
  async published(port: number, protocol: 'tcp' | 'udp' = 'tcp'): Promise<{ host: string; port: number }> {
    const { NetworkSettings } = await this.docker.inspect();
    const [binding] = NetworkSettings.Ports[`${port}/${protocol}`] ?? [];
    if (binding !== undefined) {
      const isAny = binding.HostIp === '' || binding.HostIp === '0.0.0.0' || binding.HostIp === '::';
      return { host: isAny ? '127.0.0.1' : binding.HostIp, port: Number(binding.HostPort) };
    }
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `${this.name} publishes no port ${port}/${protocol}`,
      advice: `Publish it (\`ports: ["${port}"]\`), or ask from inside with \`bed.probe()\` and \`at(${port})\``,
    });
  }

  async #started(): Promise<void> {
    await untilReady(this.#docker, [this]);
    await this.#onStarted();
  }
}

/** `default` is `shop_default` in Docker. */
export const isCalled = (network: string, name: string): boolean =>
  network === name || network.endsWith(`_${name}`);
