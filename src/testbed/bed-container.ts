// A running container of a bed, and what can be done to it from outside: pause, kill, stop, start again, cut it off
// its network and bring it back with the same address. What its program does is for others to know.
//
//   ContainerShape -> testcontainers (create, start, wait) -> BedContainer -> engine API

import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { type Addresses, endpointSettings, type JoinedNetwork, statusOf } from './bed-network.ts';
import { type Attachment, type ContainerShape, ShapedContainer } from './container-shape.ts';
import { ReadyLines } from './ready-lines.ts';
import { containerError, RunningContainer } from './running-container.ts';

export interface StartOptions {
  /** What the bed calls it. */
  readonly name: string;
  /** How many ready lines to wait for. Default 0: running is enough. */
  readonly readyLines?: number;
  /** Called between create and start, when nothing can be missed. */
  readonly onCreated?: (container: Docker.Container) => Promise<void>;
  /** Called before a container that did not start is removed. */
  readonly onFailed?: (container: Docker.Container) => Promise<void>;
}

/** Which of a container's addresses. */
export interface Place {
  /** Default: its first. */
  readonly network?: JoinedNetwork;
  /** Default 4. */
  readonly family?: 4 | 6;
}

/** How long a container may take to be killed and removed. */
const removeTimeoutMs = 20_000;

export class BedContainer extends RunningContainer implements AsyncDisposable {
  readonly #shape: ContainerShape;
  readonly #ready: ReadyLines;
  #removing: Promise<void> | undefined;

  private constructor(
    docker: Docker.Container,
    { name, shape, ready }: { name: string; shape: ContainerShape; ready: ReadyLines },
  ) {
    super(docker, name);
    this.#shape = shape;
    this.#ready = ready;
  }

  /** Creates and starts it; of a start that fails nothing is left. */
  static async start(
    docker: Docker,
    shape: ContainerShape,
    { name, readyLines = 0, onCreated, onFailed }: StartOptions,
  ): Promise<BedContainer> {
    const ready = new ReadyLines(readyLines, onFailed);
    const { aliases = [] } = shape;
    const shaped = new ShapedContainer(shape, ready, async (id) => {
      const others = shape.networkOf === undefined ? shape.networks.slice(1) : [];
      for (const { network, addresses } of others) {
        await network.connect(id, endpointSettings(addresses, aliases));
      }
      await onCreated?.(docker.getContainer(id));
    });
    try {
      const started = await shaped.start();
      const container = docker.getContainer(started.getId());
      const networks = await withAddresses(container, shape.networks);
      return new BedContainer(container, { name, shape: { ...shape, networks }, ready });
    } catch (error) {
      // What did not get ready has told already why.
      const isTold = error instanceof SocketbedError;
      if (shaped.id !== undefined)
        await discard(docker.getContainer(shaped.id), isTold ? undefined : onFailed);
      throw isTold ? error : containerError(`the container ${name} of ${shape.image} did not start`, error);
    }
  }

  /** Its network cards, or those of the machine that it runs on. */
  get attachments(): readonly Attachment[] {
    return this.#shape.networks;
  }

  /** Its address on a network, IPv4 unless `family` says 6. The same as long as it lives, started or not. */
  host({ network, family = 4 }: Place = {}): string {
    const attachment = network === undefined ? this.#shape.networks[0] : this.#attachment(network);
    const host = family === 6 ? attachment?.addresses?.ipv6 : attachment?.addresses?.ipv4;
    if (host !== undefined) return host;
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the container ${this.name} has no IPv${family} address`,
      advice: family === 6 ? 'Give its network `ipv6: true`' : 'Give it a network',
    });
  }

  /** Where one of its ports is reached from inside the network. Published ports are not used: they lie. */
  at(port: number, place: Place = {}): { readonly host: string; readonly port: number } {
    return { host: this.host(place), port };
  }

  /** Starts it again after a stop or kill, with the address it had, and waits until it is ready. */
  async start(): Promise<void> {
    await this.change('start', () => this.docker.start());
    await this.#ready.waitUntilReady(this.docker);
  }

  /** Takes its network card away: nothing arrives, and nobody is told. */
  disconnect(network = this.#firstNetwork()): Promise<void> {
    return this.change('disconnect', () => network.disconnect(this.id));
  }

  /** Gives the card back, with the address and the names that it had. */
  reconnect(network = this.#firstNetwork()): Promise<void> {
    const { addresses } = this.#attachment(network);
    const endpoint = endpointSettings(addresses, this.#shape.aliases ?? []);
    return this.change('reconnect', () => network.connect(this.id, endpoint));
  }

  /** What a scenario must leave as it found it: changes whenever the container was touched from outside. */
  async fingerprint(): Promise<string> {
    const { State, NetworkSettings, RestartCount } = await this.docker.inspect();
    const addresses = Object.entries(NetworkSettings.Networks).map(([name, { IPAddress }]) => [
      name,
      IPAddress,
    ]);
    return JSON.stringify([State.Status, State.StartedAt, RestartCount, addresses]);
  }

  /** Kills and removes it with its own volumes. Twice is fine. */
  remove(): Promise<void> {
    this.#removing ??= removeContainer(this.docker);
    return this.#removing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }

  #firstNetwork(): JoinedNetwork {
    const [first] = this.#shape.networks;
    if (first !== undefined) return first.network;
    const advice = 'Give it one when you start it';
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the container ${this.name} has no network`,
      advice,
    });
  }

  #attachment(network: JoinedNetwork): Attachment {
    const attachment = this.#shape.networks.find((each) => each.network === network);
    if (attachment !== undefined) return attachment;
    const what = `the container ${this.name} is not on the network ${network.name}`;
    throw new SocketbedError({ code: 'BED_STATE', what, advice: 'Name one of those it was started on' });
  }
}

/** Where Docker gave the addresses, they are asked for. */
async function withAddresses(
  container: Docker.Container,
  attachments: readonly Attachment[],
): Promise<readonly Attachment[]> {
  if (attachments.every(({ addresses }) => addresses !== undefined)) return attachments;
  const { NetworkSettings } = await container.inspect();
  const given = (name: string): Addresses => {
    const { IPAddress = '', GlobalIPv6Address = '' } = NetworkSettings.Networks[name] ?? {};
    return { ipv4: IPAddress, ...(GlobalIPv6Address === '' ? {} : { ipv6: GlobalIPv6Address }) };
  };
  return attachments.map(({ network, addresses = given(network.name) }) => ({ network, addresses }));
}

async function removeContainer(container: Docker.Container): Promise<void> {
  const abortSignal = AbortSignal.timeout(removeTimeoutMs);
  try {
    await container.remove({ force: true, v: true, abortSignal });
  } catch (error) {
    // Gone already, or somebody else is at it.
    if (statusOf(error) !== 404 && statusOf(error) !== 409)
      throw containerError('cannot remove a container', error);
  }
}

async function discard(container: Docker.Container, onFailed: StartOptions['onFailed']): Promise<void> {
  try {
    await onFailed?.(container);
  } finally {
    await removeContainer(container);
  }
}
