// Packets built by hand, byte by byte, apart from the code that reads them.

import type { Conversation, Conversations } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import type { Packet } from '../../src/evidence/packet.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import type { PcapRecord } from '../../src/evidence/pcap.ts';

export const u8 = (...values: number[]): Buffer => Buffer.from(values);

export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, 2 * index);
  return bytes;
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index);
  return bytes;
}

export const join = (...parts: readonly (Buffer | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));

export const clientAddress = '10.0.0.3';
export const serverAddress = '10.0.0.2';
const v4 = (address: string): Buffer => u8(...address.split('.').map(Number));

/** Of `fd00::3` only, that is of a prefix, `::` and an end. */
export function v6(address: string): Buffer {
  const [prefix = '', end = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((each) => Number.parseInt(each, 16));
  const [head, tail] = [groups(prefix), groups(end)];
  return u16(...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail);
}

export interface Ip {
  readonly from?: string;
  readonly to?: string;
  readonly id?: number;
  /** Offset in bytes. */
  readonly fragment?: { readonly offset: number; readonly more: boolean };
  readonly options?: Buffer;
  readonly length?: number;
}

export function ipv4(protocol: number, payload: Buffer, ip: Ip = {}): Buffer {
  const { from = clientAddress, to = serverAddress, id = 0, fragment, options = u8() } = ip;
  const headerBytes = 20 + options.length;
  const bits = fragment === undefined ? 0x4000 : fragment.offset / 8 + (fragment.more ? 0x2000 : 0);
  return join(
    ...[u8(0x40 + headerBytes / 4, 0), u16(ip.length ?? headerBytes + payload.length, id, bits)],
    ...[u8(64, protocol), u16(0), v4(from), v4(to), options, payload],
  );
}

export function ipv6(
  next: number,
  payload: Buffer,
  { from = 'fd00::3', to = 'fd00::2', length }: Ip = {},
): Buffer {
  return join(u32(0x60000000), u16(length ?? payload.length), u8(next, 64), v6(from), v6(to), payload);
}

export const ethernet = (etherType: number, payload: Buffer): Buffer =>
  join(u8(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3), u16(etherType), payload);

export const flagBits = { F: 0x01, S: 0x02, R: 0x04, P: 0x08, A: 0x10, U: 0x20 } as const;

export interface Tcp {
  /** Any of `SAFRPU`. */
  readonly flags: string;
  readonly seq?: number;
  readonly ack?: number;
  readonly data?: string | Buffer;
  readonly window?: number;
  /** A multiple of 4 bytes. */
  readonly options?: Buffer;
  readonly fromPort?: number;
  readonly toPort?: number;
}

export function tcp({ flags, seq = 0, ack = 0, data = '', window = 1000, ...rest }: Tcp): Buffer {
  const { options = u8(), fromPort = 40000, toPort = 8080 } = rest;
  const bits = Object.entries(flagBits).reduce(
    (sum, [name, bit]) => sum + (flags.includes(name) ? bit : 0),
    0,
  );
  return join(
    ...[u16(fromPort, toPort), u32(seq, ack), u8((5 + options.length / 4) << 4, bits)],
    ...[u16(window, 0, 0), options, data],
  );
}

export const timestamps = (value: number, echo = 0): Buffer => join(u8(1, 1, 8, 10), u32(value, echo));

export const udp = (data: string, fromPort = 40000, toPort = 8080): Buffer =>
  join(u16(fromPort, toPort, 8 + data.length, 0), data);

export const icmp = (type: number, code: number, rest: Buffer, quoted: Buffer = u8()): Buffer =>
  join(u8(type, code), u16(0), rest, quoted);

export const arp = (operation: number, sender: string, target: string): Buffer =>
  join(u16(1, 0x0800, 0x0604, operation), u8(2, 0, 0, 0, 0, 3), v4(sender), u8(0, 0, 0, 0, 0, 0), v4(target));

export const startMs = 1_700_000_000_000;

export const record = (data: Buffer, afterMs = 0, linkType = 1): PcapRecord => ({
  ...{ atMs: startMs + afterMs, linkType, data },
  wireBytes: data.length,
});

export interface Said extends Tcp {
  readonly at?: number;
  readonly id?: number;
}

/** A conversation over IPv4 in short: `talk().client({ flags: 'S' }).server({ flags: 'SA' }).conversation()`. */
export class Talk {
  readonly records: PcapRecord[] = [];
  readonly #version: 4 | 6;
  #id = 100;

  constructor(version: 4 | 6 = 4) {
    this.#version = version;
  }

  /** Sequence numbers of the client begin at 1000, of the server at 5000; here both count from 0. */
  client({ at = this.records.length, id = ++this.#id, seq = 0, ack = 0, ...rest }: Said): this {
    return this.#add(tcp({ seq: 1000 + seq, ack: 5000 + ack, ...rest }), at, id, false);
  }

  server({ at = this.records.length, id = ++this.#id, seq = 0, ack = 0, ...rest }: Said): this {
    const ports = { fromPort: rest.toPort ?? 8080, toPort: rest.fromPort ?? 40000 };
    return this.#add(tcp({ seq: 5000 + seq, ack: 1000 + ack, ...rest, ...ports }), at, id, true);
  }

  /** SYN, SYN-ACK, ACK. */
  open(): this {
    return this.client({ flags: 'S' }).server({ flags: 'SA', ack: 1 }).client({ flags: 'A', seq: 1, ack: 1 });
  }

  raw(frame: Buffer, at = this.records.length): this {
    this.records.push(record(frame, at));
    return this;
  }

  #add(segment: Buffer, at: number, id: number, back: boolean): this {
    const [from, to] = this.#version === 4 ? [clientAddress, serverAddress] : ['fd00::3', 'fd00::2'];
    const ends = back ? { from: to, to: from } : { from, to };
    return this.raw(
      this.#version === 4
        ? ethernet(0x0800, ipv4(6, segment, { ...ends, id }))
        : ethernet(0x86dd, ipv6(6, segment, ends)),
      at,
    );
  }

  packets(): Packet[] {
    return parsePackets(this.records);
  }

  grouped(): Conversations {
    return groupConversations(this.packets());
  }

  /** The only one. */
  conversation(): Conversation {
    const { conversations, others } = this.grouped();
    const [first, ...more] = conversations;
    if (first === undefined || more.length + others.length > 0) {
      throw new RangeError(`${conversations.length} conversations and ${others.length} other packets`);
    }
    return first;
  }
}

export const talk = (version?: 4 | 6): Talk => new Talk(version);

/** An ICMP error of `from` about a segment of the client or, with `back`, of the server. */
export function complaint(
  type: number,
  code: number,
  { from = serverAddress, seq = 1000, back = false, rest = u32(0), port = 40000 } = {},
): Buffer {
  const about = back
    ? ipv4(6, tcp({ flags: 'A', seq, fromPort: 8080, toPort: port }), {
        from: serverAddress,
        to: clientAddress,
      })
    : ipv4(6, tcp({ flags: 'S', seq, fromPort: port }));
  const to = back ? serverAddress : clientAddress;
  return ethernet(0x0800, ipv4(1, icmp(type, code, rest, about.subarray(0, 28)), { from, to, id: 9 }));
}
