// A fault that is on between two services. Who of them is started again gets another network or another address: through
// the bed's own `restart` and `start` the fault is put in anew; otherwise it is lost, and says so.

import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { Fault } from '../../faults/index.ts';
import type { FaultCount } from '../../protocol/sidecar.ts';
import { sumOfCounts } from '../fault-counts.ts';
import type { InjectedFault } from '../inject-fault.ts';
import type { Sidecars } from '../sidecars.ts';
import { type ComposeProject, describeReplicas, type Replicas } from './compose-project.ts';
import { narrowFault } from './narrow-fault.ts';
import { resolvePair, type SeenFrom } from './resolve-pair.ts';

export interface BetweenPlace {
  readonly project: ComposeProject;
  readonly sidecars: Sidecars;
  readonly from: Replicas;
  readonly to: Replicas;
}

interface Part {
  readonly seen: SeenFrom;
  readonly injected: InjectedFault;
}

export class BetweenFault implements AsyncDisposable {
  readonly fault: Fault;
  readonly #place: BetweenPlace;
  #parts: readonly Part[];
  readonly #lifted = Promise.withResolvers<void>();
  #isLifted = false;

  constructor(fault: Fault, place: BetweenPlace, parts: readonly Part[]) {
    this.fault = fault;
    this.#place = place;
    this.#parts = parts;
  }

  /** `lost`: one of the two was started again behind the bed's back, or runs no more; `renew` puts it in anew. */
  async state(): Promise<'on' | 'lifted' | 'lost'> {
    if (this.#isLifted) return 'lifted';
    return (await this.#whyLost()) === undefined ? 'on' : 'lost';
  }

  /** Packets that matched, and that something was done to. BED_STATE when it is lifted or lost. */
  async counter(): Promise<FaultCount> {
    const why = this.#isLifted ? 'it was lifted' : await this.#whyLost();
    if (why !== undefined) throw notOn(this.#words, why);
    return sumOfCounts(await Promise.all(this.#parts.map(({ injected }) => injected.counter())));
  }

  /** Puts it in anew, for the addresses that the two have now; what is left of the old one goes. Its counter begins at 0. */
  async renew(): Promise<void> {
    if (this.#isLifted) throw notOn(this.#words, 'it was lifted');
    const old = this.#parts;
    // The new one first: there is no moment without.
    this.#parts = await putIn(this.fault, this.#place);
    await liftAll(old);
  }

  /** For the bed: somebody was started again. */
  async renewIfLost(): Promise<void> {
    if ((await this.state()) === 'lost') await this.renew();
  }

  /** Twice is fine, and so is one that was lost. */
  async lift(): Promise<void> {
    this.#isLifted = true;
    await liftAll(this.#parts);
    this.#lifted.resolve();
  }

  /** Resolves when it was lifted by this. */
  get lifted(): Promise<void> {
    return this.#lifted.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.lift();
  }

  get #words(): string {
    return `${this.fault.name} between ${describeReplicas(this.#place.from)} and ${describeReplicas(this.#place.to)}`;
  }

  async #whyLost(): Promise<string | undefined> {
    try {
      const { seen } = await resolvePair(this.#place.project, this.#place.from, this.#place.to);
      const changed = this.#parts.find((part) => !seen.some((now) => isSame(part.seen, now)));
      if (changed === undefined) return undefined;
      const now = seen.find(({ container }) => container === changed.seen.container);
      if (now === undefined) return `${changed.seen.container.name} is gone`;
      if (now.startedAt !== changed.seen.startedAt) return `${now.container.name} was started again`;
      return `${describeReplicas(this.#place.from)} has the address ${now.peers.join(', ')} now, not ${changed.seen.peers.join(', ')}`;
    } catch (error) {
      // One of the two does not run.
      if (error instanceof SocketbedError && error.code === 'BED_STATE') return error.message;
      throw error;
    }
  }
}

/** UNSUPPORTED when a kernel cannot: nothing is left of it then. */
export async function injectBetween(fault: Fault, place: BetweenPlace): Promise<BetweenFault> {
  return new BetweenFault(fault, place, await putIn(fault, place));
}

async function putIn(fault: Fault, { project, sidecars, from, to }: BetweenPlace): Promise<readonly Part[]> {
  const { seen } = await resolvePair(project, from, to);
  const words = `${describeReplicas(from)} and ${describeReplicas(to)}`;
  const results = await Promise.allSettled(
    seen.map(async (each): Promise<Part> => {
      const narrow = narrowFault(fault, each.peers, words);
      return { seen: each, injected: await sidecars.inject(narrow, each.target) };
    }),
  );
  const parts = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure === undefined) return parts;
  await liftAll(parts);
  throw failure.reason;
}

async function liftAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map(({ injected }) => injected.lift()));
}

const isSame = (one: SeenFrom, other: SeenFrom): boolean =>
  one.target.id === other.target.id &&
  one.startedAt === other.startedAt &&
  one.peers.join() === other.peers.join();

function notOn(words: string, found: string): SocketbedError {
  return new SocketbedError({
    code: 'BED_STATE',
    what: `the fault ${words} is not on`,
    found,
    advice:
      'Restart containers with `(await bed.container(...)).restart()`, which puts it in anew, or call `renew()`',
  });
}
