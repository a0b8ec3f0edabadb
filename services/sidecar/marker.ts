// A frame of our own, sent through a device so that a capture sees it: what was sent before it comes before it. Of an
// EtherType for local experiments (0x88b5), to the address of nobody; the first bridge drops it.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { close, SOCK_DGRAM, send, socket } from '../probe/syscalls.ts';
import { recordHeaderBytes } from './pcap-records.ts';
import { Problem } from './problem.ts';

const AF_PACKET = 17;
const etherType = 0x88b5;
/** pcap's LINUX_SLL2, which tcpdump writes for `any`: the EtherType comes first. */
const linkTypeCooked = 276;
const etherTypeOffset = 12;

export class Marker {
  /** For tcpdump: our frames, whosever they are. */
  static readonly filter = `ether proto ${etherType}`;
  readonly #device: string;
  readonly #token = randomBytes(16);
  #sent = 0;

  constructor(device: string) {
    this.#device = device;
  }

  /** The number of this frame, from 1 on; undefined when the device is down or gone. */
  send(): number | undefined {
    const fd = socket(AF_PACKET, SOCK_DGRAM);
    if (fd < 0) throw new Problem('FAULT_FAILED', 'cannot open a packet socket', `errno ${-fd}`);
    try {
      this.#sent += 1;
      const number = Buffer.alloc(4);
      number.writeUInt32BE(this.#sent);
      const frame = Buffer.concat([this.#token, number]);
      return send(fd, frame, this.#address()) < 0 ? undefined : this.#sent;
    } catch {
      return undefined;
    } finally {
      close(fd);
    }
  }

  /** Whether a record is a frame of ours: to be left out of every capture. */
  static isIn(record: Buffer, linkType: number): boolean {
    const at = recordHeaderBytes + (linkType === linkTypeCooked ? 0 : etherTypeOffset);
    return record.length >= at + 2 && record.readUInt16BE(at) === etherType;
  }

  /** Which of this marker's frames the record is; undefined for one of a capture beside it. */
  numberIn(record: Buffer): number | undefined {
    const at = record.indexOf(this.#token);
    return at < 0 ? undefined : record.readUInt32BE(at + this.#token.length);
  }

  /** `struct sockaddr_ll` */
  #address(): Buffer {
    const index = Number(readFileSync(`/sys/class/net/${this.#device}/ifindex`, 'utf8'));
    const address = Buffer.alloc(20);
    address.writeUInt16LE(AF_PACKET, 0);
    address.writeUInt16BE(etherType, 2);
    address.writeInt32LE(index, 4);
    address.writeUInt8(6, 11);
    return address;
  }
}
