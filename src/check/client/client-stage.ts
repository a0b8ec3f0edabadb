// Where one case is played: a target, a sidecar that captures and breaks at the target, where there are packets, and the
// client's container.

import { setTimeout as pause } from 'node:timers/promises';
import type { Bed } from '../../testbed/bed.ts';
import type { BedContainer } from '../../testbed/bed-container.ts';
import { stateOf } from '../../testbed/container-state.ts';
import type { InjectedFault } from '../../testbed/inject-fault.ts';
import { LiveCapture } from '../../testbed/live-capture.ts';
import { now } from '../check-record.ts';
import { type ClientProgram, clientContract } from './client-program.ts';
import type { ClientDoor } from './door.ts';
import type { Played } from './seen.ts';
import type { Upstream } from './upstream.ts';

const lookIntervalMs = 50;

/** What all cases of a client have in common. */
export interface ClientSetting {
  readonly bed: Bed;
  readonly program: ClientProgram;
  readonly upstream: Upstream | undefined;
  /** Ends every wait, which rejects with its reason. */
  readonly signal: AbortSignal | undefined;
}

export class ClientStage<Door extends ClientDoor = ClientDoor> {
  readonly bed: Bed;
  readonly program: ClientProgram;
  readonly target: Door;
  readonly capture: LiveCapture | undefined;
  readonly #caseName: string;
  readonly #signal: AbortSignal | undefined;
  client: BedContainer | undefined;

  private constructor(
    { bed, program, signal }: ClientSetting,
    target: Door,
    capture: LiveCapture | undefined,
    caseName: string,
  ) {
    this.bed = bed;
    this.program = program;
    this.target = target;
    this.capture = capture;
    this.#caseName = caseName;
    this.#signal = signal;
  }

  static async set<Door extends ClientDoor>(
    setting: ClientSetting,
    target: Door,
    caseName: string,
  ): Promise<ClientStage<Door>> {
    const { container } = target.probe;
    const sidecar = target.packets && (await setting.bed.sidecar(container));
    // Clients of other cases ask everybody, by ARP, for targets of theirs.
    const filter = `host ${container.host()}`;
    const capture = sidecar && new LiveCapture(container.name, await sidecar.startCapture({ filter }));
    return new ClientStage(setting, target, capture, caseName);
  }

  /** Starts the client and waits for its end, or the end of patience. Rejects when Docker cannot start it. */
  async run(): Promise<Played> {
    await this.start();
    return await this.ending();
  }

  async start(): Promise<void> {
    const { image, command, env, files } = this.program;
    this.client = await this.bed.container({
      role: 'client',
      image,
      ...(command === undefined ? {} : { command }),
      ...(files === undefined ? {} : { files }),
      binds: this.target.binds,
      env: {
        [clientContract.target]: this.target.address,
        [clientContract.transport]: this.target.transport,
        [clientContract.case]: this.#caseName,
        ...env,
      },
    });
  }

  /** Its exit code, when it ends within its patience; counted from now. */
  async ending(patienceMs = this.program.patienceMs): Promise<Played> {
    const endMs = performance.now() + patienceMs;
    while (this.client !== undefined && performance.now() < endMs) {
      this.#signal?.throwIfAborted();
      const { isRunning, exitCode } = await stateOf(this.client);
      if (!isRunning) return { exitCode, endedMs: now() };
      await pause(lookIntervalMs);
    }
    return { endedMs: now() };
  }

  /** Resolves when packets of the client have met the fault, or it has ended. */
  async metBy(fault: InjectedFault): Promise<void> {
    const endMs = performance.now() + this.program.patienceMs;
    while (performance.now() < endMs) {
      this.#signal?.throwIfAborted();
      if ((await fault.counter()).hit.packets > 0) return;
      if (this.client !== undefined && !(await stateOf(this.client)).isRunning) return;
      await pause(lookIntervalMs);
    }
  }

  /** Takes its containers out of the bed. */
  async close(): Promise<void> {
    if (this.client !== undefined) await this.bed.remove(this.client);
    await this.target.close();
    await this.bed.remove(this.target.probe.container);
  }
}
