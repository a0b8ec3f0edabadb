// Netlink messages for netfilter, which nobody here has a library for: packet queues, and the one kind of rule that
// libnftables cannot write. Lengths, types and flags of headers are in the machine's byte order, netfilter's own numbers
// in the network's.
//
//   length 4 | type 2 | flags 2 | sequence 4 | port 4 | family 1 | version 1 | resource 2 | attributes
//   attribute: length 2 | type 2 | payload, filled up to 4

import koffi from 'koffi';
import { close, receive, send } from '../probe/syscalls.ts';
import { Problem } from './problem.ts';

const c = koffi.load(null);
const libcSocket: (family: number, type: number, protocol: number) => number =
  c.func('int socket(int, int, int)');
const libcSetsockopt: (fd: number, level: number, name: number, value: Int32Array, bytes: number) => number =
  c.func('int setsockopt(int, int, int, const void *, uint32_t)');

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_NETFILTER = 12;
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SOL_NETLINK = 270;
const NETLINK_NO_ENOBUFS = 5;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
const NLMSG_ERROR = 2;
const headerBytes = 16;
const familyHeaderBytes = 4;
const messageBytesMax = 65_536;
const receiveBufferBytes = 8 * 2 ** 20;

export interface Message {
  readonly type: number;
  readonly flags?: number;
  readonly family?: number;
  readonly resource?: number;
  readonly attributes?: readonly Buffer[];
}

export interface ReceivedMessage {
  readonly type: number;
  /** Behind the family header. */
  readonly body: Buffer;
}

export class NetfilterSocket implements Disposable {
  readonly fd: number;

  /** Throws UNSUPPORTED where the kernel has none. */
  constructor() {
    this.fd = libcSocket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (this.fd < 0)
      throw new Problem('UNSUPPORTED', 'no netlink socket for netfilter', `errno ${koffi.errno()}`);
    libcSetsockopt(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, Int32Array.of(receiveBufferBytes), 4);
    libcSetsockopt(this.fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, Int32Array.of(1), 4);
  }

  /** Sends messages at once. Gives 0, or an errno below it. */
  send(...messages: readonly Message[]): number {
    return Math.min(0, send(this.fd, Buffer.concat(messages.map(encodeMessage)), kernelAddress));
  }

  /** The same for one that the kernel is to acknowledge: gives what it says, 0 or an errno below it. */
  ask(message: Message, around: { readonly before?: Message; readonly after?: Message } = {}): number {
    const asked = { ...message, flags: (message.flags ?? 0) | NLM_F_ACK };
    const all = [around.before, asked, around.after].filter((each) => each !== undefined);
    const sent = this.send(...all);
    if (sent < 0) return sent;
    // The kernel has answered when send comes back.
    for (const { type, body } of this.receive()) if (type === NLMSG_ERROR) return body.readInt32LE(0);
    return 0;
  }

  /** Messages that are there. */
  receive(): ReceivedMessage[] {
    const messages: ReceivedMessage[] = [];
    for (;;) {
      const bytes = receive(this.fd, messageBytesMax, false);
      if (typeof bytes === 'number') return messages;
      messages.push(...decodeMessages(bytes));
    }
  }

  [Symbol.dispose](): void {
    close(this.fd);
  }
}

/** `struct sockaddr_nl` of the kernel. */
const kernelAddress = Buffer.alloc(12);
kernelAddress.writeUInt16LE(AF_NETLINK, 0);

export function attribute(type: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16LE(4 + payload.length, 0);
  header.writeUInt16LE(type, 2);
  return Buffer.concat([header, payload, Buffer.alloc(-payload.length & 3)]);
}

const NLA_F_NESTED = 0x8000;
export const nested = (type: number, ...inner: readonly Buffer[]): Buffer =>
  attribute(type | NLA_F_NESTED, Buffer.concat(inner));
export const text = (type: number, value: string): Buffer => attribute(type, Buffer.from(`${value}\0`));
export function number32(type: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return attribute(type, bytes);
}

/** The payload of the first attribute of a type. */
export function attributeIn(body: Buffer, wanted: number): Buffer | undefined {
  for (let offset = 0; offset + 4 <= body.length; ) {
    const length = body.readUInt16LE(offset);
    if (length < 4) return undefined;
    if ((body.readUInt16LE(offset + 2) & 0x3fff) === wanted)
      return body.subarray(offset + 4, offset + length);
    offset += (length + 3) & ~3;
  }
  return undefined;
}

function encodeMessage({ type, flags = 0, family = 0, resource = 0, attributes = [] }: Message): Buffer {
  const header = Buffer.alloc(headerBytes + familyHeaderBytes);
  const body = Buffer.concat(attributes);
  header.writeUInt32LE(header.length + body.length, 0);
  header.writeUInt16LE(type, 4);
  header.writeUInt16LE(NLM_F_REQUEST | flags, 6);
  header.writeUInt8(family, 16);
  header.writeUInt16BE(resource, 18);
  return Buffer.concat([header, body]);
}

function decodeMessages(bytes: Buffer): ReceivedMessage[] {
  const messages: ReceivedMessage[] = [];
  for (let offset = 0; offset + headerBytes <= bytes.length; ) {
    const length = bytes.readUInt32LE(offset);
    const type = bytes.readUInt16LE(offset + 4);
    // An error's number comes where others have their family.
    const start = offset + headerBytes + (type === NLMSG_ERROR ? 0 : familyHeaderBytes);
    messages.push({ type, body: bytes.subarray(start, offset + length) });
    offset += (length + 3) & ~3;
  }
  return messages;
}
