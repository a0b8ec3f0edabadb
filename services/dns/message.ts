// DNS messages as they travel (RFC 1035, 4.1), as far as a server of few words needs them: one question in, addresses
// out. Names in answers point back at the question.
//
//   | id | flags | counts x 4 | question: name, type, class | answers: name, type, class, ttl, length, address ... |

import { isIPv6 } from 'node:net';

export interface DnsQuestion {
  readonly id: number;
  /** RD, which an answer repeats. */
  readonly recursionDesired: boolean;
  /** In lower case, without the last dot. */
  readonly name: string;
  readonly type: number;
  /** The question as it came: an answer repeats it. */
  readonly bytes: Buffer;
}

export interface DnsAnswer {
  readonly rcode: number;
  /** TC: the rest is to be asked for over TCP. */
  readonly truncated?: boolean;
  /** Of the family that was asked for. */
  readonly addresses?: readonly string[];
}

export const recordTypes = { A: 1, AAAA: 28 } as const;

const headerBytes = 12;
const response = 0x8000;
const authoritative = 0x0400;
const truncated = 0x0200;
const recursionDesired = 0x0100;
const recursionAvailable = 0x0080;
/** Where the question's name is, as answers point to it. */
const pointerToQuestion = 0xc000 | headerBytes;
const classInternet = 1;
/** Nobody may remember it: the next test wants another answer. */
const ttlSeconds = 0;

/** The question of a message; undefined for what is no question, or has none or several. */
export function readQuestion(message: Buffer): DnsQuestion | undefined {
  if (message.length < headerBytes || message.readUInt16BE(4) !== 1) return undefined;
  const flags = message.readUInt16BE(2);
  const labels: string[] = [];
  let at = headerBytes;
  for (;;) {
    const length = message[at];
    // Questions are never compressed.
    if (length === undefined || length > 63) return undefined;
    at += 1;
    if (length === 0) break;
    labels.push(message.toString('latin1', at, at + length));
    at += length;
  }
  if ((flags & response) !== 0 || message.length < at + 4) return undefined;
  return {
    id: message.readUInt16BE(0),
    recursionDesired: (flags & recursionDesired) !== 0,
    name: labels.join('.').toLowerCase(),
    type: message.readUInt16BE(at),
    bytes: message.subarray(headerBytes, at + 4),
  };
}

export function writeAnswer(question: DnsQuestion, answer: DnsAnswer): Buffer {
  const { addresses = [] } = answer;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(question.id, 0);
  header.writeUInt16BE(
    response |
      authoritative |
      recursionAvailable |
      (answer.truncated === true ? truncated : 0) |
      (question.recursionDesired ? recursionDesired : 0) |
      answer.rcode,
    2,
  );
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([
    header,
    question.bytes,
    ...addresses.map((address) => writeRecord(question.type, address)),
  ]);
}

function writeRecord(type: number, address: string): Buffer {
  const data = addressBytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(pointerToQuestion, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(classInternet, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  const groupsOf = (part = ''): string[] => part.split(':').filter((group) => group !== '');
  const [before, after] = address.split('::');
  const [head, tail] = [groupsOf(before), groupsOf(after)];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...tail].map((group) => group.padStart(4, '0'));
  return Buffer.from(groups.join(''), 'hex');
}
