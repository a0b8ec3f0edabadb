// IPv4 and IPv6 headers, and addresses in words. Knows nothing of what they carry.
//
//   IPv4   version, length | length | id | fragment | TTL | protocol | from 4 | to 4 | options |
//   IPv6   version | length | next | hop limit | from 16 | to 16 | [next | length | ...]... |

import type { IpHeader } from './packet.ts';

/** What an IP packet carries; or why that cannot be told, with the header as far as it is known. */
export type IpContent =
  | {
      readonly ip: IpHeader;
      /** What was kept of the payload, without a frame's padding. */
      readonly payload: Buffer;
      /** The payload's length on the wire. */
      readonly payloadBytes: number;
    }
  | { readonly reason: string; readonly ip?: IpHeader };

/** Reads the header of the version given. `wireBytes` is what the frame had from here on; quotations may be shorter. */
export function readIp(version: 4 | 6, data: Buffer, wireBytes: number): IpContent {
  const expected = version === 4 ? 20 : 40;
  if (data.length < expected) return { reason: `IPv${version} header of ${data.length} bytes` };
  if (data.readUInt8(0) >> 4 !== version) return { reason: `IP version ${data.readUInt8(0) >> 4}` };
  return version === 4 ? readIpv4(data, wireBytes) : readIpv6(data, wireBytes);
}

function readIpv4(data: Buffer, wireBytes: number): IpContent {
  const fragmentField = data.readUInt16BE(6);
  const [offset, more] = [(fragmentField & 0x1fff) * 8, (fragmentField & 0x2000) !== 0];
  const ip: IpHeader = {
    version: 4,
    from: ipv4Address(data, 12),
    to: ipv4Address(data, 16),
    ttl: data.readUInt8(8),
    id: data.readUInt16BE(4),
    dontFragment: (fragmentField & 0x4000) !== 0,
    ...(offset > 0 || more ? { fragment: { offset, more } } : {}),
    protocol: data.readUInt8(9),
  };
  const headerBytes = (data.readUInt8(0) & 0x0f) * 4;
  // 0 stands for more than 65,535 bytes: a segment that the hardware would have cut into packets.
  const bytes = data.readUInt16BE(2) || wireBytes;
  if (headerBytes < 20 || headerBytes > bytes) {
    return { ip, reason: `IPv4 header of ${headerBytes} bytes in a packet of ${bytes}` };
  }
  return content(ip, data, headerBytes, bytes, wireBytes);
}

const extension = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 } as const;
const extensions: readonly number[] = Object.values(extension);

function readIpv6(data: Buffer, wireBytes: number): IpContent {
  const bytes = data.readUInt16BE(4) === 0 ? wireBytes : 40 + data.readUInt16BE(4);
  const base = {
    ...{ version: 6 as const, from: ipv6Address(data, 8), to: ipv6Address(data, 24) },
    ...{ ttl: data.readUInt8(7), dontFragment: true },
  };
  let [protocol, offset] = [data.readUInt8(6), 40];
  let piece: Pick<IpHeader, 'id' | 'fragment'> = {};
  while (extensions.includes(protocol)) {
    if (data.length < offset + 8) {
      return {
        ip: { ...base, ...piece, protocol },
        reason: `IPv6 extension header ${protocol} without an end`,
      };
    }
    if (protocol === extension.fragment) {
      const field = data.readUInt16BE(offset + 2);
      const [start, more] = [field & 0xfff8, (field & 1) !== 0];
      piece = {
        id: data.readUInt32BE(offset + 4),
        ...(start > 0 || more ? { fragment: { offset: start, more } } : {}),
      };
    }
    const current = protocol;
    protocol = data.readUInt8(offset);
    offset += extensionBytes(current, data.readUInt8(offset + 1));
    // What follows in a later piece is not a header.
    if (piece.fragment !== undefined && piece.fragment.offset > 0) break;
  }
  return content({ ...base, ...piece, protocol }, data, offset, bytes, wireBytes);
}

// RFC 8200 counts in units of 8 bytes beyond the first, RFC 4302 in units of 4 beyond two; a fragment header has 8 bytes.
function extensionBytes(protocol: number, length: number): number {
  if (protocol === extension.fragment) return 8;
  return protocol === extension.authentication ? (length + 2) * 4 : (length + 1) * 8;
}

function content(ip: IpHeader, data: Buffer, start: number, bytes: number, wireBytes: number): IpContent {
  if (bytes > wireBytes) return { ip, reason: `IPv${ip.version} packet of ${bytes} bytes in ${wireBytes}` };
  if (start > bytes)
    return { ip, reason: `IPv${ip.version} headers of ${start} bytes in a packet of ${bytes}` };
  return { ip, payload: data.subarray(start, bytes), payloadBytes: bytes - start };
}

/** The 4 bytes at `offset`: `172.18.0.2`. */
export function ipv4Address(data: Buffer, offset: number): string {
  return `${data[offset]}.${data[offset + 1]}.${data[offset + 2]}.${data[offset + 3]}`;
}

/** The 16 bytes at `offset` as RFC 5952 writes them: `fd00::2`, `::ffff:10.0.0.1`. */
export function ipv6Address(data: Buffer, offset: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(offset + 2 * index));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${ipv4Address(data, offset + 12)}`;
  }
  const { start, length } = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let run = 0;
  for (const [index, group] of groups.entries()) {
    run = group === 0 ? run + 1 : 0;
    if (run > longest.length) longest = { start: index + 1 - run, length: run };
  }
  return longest;
}
