// A container as a bed wants it, and testcontainers made to start it so. What testcontainers has no words for is set
// on the engine's own create options: one network card (an alias of its own would bring the default bridge as a second
// one), sysctls, init, read-only root, limits, capabilities, an open stdin.

import { statSync } from 'node:fs';
import type { ContainerCreateOptions } from 'dockerode';
import { GenericContainer, type WaitStrategy } from 'testcontainers';
import { type Addresses, endpointSettings, type JoinedNetwork } from './bed-network.ts';
import { type FailingCall, seccompOption } from './failing-calls.ts';

export interface ContainerShape {
  readonly image: string;
  /** Of the container in Docker. */
  readonly name: string;
  /** Default: the image's. */
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Files and directories that are copied into it before it starts: `/etc/redis.conf: conf/redis.conf` of this machine. */
  readonly files?: Readonly<Record<string, string>>;
  /** `uid:gid`. Default: the image's. */
  readonly user?: string;
  /** Its network cards, in order. None: no network at all. */
  readonly networks: readonly Attachment[];
  /** Shares the network namespace of the container with this id, whose cards are then in `networks`. */
  readonly networkOf?: string;
  /** Names by which other containers of its networks find it. */
  readonly aliases?: readonly string[];
  /** Volumes and directories: `sockets:/run/socketbed`. */
  readonly binds?: readonly string[];
  /** Addresses of name servers: Docker's own asks them for names that are none of its containers. Default: the host's. */
  readonly dns?: readonly string[];
  /** Of resolv.conf: `timeout:1`, seconds; `attempts:1`. */
  readonly dnsOptions?: readonly string[];
  /** `net.ipv4.tcp_syn_retries: '1'` */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** Soft and hard limit alike: `nofile: 64`. */
  readonly ulimits?: Readonly<Record<string, number>>;
  /** Default: none but those named. Absent: Docker's own set, for images that are not ours. */
  readonly capabilities?: readonly string[];
  /**
   * Calls that fail with an errno of one's choice as long as the container lives, by a seccomp profile in the place of
   * Docker's own. An engine without seccomp refuses to create the container (CONTAINER_FAILED).
   */
  readonly failingCalls?: readonly FailingCall[];
  readonly readOnly?: boolean;
  /** A first process that reaps children and passes signals on. */
  readonly init?: boolean;
  readonly memoryBytes?: number;
  /** Share of processors: 0.5 is half of one. */
  readonly cpus?: number;
  readonly pidsMax?: number;
  /** Keeps stdin open for one attached stream; its end is the end of stdin. */
  readonly stdin?: boolean;
}

/** A network card: a network, and the addresses on it. */
export interface Attachment {
  readonly network: JoinedNetwork;
  /** Absent before Docker has given them. */
  readonly addresses?: Addresses | undefined;
}

/** A container that testcontainers can start. */
export class ShapedContainer extends GenericContainer {
  /** Id, once there is one: a start that fails later must not leave it behind. */
  id: string | undefined;
  readonly #onCreated: ((id: string) => Promise<void>) | undefined;

  constructor(shape: ContainerShape, ready: WaitStrategy, onCreated?: (id: string) => Promise<void>) {
    super(shape.image);
    this.#onCreated = onCreated;
    // Its reaper is an image that would have to be pulled; ours is a process (reaper.ts).
    this.withAutoCleanup(false).withWaitStrategy(ready);
    this.withNetworkMode(networkMode(shape))
      .withLabels({ ...shape.labels })
      .withName(shape.name);
    if (shape.env !== undefined) this.withEnvironment({ ...shape.env });
    if (shape.command !== undefined) this.withCommand([...shape.command]);
    if (shape.entrypoint !== undefined) this.withEntrypoint([...shape.entrypoint]);
    if (shape.user !== undefined) this.withUser(shape.user);
    for (const [target, source] of Object.entries(shape.files ?? {})) {
      if (statSync(source).isDirectory()) this.withCopyDirectoriesToContainer([{ source, target }]);
      else this.withCopyFilesToContainer([{ source, target }]);
    }
    Object.assign(this.createOpts, createOptions(shape));
    Object.assign(this.hostConfig, hostConfig(shape));
  }

  protected override async containerCreated(id: string): Promise<void> {
    this.id = id;
    await this.#onCreated?.(id);
  }
}

function networkMode({ networks, networkOf }: ContainerShape): string {
  return networkOf === undefined ? (networks[0]?.network.name ?? 'none') : `container:${networkOf}`;
}

/** The first network only: Docker Engine 24 takes no more, so that the others are connected before the start. */
function createOptions({ networks, networkOf, aliases = [], stdin }: ContainerShape): ContainerCreateOptions {
  const first = networkOf === undefined ? networks[0] : undefined;
  const endpoints =
    first === undefined ? {} : { [first.network.name]: endpointSettings(first.addresses, aliases) };
  return {
    NetworkingConfig: { EndpointsConfig: endpoints },
    ...(stdin === true ? { OpenStdin: true, StdinOnce: true, AttachStdin: true } : {}),
  };
}

function hostConfig(shape: ContainerShape): NonNullable<ContainerCreateOptions['HostConfig']> {
  const { capabilities, failingCalls = [], ulimits = {}, memoryBytes, cpus, pidsMax } = shape;
  const security = [
    ...(capabilities === undefined ? [] : ['no-new-privileges:true']),
    ...(failingCalls.length === 0 ? [] : [seccompOption(failingCalls)]),
  ];
  return {
    ...(shape.binds === undefined ? {} : { Binds: [...shape.binds] }),
    ...(shape.dns === undefined ? {} : { Dns: [...shape.dns] }),
    ...(shape.dnsOptions === undefined ? {} : { DnsOptions: [...shape.dnsOptions] }),
    ...(shape.sysctls === undefined ? {} : { Sysctls: { ...shape.sysctls } }),
    Ulimits: Object.entries(ulimits).map(([Name, limit]) => ({ Name, Soft: limit, Hard: limit })),
    ...(capabilities === undefined ? {} : { CapDrop: ['ALL'], CapAdd: [...capabilities] }),
    ...(security.length === 0 ? {} : { SecurityOpt: security }),
    ReadonlyRootfs: shape.readOnly ?? false,
    Init: shape.init ?? false,
    ...(memoryBytes === undefined ? {} : { Memory: memoryBytes }),
    ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
    ...(pidsMax === undefined ? {} : { PidsLimit: pidsMax }),
  };
}
