// Delay and jitter without netem: packets of a fault wait in a queue (queues.ts). What is delayed by different times
// overtakes: so packets are put out of order.

import type { PacketAction, PacketMatch } from '../../src/protocol/sidecar.ts';
import type { Readiness } from '../probe/readiness.ts';
import type { Nftables } from './nftables.ts';
import { PacketQueue } from './packet-queue.ts';
import { randomOf } from './pick.ts';
import { invalid } from './problem.ts';
import { leadToQueue } from './queues.ts';

type Delay = Extract<PacketAction, { do: 'delay' }>;

const delayMsMax = 60_000;

interface Held {
  readonly number: number;
  readonly direction: PacketMatch['direction'];
  readonly delay: Delay;
}

/** Holds all packets of the mark. Gives what ends it: to be called when no packet gets the mark any more. */
export function holdPackets(nft: Nftables, { number, direction, delay }: Held): () => void {
  const delayOf = delays(delay);
  const lead = { number, direction, what: 'delay packets' };
  return leadToQueue(nft, lead, (queue, readiness) => new HeldPackets(queue, delayOf, readiness));
}

/** Packets that wait, by their numbers in the queue. */
class HeldPackets {
  readonly #queue: PacketQueue;
  readonly #delayOf: () => number;
  readonly #held = new Map<number, NodeJS.Timeout>();

  /** Takes packets from now on. `delayOf` is asked for each, in the order in which they come. */
  constructor(queue: number, delayOf: () => number, readiness: Readiness) {
    this.#delayOf = delayOf;
    this.#queue = new PacketQueue(queue, { readiness, onPacket: ({ id }) => this.#hold(id) });
  }

  close(): void {
    this.#queue.take();
    for (const [id, timer] of this.#held) {
      clearTimeout(timer);
      this.#accept(id);
    }
    this.#queue.close();
  }

  #hold(id: number): void {
    const delayMs = this.#delayOf();
    if (delayMs <= 0) this.#accept(id);
    else
      this.#held.set(
        id,
        setTimeout(() => this.#accept(id), delayMs),
      );
  }

  #accept(id: number): void {
    this.#held.delete(id);
    this.#queue.accept(id);
  }
}

/** How long each packet is held; the same numbers for the same seed. */
function delays({ delayMs, jitterMs = 0, seed = 1 }: Delay): () => number {
  const isTime = (value: number) => value >= 0 && value <= delayMsMax;
  if (!isTime(delayMs) || !isTime(jitterMs) || !Number.isSafeInteger(seed))
    throw invalid(
      `a delay and its jitter are 0 to ${delayMsMax} ms`,
      `${delayMs} ms, ${jitterMs} ms, seed ${seed}`,
    );
  const random = randomOf(seed);
  return () => Math.max(0, delayMs + jitterMs * (2 * random() - 1));
}
