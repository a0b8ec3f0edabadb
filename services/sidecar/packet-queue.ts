// A netfilter queue: the kernel hands packets over at a rule and waits; we say of each when it goes on, and as what. Unless
// their bytes are asked for, nothing of a packet is copied but its number.
//
//   rule -> queue -> onPacket -> accept | replace | drop
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
const NFQA_PAYLOAD = 10;
const NFQA_CFG_CMD = 1;
const NFQA_CFG_PARAMS = 2;
const NFQA_CFG_QUEUE_MAXLEN = 3;
const NFQA_CFG_MASK = 4;
const NFQA_CFG_FLAGS = 5;
const bindCommand = 1;
const copyMeta = 1;
const copyPacket = 2;
const NF_DROP = 0;
const NF_ACCEPT = 1;
/** Packets pass when the queue is full. */
const FAIL_OPEN = 1;
/** Large ones are not taken apart. With bytes they are: each then is one that could be on the wire, checksum and all. */
const GSO = 4;
const packetsMax = 20_000;
const packetBytesMax = 0xffff;

export interface QueuedPacket {
  /** What the verdict is about. */
  readonly id: number;
  /** From the IP header on; empty when they were not asked for. */
  readonly bytes: Buffer;
}

export interface PacketQueueOptions {
  readonly readiness: Readiness;
  /** Has to come to a verdict, now or later. */
  readonly onPacket: (packet: QueuedPacket) => void;
  /** Default: false. */
  readonly withBytes?: boolean;
}

export class PacketQueue {
  readonly #number: number;
  readonly #readiness: Readiness;
  readonly #socket = new NetfilterSocket();
  readonly #onPacket: PacketQueueOptions['onPacket'];

  /** Takes packets from now on. */
  constructor(number: number, { readiness, onPacket, withBytes = false }: PacketQueueOptions) {
    this.#number = number;
    this.#readiness = readiness;
    this.#onPacket = onPacket;
    this.#configure(withBytes);
    readiness.watch(this.#socket.fd, () => this.take());
  }

  /** Takes what is there, before the event loop comes to it. */
  take(): void {
    for (const { type, body } of this.#socket.receive()) {
      const id = type === PACKET ? attributeIn(body, NFQA_PACKET_HDR)?.readUInt32BE(0) : undefined;
      if (id !== undefined) this.#onPacket({ id, bytes: attributeIn(body, NFQA_PAYLOAD) ?? Buffer.alloc(0) });
    }
  }

  accept(id: number): void {
    this.#decide(id, NF_ACCEPT);
  }

  /** Lets other bytes go on in its place; its checksums are the caller's. */
  replace(id: number, bytes: Buffer): void {
    this.#decide(id, NF_ACCEPT, attribute(NFQA_PAYLOAD, bytes));
  }

  drop(id: number): void {
    this.#decide(id, NF_DROP);
  }

  /** To be called when no rule leads here and every verdict has been given. */
  close(): void {
    this.#readiness.forget(this.#socket.fd);
    this.#socket[Symbol.dispose]();
  }

  #configure(withBytes: boolean): void {
    const command = attribute(NFQA_CFG_CMD, Buffer.of(bindCommand, 0, 0, 0));
    const parameters = Buffer.alloc(5);
    parameters.writeUInt32BE(withBytes ? packetBytesMax : 0, 0);
    parameters.writeUInt8(withBytes ? copyPacket : copyMeta, 4);
    const result = this.#socket.ask({
      type: CONFIG,
      resource: this.#number,
      attributes: [
        command,
        attribute(NFQA_CFG_PARAMS, parameters),
        number32(NFQA_CFG_QUEUE_MAXLEN, packetsMax),
        number32(NFQA_CFG_FLAGS, withBytes ? FAIL_OPEN : FAIL_OPEN | GSO),
        number32(NFQA_CFG_MASK, FAIL_OPEN | GSO),
      ],
    });
    if (result === 0) return;
    this.#socket[Symbol.dispose]();
    throw new Problem('UNSUPPORTED', 'this kernel has no queue for packets', `errno ${-result}`);
  }

  #decide(id: number, decision: number, ...more: readonly Buffer[]): void {
    const verdict = Buffer.alloc(8);
    verdict.writeUInt32BE(decision, 0);
    verdict.writeUInt32BE(id, 4);
    this.#socket.send({
      type: VERDICT,
      resource: this.#number,
      attributes: [attribute(NFQA_VERDICT_HDR, verdict), ...more],
    });
  }
}
