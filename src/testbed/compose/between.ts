// The connections between two services of a project. A fault that is put here hits nothing else: neither what the first
// says to others, nor what others say to the second.
//
//   between('web', 'db')      web <--- in/out ---> db
//                                                  '-- sidecar: here the fault is, and from here it is seen
//
// The fault is in the network namespace of the second, seen from there: `in` is what comes from the first, `out` what goes
// to it, `localPort` a port of the second. Turn the names around to have it at the first. The first is told by its
// addresses on the networks that both are on; all replicas of both are meant unless one is named.

import type { Fault } from '../../faults/index.ts';
import type { CaptureOptions } from '../../protocol/sidecar.ts';
import { LiveCapture } from '../live-capture.ts';
import type { Sidecars } from '../sidecars.ts';
import { type BetweenFault, injectBetween } from './between-fault.ts';
import type { ComposeProject, Replicas } from './compose-project.ts';
import { resolvePair } from './resolve-pair.ts';

/** What a bed gives to those of its parts that break or watch something. */
export interface BetweenBed {
  readonly project: ComposeProject;
  readonly sidecars: Sidecars;
  /** Is told of what has begun, so that it ends with the bed. */
  readonly onCapture: (capture: LiveCapture) => void;
  readonly onFault: (fault: BetweenFault) => void;
}

export class Between {
  readonly #bed: BetweenBed;
  readonly #from: Replicas;
  readonly #to: Replicas;

  /** Of a bed: see ComposeBed.between. */
  constructor(bed: BetweenBed, from: Replicas, to: Replicas) {
    this.#bed = bed;
    this.#from = from;
    this.#to = to;
  }

  /**
   * Puts a fault here; leaving its scope lifts it. BED_STATE when one of the two does not run, or they share no network;
   * OPTION_INVALID for a fault that hits a whole container (`rate`, `linkDown`) or names an address itself; UNSUPPORTED
   * when the kernel cannot.
   */
  async inject(fault: Fault): Promise<BetweenFault> {
    const injected = await injectBetween(fault, { ...this.#bed, from: this.#from, to: this.#to });
    this.#bed.onFault(injected);
    return injected;
  }

  /**
   * Captures what is said between them, at the second, from when this resolves to the end of the bed. A second with
   * replicas has to be named with its index.
   */
  async capture(options: Omit<CaptureOptions, 'filter'> = {}): Promise<LiveCapture> {
    const pairs = await resolvePair(this.#bed.project, this.#from, this.#to);
    const [pair] = pairs.one();
    const sidecar = await this.#bed.sidecars.of(pair.target);
    const filter = pair.peers.map((peer) => `host ${peer}`).join(' or ');
    // Only on `any` where it has several cards: which of them it is, Docker does not say.
    const device = pair.cards === 1 ? {} : { device: 'any' };
    const capture = new LiveCapture(
      pair.container.name,
      await sidecar.startCapture({ ...device, ...options, filter }),
    );
    this.#bed.onCapture(capture);
    return capture;
  }
}
