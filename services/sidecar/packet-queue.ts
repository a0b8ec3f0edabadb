// A netfilter queue: the kernel hands packets over at a rule and waits; we say when each goes on. Nothing of a packet is
// copied but its number.
//
//   rule -> queue -> held for delayMs -+ jitterMs -> verdict: accept -> on its way
//
// When the sidecar is gone, packets pass the rule as if it were not there.

import type { Readiness } from '../probe/readiness.ts';
import { attribute, attributeIn, NetfilterSocket, number32 } from './netlink.ts';
import { Problem } from './problem.ts';

const NFNL_SUBSYS_QUEUE = 3 << 8;
const PACKET = NFNL_SUBSYS_QUEUE;
const VERDICT = NFNL_SUBSYS_QUEUE | 1;
const CONFIG = NFNL_SUBSYS_QUEUE | 2;
const NFQA_PACKET_HDR = 1;
const NFQA_VERDICT_HDR = 2;
const NFQA_CFG_CMD = 1;
const NFQA_CFG_PARAMS = 2;
const NFQA_CFG_QUEUE_MAXLEN = 3;
const NFQA_CFG_MASK = 4;
const NFQA_CFG_FLAGS = 5;
const bindCommand = 1;
const copyMeta = 1;
const NF_ACCEPT = 1;
/** Packets pass when the queue is full, and large ones are not taken apart. */
const flags = 1 | 4;
const packetsMax = 20_000;

export class PacketQueue {
  readonly #number: number;
  readonly #readiness: Readiness;
  readonly #socket = new NetfilterSocket();
  readonly #delayOf: () => number;
  readonly #held = new Map<number, NodeJS.Timeout>();

  /** Takes packets from now on. `delayOf` is asked for each, in the order in which they come. */
  constructor(number: number, delayOf: () => number, readiness: Readiness) {
    this.#number = number;
    this.#readiness = readiness;
    this.#delayOf = delayOf;
    this.#configure();
    readiness.watch(this.#socket.fd, () => this.#take());
  }

  /** Lets everything go that is held, and takes no more; to be called when no rule leads here. */
  close(): void {
    this.#take();
    for (const [id, timer] of this.#held) {
      clearTimeout(timer);
      this.#accept(id);
    }
    this.#readiness.forget(this.#socket.fd);
    this.#socket[Symbol.dispose]();
  }

  #configure(): void {
    const command = attribute(NFQA_CFG_CMD, Buffer.of(bindCommand, 0, 0, 0));
    const parameters = attribute(NFQA_CFG_PARAMS, Buffer.of(0, 0, 0, 0, copyMeta));
    const result = this.#socket.ask({
      type: CONFIG,
      resource: this.#number,
      attributes: [
        command,
        parameters,
        number32(NFQA_CFG_QUEUE_MAXLEN, packetsMax),
        number32(NFQA_CFG_FLAGS, flags),
        number32(NFQA_CFG_MASK, flags),
      ],
    });
    if (result === 0) return;
    this.#socket[Symbol.dispose]();
    throw new Problem('UNSUPPORTED', 'this kernel has no queue for packets', `errno ${-result}`);
  }

  #take(): void {
    for (const { type, body } of this.#socket.receive()) {
      const id = type === PACKET ? attributeIn(body, NFQA_PACKET_HDR)?.readUInt32BE(0) : undefined;
      if (id !== undefined) this.#hold(id);
    }
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
    const verdict = Buffer.alloc(8);
    verdict.writeUInt32BE(NF_ACCEPT, 0);
    verdict.writeUInt32BE(id, 4);
    this.#socket.send({
      type: VERDICT,
      resource: this.#number,
      attributes: [attribute(NFQA_VERDICT_HDR, verdict)],
    });
  }
}
