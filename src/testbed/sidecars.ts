// The sidecars of a bed, each started when it is first asked for, and what the kernel below all of them can.

import type Docker from 'dockerode';
import type { Fault } from '../faults/index.ts';
import type { SidecarAbility } from '../protocol/sidecar.ts';
import { type InjectedFault, injectFault } from './inject-fault.ts';
import type { Run } from './run.ts';
import { Sidecar } from './sidecar.ts';
import type { NetworkOwner } from './sidecar-session.ts';

export class Sidecars {
  readonly #docker: Docker;
  readonly #run: Run;
  readonly #sidecars = new Map<NetworkOwner, Promise<Sidecar>>();
  #abilities: Promise<readonly SidecarAbility[]> | undefined;

  constructor(docker: Docker, run: Run) {
    this.#docker = docker;
    this.#run = run;
  }

  of(target: NetworkOwner): Promise<Sidecar> {
    const known = this.#sidecars.get(target);
    if (known !== undefined) return known;
    const sidecar = Sidecar.attach({ docker: this.#docker, run: this.#run, target });
    this.#sidecars.set(target, sidecar);
    // One that did not start may be tried again.
    sidecar.catch(() => this.#sidecars.delete(target));
    return sidecar;
  }

  /** UNSUPPORTED, before anything is done, where the kernel cannot. */
  async inject(fault: Fault, target: NetworkOwner): Promise<InjectedFault> {
    const sidecar = await this.of(target);
    // All containers are on one kernel: the first sidecar has found out for all of them.
    this.#abilities ??= sidecar.abilities();
    return await injectFault(fault, sidecar, await this.#abilities);
  }

  async close(target: NetworkOwner): Promise<void> {
    const sidecar = this.#sidecars.get(target);
    this.#sidecars.delete(target);
    await (await sidecar)?.close();
  }

  /** Those that are still open, each by a step of its own. */
  closeAll(): (() => Promise<void>)[] {
    return [...this.#sidecars.keys()].map((target) => () => this.close(target));
  }
}
