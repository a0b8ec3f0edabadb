// A fault of src/faults put into a container's network: first whether its kernel can, then one rule after the other.

import { SocketbedError } from '../errors/socketbed-error.ts';
import type { Fault } from '../faults/index.ts';
import type { FaultCount, SidecarAbility } from '../protocol/sidecar.ts';
import { sumOfCounts } from './fault-counts.ts';
import type { Sidecar } from './sidecar.ts';
import type { Injected } from './sidecar-injected.ts';

/** A fault that is on. Leaving its scope lifts it. */
export class InjectedFault implements AsyncDisposable {
  readonly fault: Fault;
  readonly #parts: readonly Injected[];
  readonly #lifted = Promise.withResolvers<void>();

  constructor(fault: Fault, parts: readonly Injected[]) {
    this.fault = fault;
    this.#parts = parts;
  }

  /** Twice is fine. */
  async lift(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.lift()));
    this.#lifted.resolve();
  }

  /** Resolves when it was lifted by this. */
  get lifted(): Promise<void> {
    return this.#lifted.promise;
  }

  /** Packets that its rules matched, and that something was done to. Only of faults that are about packets. */
  async counter(): Promise<FaultCount> {
    return sumOfCounts(await Promise.all(this.#parts.map((part) => part.counter())));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lift();
  }
}

/** UNSUPPORTED when the kernel lacks what the fault needs: nothing has been injected then. */
export async function injectFault(
  fault: Fault,
  sidecar: Sidecar,
  abilities: readonly SidecarAbility[],
): Promise<InjectedFault> {
  checkAbilities(fault, abilities);
  const parts: Injected[] = [];
  try {
    for (const how of fault.how) parts.push(await sidecar.inject(how));
  } catch (error) {
    await Promise.all(parts.map((part) => part.lift()));
    throw error;
  }
  return new InjectedFault(fault, parts);
}

function checkAbilities({ name, needs }: Fault, abilities: readonly SidecarAbility[]): void {
  for (const need of needs) {
    const ability = abilities.find((each) => each.name === need);
    if (ability?.available === true) continue;
    throw new SocketbedError({
      code: 'UNSUPPORTED',
      what: `this kernel cannot do the fault ${name}`,
      found: `it lacks ${need}: ${ability?.reason ?? 'the sidecar knows nothing of it'}`,
      advice: 'Run `./socketbed doctor` for what this machine can',
    });
  }
}
