// A TCP segment in an IP packet, as a packet queue gives it: its place in the stream, and the same packet shorter, or as a
// reset. Pure: bytes in, bytes out.

export interface TcpSegment {
  /** As they are: no other segment of the same direction of the same connection has others. */
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly ipVersion: 4 | 6;
  readonly sequence: number;
  readonly payloadBytes: number;
  readonly isSyn: boolean;
  readonly isReset: boolean;
}

const TCP = 6;
const ipv6HeaderBytes = 40;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Undefined for what is no TCP, a fragment, or IPv6 with headers between. */
export function readSegment(packet: Buffer): TcpSegment | undefined {
  const ip = readIp(packet);
  if (ip === undefined || packet.length < ip.headerBytes + 20) return undefined;
  const tcp = packet.subarray(ip.headerBytes);
  const flags = tcp.readUInt8(13);
  return {
    ipVersion: ip.version,
    source: addressText(ip.source),
    target: addressText(ip.target),
    sourcePort: tcp.readUInt16BE(0),
    targetPort: tcp.readUInt16BE(2),
    sequence: tcp.readUInt32BE(4),
    payloadBytes: Math.max(0, tcp.length - tcpHeaderBytes(tcp)),
    isSyn: (flags & SYN) !== 0,
    isReset: (flags & RST) !== 0,
  };
}

/** The first `payloadBytes` of it, and no end of the stream. */
export function cutSegment(packet: Buffer, payloadBytes: number): Buffer {
  return rewritten(packet, payloadBytes, (flags) => flags & ~FIN);
}

/** A reset at the segment's place in the stream. */
export function resetSegment(packet: Buffer): Buffer {
  return rewritten(packet, 0, () => RST | ACK);
}

function rewritten(packet: Buffer, payloadBytes: number, flagsOf: (flags: number) => number): Buffer {
  const ip = readIp(packet);
  if (ip === undefined) return packet;
  const headers = ip.headerBytes + tcpHeaderBytes(packet.subarray(ip.headerBytes));
  const bytes = Buffer.from(packet.subarray(0, headers + payloadBytes));
  const tcp = bytes.subarray(ip.headerBytes);
  tcp.writeUInt8(flagsOf(tcp.readUInt8(13)), 13);
  tcp.writeUInt16BE(0, 16);
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt16BE(TCP, 0);
  pseudo.writeUInt16BE(tcp.length, 2);
  tcp.writeUInt16BE(checksum(ip.source, ip.target, pseudo, tcp), 16);
  if (ip.version === 6) bytes.writeUInt16BE(bytes.length - ipv6HeaderBytes, 4);
  else {
    bytes.writeUInt16BE(bytes.length, 2);
    bytes.writeUInt16BE(0, 10);
    bytes.writeUInt16BE(checksum(bytes.subarray(0, ip.headerBytes)), 10);
  }
  return bytes;
}

interface IpPart {
  readonly version: 4 | 6;
  readonly headerBytes: number;
  readonly source: Buffer;
  readonly target: Buffer;
}

function readIp(packet: Buffer): IpPart | undefined {
  const version = packet.length < 20 ? 0 : packet.readUInt8(0) >> 4;
  if (version === 4) {
    // More of it follows, or it begins in the middle.
    const isFragment = (packet.readUInt16BE(6) & 0x3fff) !== 0;
    if (isFragment || packet.readUInt8(9) !== TCP) return undefined;
    const headerBytes = (packet.readUInt8(0) & 0xf) * 4;
    return { version, headerBytes, source: packet.subarray(12, 16), target: packet.subarray(16, 20) };
  }
  if (version !== 6 || packet.length < ipv6HeaderBytes || packet.readUInt8(6) !== TCP) return undefined;
  const addresses = { source: packet.subarray(8, 24), target: packet.subarray(24, 40) };
  return { version, headerBytes: ipv6HeaderBytes, ...addresses };
}

const tcpHeaderBytes = (tcp: Buffer): number => (tcp.readUInt8(12) >> 4) * 4;

/** `10.0.0.9`, `fd00:0:0:0:0:0:0:2` */
function addressText(address: Buffer): string {
  if (address.length === 4) return address.join('.');
  return Array.from({ length: 8 }, (_, group) => address.readUInt16BE(group * 2).toString(16)).join(':');
}

/** The Internet's (RFC 1071), over parts of which only the last may be odd. */
function checksum(...parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let offset = 0; offset + 1 < part.length; offset += 2) sum += part.readUInt16BE(offset);
    if (part.length % 2 === 1) sum += (part.at(-1) ?? 0) << 8;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}
