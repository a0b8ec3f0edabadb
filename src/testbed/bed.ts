// A bed: networks, a volume for Unix sockets, and the containers on them, started one by one by whoever needs them and
// gone with it. Everything carries the run's label, so that the reaper finds what a killed run has left.
//
//   Bed -- service('tcp') --> Service      a program of services/
//       -- probe()        --> Probe        sockets by remote control
//       -- container()    --> BedContainer any image
//       -- sidecar()      --> Sidecar      beside one of these: faults, captures
//       -- createNetwork()> BedNetwork   more than the first one

import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Fault } from '../faults/index.ts';
import { BedContainer } from './bed-container.ts';
import { BedNetwork, type NetworkOptions } from './bed-network.ts';
import type { ContainerOptions, ProbeOptions } from './container-options.ts';
import { dockerClient } from './docker.ts';
import type { InjectedFault } from './inject-fault.ts';
import { roleLabel, runLabel } from './labels.ts';
import { Probe, socketDirectory } from './probe.ts';
import { attachProbe, type ProbeLink } from './probe-link.ts';
import { removeAll } from './remove-all.ts';
import { type Run, runFolder } from './run.ts';
import { saveStory } from './saved-container.ts';
import { Service, type ServiceName, type ServiceOptions, serviceProgram } from './service.ts';
import type { Sidecar } from './sidecar.ts';
import { Sidecars } from './sidecars.ts';

export interface BedOptions {
  /** The run that the bed belongs to: its label, its folder, its image. */
  readonly run: Run;
  /** Of the bed's first network. */
  readonly network?: NetworkOptions;
}

/** Containers of ours need no rights at all, and little of anything. */
const ours = {
  capabilities: [],
  readOnly: true,
  init: true,
  memoryBytes: 512 * 2 ** 20,
  pidsMax: 256,
} as const;

const removeAllTimeoutMs = 60_000;

export class Bed implements AsyncDisposable {
  readonly network: BedNetwork;
  readonly run: Run;
  readonly #docker: Docker;
  readonly #id: string;
  readonly #volume: string;
  readonly #containers = new Set<BedContainer>();
  readonly #networks: Set<BedNetwork>;
  readonly #volumes: Set<string>;
  /** The one with IPv6, when somebody has asked for it. */
  #dual: Promise<BedNetwork> | undefined;
  readonly #sidecars: Sidecars;
  readonly #counts = new Map<string, number>();
  #stopping: Promise<void> | undefined;

  private constructor(run: Run, docker: Docker, parts: { id: string; network: BedNetwork; volume: string }) {
    this.run = run;
    this.#docker = docker;
    this.#id = parts.id;
    this.#volume = parts.volume;
    this.network = parts.network;
    this.#networks = new Set([parts.network]);
    this.#volumes = new Set([parts.volume]);
    this.#sidecars = new Sidecars(docker, run);
  }

  /** Makes the first network and the volume; containers come when they are asked for. */
  static async start({ run, network = {} }: BedOptions): Promise<Bed> {
    const docker = await dockerClient();
    const id = `socketbed-${run.id}-${randomBytes(2).toString('hex')}`;
    const labels = { [runLabel]: run.id };
    const [first] = await Promise.all([
      BedNetwork.create(docker, `${id}-network`, { ...network, labels }),
      docker.createVolume({ Name: id, Labels: labels }),
    ]);
    return new Bed(run, docker, { id, network: first, volume: id });
  }

  /** Another network, for containers that name it. */
  async createNetwork(options: NetworkOptions = {}): Promise<BedNetwork> {
    this.#checkOpen();
    const labels = { [runLabel]: this.run.id };
    const name = `${this.#id}-${this.#nextName('network')}`;
    const network = await BedNetwork.create(this.#docker, name, { ...options, labels });
    this.#networks.add(network);
    return network;
  }

  /** Another volume, by its name: for `binds` of containers, and the sockets of probes. */
  async createVolume(): Promise<string> {
    this.#checkOpen();
    const Name = `${this.#id}-${this.#nextName('volume')}`;
    await this.#docker.createVolume({ Name, Labels: { [runLabel]: this.run.id } });
    this.#volumes.add(Name);
    return Name;
  }

  /** A server of services/, ready to be asked. */
  async service(name: ServiceName, options: ServiceOptions = {}): Promise<Service> {
    const { concurrency: _c, handler: _h, transport: _t, ...placement } = options;
    const member = this.#nextName(name);
    const container = await this.#start(member, {
      ...{ ...ours, ...placement, ...serviceProgram(name, member, options) },
      ...{ role: name, image: this.run.image, binds: socketBinds(this.#volume) },
    });
    return new Service(name, container);
  }

  /** A container whose sockets are driven by remote control. */
  async probe({ timeoutMs, graceMs, socketVolume, ...placement }: ProbeOptions = {}): Promise<Probe> {
    const attached = Promise.withResolvers<ProbeLink>();
    const container = await this.#start(
      this.#nextName('probe'),
      {
        ...{ ...ours, ...placement, ...probeProgram },
        ...{ role: 'probe', image: this.run.image, binds: socketBinds(socketVolume ?? this.#volume) },
      },
      async (created) => attached.resolve(await attachProbe(created, graceMs)),
    );
    const link = await attached.promise;
    try {
      await link.ready();
    } catch (error) {
      await this.#save(container.docker);
      await this.remove(container);
      throw error;
    }
    return new Probe(container, link, timeoutMs);
  }

  /** A container of any image. */
  container(options: ContainerOptions): Promise<BedContainer> {
    return this.#start(this.#nextName(options.role ?? 'container'), options);
  }

  /**
   * The net-admin sidecar of a container: breaks its network, looks into it, captures. Started when it is first asked
   * for, gone with the container.
   */
  sidecar(target: BedContainer): Promise<Sidecar> {
    return this.#sidecars.of(target);
  }

  /** Puts a fault into the network of a container. UNSUPPORTED, before anything is done, where the kernel cannot. */
  inject(fault: Fault, target: BedContainer): Promise<InjectedFault> {
    return this.#sidecars.inject(fault, target);
  }

  /** Takes one container out of the bed, with its sidecar. */
  async remove(container: BedContainer): Promise<void> {
    await this.#sidecars.close(container);
    await container.remove();
    this.#containers.delete(container);
  }

  /** Takes one network out of the bed; its containers must be gone. */
  async removeNetwork(network: BedNetwork): Promise<void> {
    await network.remove();
    this.#networks.delete(network);
  }

  /** Removes every container, network and volume. Twice is fine. BED_NOT_STOPPED says what is left after 60 s. */
  stop(): Promise<void> {
    this.#stopping ??= this.#removeAll();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #start(
    name: string,
    options: ContainerOptions & { readonly stdin?: boolean },
    onCreated?: (container: Docker.Container) => Promise<void>,
  ): Promise<BedContainer> {
    this.#checkOpen();
    const { role = 'container', machine, ipv6 = false, readyLines = 0, ...shape } = options;
    const networks = options.networks ?? [ipv6 ? await this.#dualNetwork() : this.network];
    const container = await BedContainer.start(
      this.#docker,
      {
        ...shape,
        name: `${this.#id}-${name}`,
        aliases: [name, ...(options.aliases ?? [])],
        ...(machine === undefined
          ? { networks: networks.map((network) => ({ network, addresses: network.nextAddresses() })) }
          : { networks: machine.attachments, networkOf: machine.id }),
        labels: { [runLabel]: this.run.id, [roleLabel]: role },
      },
      {
        name,
        readyLines,
        onFailed: (failed) => this.#save(failed),
        ...(onCreated === undefined ? {} : { onCreated }),
      },
    );
    this.#containers.add(container);
    return container;
  }

  #dualNetwork(): Promise<BedNetwork> {
    this.#dual ??= this.createNetwork({ ipv6: true });
    return this.#dual;
  }

  /** `tcp-1`, `tcp-2`: unique in the bed, the container's name on its networks and of its files. */
  #nextName(role: string): string {
    const number = (this.#counts.get(role) ?? 0) + 1;
    this.#counts.set(role, number);
    return `${role}-${number}`;
  }

  async #save(container: Docker.Container): Promise<void> {
    await saveStory(this.#docker, container, runFolder(this.run, 'failed-starts'));
  }

  #removeAll(): Promise<void> {
    return removeAll({
      what: this.#id,
      timeoutMs: removeAllTimeoutMs,
      steps: [
        [...this.#containers].map((container) => () => this.remove(container)),
        [...this.#networks].map((network) => () => network.remove()),
        [...this.#volumes].map((volume) => () => this.#docker.getVolume(volume).remove({ force: true })),
      ],
    });
  }

  #checkOpen(): void {
    if (this.#stopping === undefined) return;
    throw new SocketbedError({ ...stateError, what: `the bed ${this.#id} has been stopped` });
  }
}

const socketBinds = (volume: string): string[] => [`${volume}:${socketDirectory}`];
const probeProgram = { command: ['node', 'services/probe.ts'], stdin: true } as const;
const stateError = { code: 'BED_STATE', advice: 'Start another one' } as const;
