// A fault that is on. Leaving its scope lifts it.
//
//   await using fault = await sidecar.inject({ kind: 'packets', ... });

import type { FaultCount, SidecarFault } from '../protocol/sidecar.ts';

/** `lost`: the target was started again, and its network with it; nothing is left to lift. */
export type InjectedState = 'on' | 'lifted' | 'lost';

interface Lifter {
  lift(fault: Injected): Promise<void>;
  count(fault: Injected): Promise<FaultCount>;
}

export class Injected implements AsyncDisposable {
  readonly fault: SidecarFault;
  /** What the sidecar knows it by. */
  readonly number: number;
  readonly #lifter: Lifter;
  #state: InjectedState = 'on';
  #lifting: Promise<void> | undefined;

  /** Of a sidecar: see Sidecar.inject. */
  constructor(fault: SidecarFault, number: number, lifter: Lifter) {
    this.fault = fault;
    this.number = number;
    this.#lifter = lifter;
  }

  get state(): InjectedState {
    return this.#state;
  }

  /** Takes out exactly this one. Twice is fine, and so is one that was lost. */
  lift(): Promise<void> {
    this.#lifting ??= this.#lift();
    return this.#lifting;
  }

  /** Packets that matched and that something was done to, so far. Only of a packets fault that is on. */
  counter(): Promise<FaultCount> {
    return this.#lifter.count(this);
  }

  /** For the sidecar: it has lifted everything, or found the target's network gone. */
  end(state: Exclude<InjectedState, 'on'>): void {
    if (this.#state === 'on') this.#state = state;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lift();
  }

  async #lift(): Promise<void> {
    if (this.#state !== 'on') return;
    try {
      await this.#lifter.lift(this);
      if (this.#state === 'on') this.#state = 'lifted';
    } catch (error) {
      // May be tried again.
      this.#lifting = undefined;
      throw error;
    }
  }
}
