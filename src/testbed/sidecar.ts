// The net-admin sidecar of a container: breaks its network and mends it, looks into its sockets, captures its packets.
// The target is not touched: the sidecar shares its network namespace. The program inside is services/sidecar.ts.
//
//   test -> Sidecar -> Injected -> SidecarSession -> attached stream -> services/sidecar.ts -> kernel
//
// A target that is started again has a new network, without the faults: the sidecar notices at the next command,
// follows, and says so (`restarts`). A sidecar that dies takes nothing down with it; a new one clears what it left.

import { SocketbedError } from '../errors/socketbed-error.ts';
import type {
  CaptureOptions,
  FaultCount,
  SidecarAbility,
  SidecarCommand,
  SidecarFault,
  SidecarValues,
  SocketFilter,
  SocketState,
} from '../protocol/sidecar.ts';
import type { BedContainer } from './bed-container.ts';
import { Capture } from './sidecar-capture.ts';
import { Injected } from './sidecar-injected.ts';
import { type NetworkOwner, SidecarSession, type SidecarTarget, targetStart } from './sidecar-session.ts';

export interface SidecarOptions extends SidecarTarget {
  /** Called when the sidecar has followed its target through a restart. */
  readonly onRestart?: (restart: SidecarRestart) => void;
}

/** The target was started again, and its network is a new one. */
export interface SidecarRestart {
  readonly atMs: number;
  /** What was on, and is no more. */
  readonly lost: readonly Injected[];
}

type CommandOf<Op extends SidecarCommand['op']> = Extract<SidecarCommand, { readonly op: Op }>;

export class Sidecar implements AsyncDisposable {
  readonly target: NetworkOwner;
  readonly restarts: SidecarRestart[] = [];
  readonly #options: SidecarOptions;
  readonly #injected = new Set<Injected>();
  readonly #captures = new Set<Capture>();
  #session: SidecarSession;
  #following: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #abilities: Promise<readonly SidecarAbility[]> | undefined;
  #lastNumber = 0;

  private constructor(options: SidecarOptions, session: SidecarSession) {
    this.#options = options;
    this.#session = session;
    this.target = options.target;
  }

  /** Starts a sidecar beside a running container. It must be closed before the target is removed. */
  static async attach(options: SidecarOptions): Promise<Sidecar> {
    return new Sidecar(options, await SidecarSession.start(options));
  }

  /** Its own container. Another one after a restart of the target. */
  get container(): BedContainer {
    return this.#session.container;
  }

  /** Puts a fault in. UNSUPPORTED when the kernel cannot, OPTION_INVALID when nobody could. */
  async inject(fault: SidecarFault): Promise<Injected> {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    await this.#request({ op: 'inject', fault: number, what: fault });
    const injected = new Injected(fault, number, {
      lift: (one) => this.#lift(one),
      count: (one) => this.#count(one),
    });
    this.#injected.add(injected);
    return injected;
  }

  /** Lifts all that is on. */
  async liftAll(): Promise<void> {
    await Promise.all([...this.#injected].map((injected) => injected.lift()));
  }

  /** The target's sockets, as its kernel has them. */
  sockets(filter: SocketFilter = {}): Promise<readonly SocketState[]> {
    return this.#request({ op: 'sockets', filter });
  }

  /** Ends sockets from outside: the program gets ECONNABORTED, its peer a reset. */
  destroySockets(filter: SocketFilter): Promise<SidecarValues['destroySockets']> {
    return this.#request({ op: 'destroySockets', filter });
  }

  /** The kernel's counters by nstat's names, as they stand: `TcpRetransSegs`. */
  kernelCounters(): Promise<Readonly<Record<string, number>>> {
    return this.#request({ op: 'kernelCounters' });
  }

  /** What the kernel can, tried out once where it does the target no harm. */
  abilities(): Promise<readonly SidecarAbility[]> {
    this.#abilities ??= this.#request({ op: 'abilities' }).catch((error) => {
      this.#abilities = undefined;
      throw error;
    });
    return this.#abilities;
  }

  /** Resolves when packets are being kept. */
  async startCapture(options: CaptureOptions = {}): Promise<Capture> {
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    await this.#request({ op: 'startCapture', capture: number, options });
    const capture = new Capture(this.#session, number, (ended) => void this.#captures.delete(ended));
    this.#captures.add(capture);
    return capture;
  }

  /** Lifts everything and removes the sidecar. Twice is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#following?.catch(() => {});
    await this.#session.close();
    for (const injected of this.#injected) injected.end('lifted');
    this.#injected.clear();
  }

  /** In the network that the target has now. */
  async #request<Op extends SidecarCommand['op']>(command: CommandOf<Op>): Promise<SidecarValues[Op]> {
    for (;;) {
      this.#checkOpen();
      await this.#following;
      const session = this.#session;
      // At the same time: in a namespace that is dead already the command does no harm.
      const [value, startedAt] = await Promise.allSettled([
        session.request(command),
        targetStart(this.target),
      ]);
      if (startedAt.status === 'rejected') throw startedAt.reason;
      if (startedAt.value === session.targetStartedAt) {
        if (value.status === 'rejected') throw value.reason;
        return value.value;
      }
      await this.#follow(session);
    }
  }

  async #lift(injected: Injected): Promise<void> {
    await this.#ofPresent(injected, { op: 'lift', fault: injected.number });
    this.#injected.delete(injected);
  }

  async #count(injected: Injected): Promise<FaultCount> {
    const count =
      injected.state === 'on'
        ? await this.#ofPresent(injected, { op: 'counter', fault: injected.number })
        : undefined;
    if (count !== undefined) return count;
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `a fault of ${this.target.name} is not on any more`,
      found: injected.state,
      advice: 'Read its counter before it is lifted, and before the target is started again',
    });
  }

  /** A command about what is on; undefined when it was lost with the target's network. */
  async #ofPresent<Op extends 'lift' | 'counter'>(
    injected: Injected,
    command: CommandOf<Op>,
  ): Promise<SidecarValues[Op] | undefined> {
    this.#checkOpen();
    await this.#following;
    if (injected.state === 'lost') return undefined;
    const session = this.#session;
    const [value, startedAt] = await Promise.allSettled([session.request(command), targetStart(this.target)]);
    // Of a target that does not run the network is gone, too.
    if (startedAt.status === 'rejected' && value.status === 'rejected') injected.end('lost');
    if (injected.state === 'on' && value.status === 'rejected') throw value.reason;
    if (startedAt.status === 'fulfilled' && startedAt.value !== session.targetStartedAt)
      await this.#follow(session);
    return injected.state === 'on' && value.status === 'fulfilled' ? value.value : undefined;
  }

  /** Leaves a dead namespace for the new one. */
  #follow(dead: SidecarSession): Promise<void> {
    if (this.#session !== dead) return Promise.resolve();
    this.#following ??= this.#restart(dead).finally(() => {
      this.#following = undefined;
    });
    return this.#following;
  }

  async #restart(dead: SidecarSession): Promise<void> {
    const lost = [...this.#injected];
    for (const injected of lost) injected.end('lost');
    this.#injected.clear();
    // What they have is all that there was: their packets are fetched before they go.
    const captures = [...this.#captures].filter((capture) => capture.isOf(dead));
    await Promise.allSettled(captures.map((capture) => capture.end()));
    const [session] = await Promise.all([SidecarSession.start(this.#options), dead.close()]);
    this.#session = session;
    const restart = { atMs: Date.now(), lost };
    this.restarts.push(restart);
    this.#options.onRestart?.(restart);
  }

  #checkOpen(): void {
    if (this.#closing === undefined) return;
    throw new SocketbedError({
      code: 'BED_STATE',
      what: `the sidecar of ${this.target.name} has been closed`,
      advice: 'Attach another one',
    });
  }
}
