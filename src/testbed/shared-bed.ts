// One bed for many scenarios. Starting a container takes a third of a second, so what a scenario leaves as it found it
// is lent to the next one that asks for the same; what it has touched from outside is removed.
//
//   SharedBed -- borrow() --> BorrowedBed -- giveBack() --> as found?  yes: kept for the next   no: removed

import type { Fault } from '../faults/index.ts';
import type { CaptureOptions } from '../protocol/sidecar.ts';
import { Bed } from './bed.ts';
import type { BedContainer } from './bed-container.ts';
import type { BedNetwork, NetworkOptions } from './bed-network.ts';
import type { ContainerOptions, PlacementOptions, ProbeOptions } from './container-options.ts';
import type { InjectedFault } from './inject-fault.ts';
import { LiveCapture } from './live-capture.ts';
import { Probe } from './probe.ts';
import type { Run } from './run.ts';
import { type Service, type ServiceName, type ServiceOptions, serviceDefaults } from './service.ts';
import type { Sidecar } from './sidecar.ts';

/** What is lent: it has a container, and options that another may ask for too. */
interface Lent {
  readonly member: Probe | Service;
  /** Two of the same key can stand for each other; undefined for one that nobody else can use. */
  readonly key: string | undefined;
  readonly fingerprint: string;
}

export class SharedBed implements AsyncDisposable {
  readonly #run: Run;
  readonly #probe: ProbeOptions;
  readonly #idle: Lent[] = [];
  #bed: Promise<Bed> | undefined;

  /** Nothing is started before somebody asks for it. `probe` has defaults for every probe. */
  constructor(run: Run, { probe = {} }: { readonly probe?: ProbeOptions } = {}) {
    this.#run = run;
    this.#probe = probe;
  }

  borrow(): BorrowedBed {
    return new BorrowedBed({
      bed: () => {
        this.#bed ??= Bed.start({ run: this.#run });
        return this.#bed;
      },
      takeIdle: (key) => {
        const index = this.#idle.findIndex((lent) => lent.key === key);
        return index < 0 ? undefined : this.#idle.splice(index, 1)[0];
      },
      putIdle: (lent) => void this.#idle.push(lent),
      probe: this.#probe,
    });
  }

  async stop(): Promise<void> {
    await (await this.#bed)?.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

interface Lender {
  bed(): Promise<Bed>;
  takeIdle(key: string): Lent | undefined;
  putIdle(lent: Lent): void;
  readonly probe: ProbeOptions;
}

/** A bed as one scenario sees it. */
export class BorrowedBed {
  readonly #lender: Lender;
  readonly #lent: Lent[] = [];
  readonly #own: BedContainer[] = [];
  readonly #networks: BedNetwork[] = [];
  readonly #sidecars = new Map<BedContainer, Sidecar>();
  /** Those that the scenario has begun. */
  readonly captures: LiveCapture[] = [];

  constructor(lender: Lender) {
    this.#lender = lender;
  }

  /** A server of services/, ready to be asked; perhaps one that an earlier scenario has used. */
  service(name: ServiceName, options: ServiceOptions = {}): Promise<Service> {
    // To name a default is to ask for the same.
    return this.#lend(keyOf(name, { ...serviceDefaults, ...options }), async () =>
      (await this.#lender.bed()).service(name, options),
    );
  }

  /** A container whose sockets are driven by remote control; it has none open. */
  probe(wanted: ProbeOptions = {}): Promise<Probe> {
    const options = { ...this.#lender.probe, ...wanted };
    return this.#lend(keyOf('probe', options), async () => (await this.#lender.bed()).probe(options));
  }

  /** `count` probes at once. */
  probes(count: number, options: ProbeOptions = {}): Promise<Probe[]> {
    return Promise.all(Array.from({ length: count }, () => this.probe(options)));
  }

  /** A container of any image, for this scenario only. */
  async container(options: ContainerOptions): Promise<BedContainer> {
    const container = await (await this.#lender.bed()).container(options);
    this.#own.push(container);
    return container;
  }

  /** Another network, for this scenario only. */
  async createNetwork(options: NetworkOptions = {}): Promise<BedNetwork> {
    const network = await (await this.#lender.bed()).createNetwork(options);
    this.#networks.push(network);
    return network;
  }

  /** The sidecar of one of the containers. What it injects and captures ends with the scenario. */
  async sidecar(container: BedContainer): Promise<Sidecar> {
    const sidecar = await (await this.#lender.bed()).sidecar(container);
    this.#sidecars.set(container, sidecar);
    return sidecar;
  }

  /** Captures the packets of one of the containers, from when this resolves to the end of the scenario. */
  async capture(container: BedContainer, options: CaptureOptions = {}): Promise<LiveCapture> {
    const sidecar = await this.sidecar(container);
    const capture = new LiveCapture(container.name, await sidecar.startCapture(options));
    this.captures.push(capture);
    return capture;
  }

  /** Puts a fault into the network of one of the containers. UNSUPPORTED says what the kernel lacks for it. */
  async inject(fault: Fault, container: BedContainer): Promise<InjectedFault> {
    await this.sidecar(container);
    return await (await this.#lender.bed()).inject(fault, container);
  }

  /** Every container that the scenario has used. */
  get containers(): BedContainer[] {
    return [...this.#lent.map(({ member }) => member.container), ...this.#own];
  }

  /** Lifts faults, closes sockets, keeps what is then as it was found, removes the rest. */
  async giveBack(): Promise<void> {
    if (this.containers.length + this.#networks.length === 0) return;
    const bed = await this.#lender.bed();
    await Promise.allSettled(this.captures.map((capture) => capture.stop()));
    await Promise.all([
      ...this.#lent.splice(0).map(async (lent) => {
        if (await isAsFound(lent, this.#sidecars.get(lent.member.container))) this.#lender.putIdle(lent);
        else await bed.remove(lent.member.container);
      }),
      ...this.#own.splice(0).map((container) => bed.remove(container)),
    ]);
    await Promise.all(this.#networks.splice(0).map((network) => bed.removeNetwork(network)));
  }

  async #lend<Member extends Probe | Service>(
    key: string | undefined,
    start: () => Promise<Member>,
  ): Promise<Member> {
    const idle = key === undefined ? undefined : this.#lender.takeIdle(key);
    if (idle !== undefined) {
      this.#lent.push(idle);
      // Same key, same kind.
      return idle.member as Member;
    }
    const member = await start();
    this.#lent.push({ member, key, fingerprint: await member.container.fingerprint() });
    return member;
  }
}

/** A network or a machine of one's own cannot be asked for by another scenario. */
function keyOf(kind: string, options: PlacementOptions): string | undefined {
  const { networks = [], machine } = options;
  return networks.length > 0 || machine !== undefined ? undefined : JSON.stringify([kind, options]);
}

async function isAsFound({ member, key, fingerprint }: Lent, sidecar: Sidecar | undefined): Promise<boolean> {
  if (key === undefined) return false;
  try {
    await sidecar?.liftAll();
    if ((await member.container.fingerprint()) !== fingerprint) return false;
    if (member instanceof Probe) await member.closeAll();
    return true;
  } catch {
    // A fault that cannot be lifted, a probe that has ended, a container that is gone.
    return false;
  }
}
