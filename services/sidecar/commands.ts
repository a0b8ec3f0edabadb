// What each command of the testbed does, one after the other: what was injected before is on before the next begins.

import type {
  CaptureOptions,
  SidecarAnswer,
  SidecarCommand,
  SidecarRequest,
  SidecarValues,
} from '../../src/protocol/sidecar.ts';
import { tryAbilities } from './abilities.ts';
import { CaptureRun } from './capture.ts';
import { Faults } from './faults.ts';
import { kernelCounters } from './kernel-counters.ts';
import type { Nftables } from './nftables.ts';
import type { OwnTables } from './own-tables.ts';
import { Problem } from './problem.ts';
import { destroySockets, listSockets } from './sockets.ts';

type Value = SidecarValues[SidecarCommand['op']];

export class Commands {
  readonly #nft: Nftables;
  readonly #faults: Faults;
  readonly #captures = new Map<number, CaptureRun>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(nft: Nftables, tables: OwnTables) {
    this.#nft = nft;
    this.#faults = new Faults(nft, tables);
  }

  /** Rejects on a bug only. */
  answer({ id, ...command }: SidecarRequest): Promise<SidecarAnswer> {
    const answer = this.#last.then(async (): Promise<SidecarAnswer> => {
      try {
        return { id, value: await this.#carryOut(command) };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { id, error: error.toAnswer() };
      }
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** Lifts everything and ends every capture, after what is being done. */
  async close(): Promise<void> {
    await this.#last;
    await Promise.all([
      this.#faults.liftAll(),
      ...[...this.#captures.values()].map((capture) => capture.stop()),
    ]);
  }

  async #carryOut(command: SidecarCommand): Promise<Value> {
    switch (command.op) {
      case 'inject':
        await this.#faults.inject(command.fault, command.what);
        return {};
      case 'lift':
        return { lifted: await this.#faults.lift(command.fault) };
      case 'liftAll':
        return { lifted: await this.#faults.liftAll() };
      case 'counter':
        return this.#faults.count(command.fault);
      case 'startCapture':
        return await this.#startCapture(command.capture, command.options);
      case 'readCapture':
        return await this.#capture(command.capture).read();
      case 'stopCapture':
        return await this.#capture(command.capture).stop();
      case 'capturePiece':
        return await this.#capture(command.capture).piece(command.from);
      case 'sockets':
        return await listSockets(command.filter);
      case 'destroySockets':
        return await destroySockets(command.filter);
      case 'kernelCounters':
        return kernelCounters();
      case 'abilities':
        return await tryAbilities(this.#nft);
    }
  }

  async #startCapture(number: number, options: CaptureOptions): Promise<Record<string, never>> {
    if (this.#captures.has(number)) throw new Problem('BED_STATE', `the capture ${number} runs already`);
    this.#captures.set(number, await CaptureRun.start(number, options));
    return {};
  }

  #capture(number: number): CaptureRun {
    const capture = this.#captures.get(number);
    if (capture === undefined) throw new Problem('BED_STATE', `no capture ${number}`);
    return capture;
  }
}
