// The way of a fault's packets out of the kernel and back: they get a mark of their own, and a rule behind leads that mark
// to a queue (packet-queue.ts), where something is done to them that no rule can do.
//
//   inet socketbed input        ... meta mark set 0x5b000007
//   inet socketbed-queue in     meta mark 0x5b000007 queue num 7 bypass
//
// A table of its own, because libnftables complains of rules that it could not have written.

import type { PacketMatch } from '../../src/protocol/sidecar.ts';
import { Readiness } from '../probe/readiness.ts';
import { type Nftables, NftRefusal } from './nftables.ts';
import { refused } from './problem.ts';
import { addQueueRule } from './queue-rule.ts';

export const queueTableName = 'socketbed-queue';
/** Numbers of queues have 16 bits. */
const queueNumbers = 65_536;
const markBase = 0x5b00_0000;
/** Behind our other chains (-50): those set the mark. */
const priority = -40;

/** The mark that the packets of a fault of this number are told by. */
export const queueMark = (fault: number): number => markBase + (fault % queueNumbers);

/** What takes packets from a queue. */
interface Taker {
  /** Lets everything go that waits, and takes no more. */
  close(): void;
}

export interface Lead {
  /** Of the fault. */
  readonly number: number;
  readonly direction: PacketMatch['direction'];
  /** For the error: `delay packets`. */
  readonly what: string;
}

let readiness: Readiness | undefined;
const takers = new Set<Taker>();

/** Whether packets may be waiting: the kernel drops all that wait in any queue when any chain with a hook is deleted. */
export const areHeld = (): boolean => takers.size > 0;

/** Leads the mark to what `open` makes. Gives what ends it: to be called when no packet gets the mark any more. */
export function leadToQueue(
  nft: Nftables,
  { number, direction, what }: Lead,
  open: (queueNumber: number, readiness: Readiness) => Taker,
): () => void {
  readiness ??= new Readiness();
  const taker = open(number % queueNumbers, readiness);
  const end = () => {
    taker.close();
    takers.delete(taker);
    // Until then rules of marks that nothing has are left where they are, and the chains for good.
    if (takers.size === 0) for (const chain of ['in', 'out']) flush(nft, chain);
  };
  takers.add(taker);
  try {
    addRule(nft, { number, direction, what });
    return end;
  } catch (error) {
    end();
    throw error instanceof NftRefusal ? refused(what, error.message) : error;
  }
}

function addRule(nft: Nftables, { number, direction, what }: Lead): void {
  const [mark, queue] = [queueMark(number), number % queueNumbers];
  const path = `inet ${queueTableName} ${direction}`;
  const hook = direction === 'in' ? 'input' : 'output';
  const text = `{ type filter hook ${hook} priority ${priority}; }`;
  nft.run(`add table inet ${queueTableName}\nadd chain ${path} ${text}`);
  try {
    nft.run(`add rule ${path} meta mark ${mark} queue num ${queue} bypass`);
  } catch (error) {
    if (!(error instanceof NftRefusal)) throw error;
    addQueueRule({ table: queueTableName, chain: direction, mark, queue }, what);
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
