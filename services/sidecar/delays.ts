// Delay and jitter without netem: packets of a fault get a mark of their own, and a rule behind leads that mark to a
// queue (packet-queue.ts) where they wait. What is delayed by different times overtakes: so packets are put out of order.
//
//   inet socketbed input        ... meta mark set 0x5b000007
//   inet socketbed-queue in     meta mark 0x5b000007 queue num 7 bypass
//
// A table of its own, because libnftables complains of rules that it could not have written.

import type { PacketAction, PacketMatch } from '../../src/protocol/sidecar.ts';
import { Readiness } from '../probe/readiness.ts';
import { type Nftables, NftRefusal } from './nftables.ts';
import { PacketQueue } from './packet-queue.ts';
import { randomOf } from './pick.ts';
import { invalid, refused } from './problem.ts';
import { addQueueRule } from './queue-rule.ts';

type Delay = Extract<PacketAction, { do: 'delay' }>;

export const queueTableName = 'socketbed-queue';
/** Numbers of queues have 16 bits. */
const queueNumbers = 65_536;
const markBase = 0x5b00_0000;
/** Behind our other chains (-50): those set the mark. */
const priority = -40;
const delayMsMax = 60_000;

/** The mark that a delay fault of this number is told by. */
export const delayMark = (fault: number): number => markBase + (fault % queueNumbers);

interface Held {
  readonly number: number;
  readonly direction: PacketMatch['direction'];
  readonly delay: Delay;
}

let readiness: Readiness | undefined;
const queues = new Set<PacketQueue>();

/** Whether packets may be waiting: the kernel drops all that wait in any queue when any chain with a hook is deleted. */
export const areHeld = (): boolean => queues.size > 0;

/** Holds all packets of the mark. Gives what ends it: to be called when no packet gets the mark any more. */
export function holdPackets(nft: Nftables, { number, direction, delay }: Held): () => void {
  const delayOf = delays(delay);
  readiness ??= new Readiness();
  const queue = new PacketQueue(number % queueNumbers, delayOf, readiness);
  const end = () => {
    queue.close();
    queues.delete(queue);
    // Until then rules of marks that nothing has are left where they are, and the chains for good.
    if (queues.size === 0) for (const chain of ['in', 'out']) flush(nft, chain);
  };
  queues.add(queue);
  try {
    addRule(nft, direction, number);
    return end;
  } catch (error) {
    end();
    throw error instanceof NftRefusal ? refused('delay packets', error.message) : error;
  }
}

function addRule(nft: Nftables, direction: PacketMatch['direction'], number: number): void {
  const [mark, queue] = [delayMark(number), number % queueNumbers];
  const path = `inet ${queueTableName} ${direction}`;
  const hook = direction === 'in' ? 'input' : 'output';
  const text = `{ type filter hook ${hook} priority ${priority}; }`;
  nft.run(`add table inet ${queueTableName}\nadd chain ${path} ${text}`);
  try {
    nft.run(`add rule ${path} meta mark ${mark} queue num ${queue} bypass`);
  } catch (error) {
    if (!(error instanceof NftRefusal)) throw error;
    addQueueRule({ table: queueTableName, chain: direction, mark, queue }, 'delay packets');
  }
}

function flush(nft: Nftables, chain: string): void {
  try {
    nft.run(`flush chain inet ${queueTableName} ${chain}`);
  } catch (error) {
    // Nothing was ever held in that direction.
    if (!(error instanceof NftRefusal)) throw error;
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
