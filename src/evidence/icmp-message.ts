// ICMP and ICMPv6 messages (RFC 792, 4443, 4861), with the packet that an error quotes.
//
//   type 1 | code 1 | checksum 2 | MTU, or id and sequence 4 | quoted: IP header, first bytes of TCP or UDP |

import { icmpKind } from './icmp-names.ts';
import { ipv6Address, readIp } from './ip-layer.ts';
import type { IcmpPacket, IpHeader, QuotedPacket } from './packet.ts';

type IcmpMessage = Omit<IcmpPacket, 'protocol' | 'index' | 'atMs' | 'wireBytes' | 'cut'>;

export function readIcmp(ip: IpHeader, data: Buffer): IcmpMessage | { readonly reason: string } {
  if (data.length < 8) return { reason: `ICMP header of ${data.length} bytes` };
  const [type, code] = [data.readUInt8(0), data.readUInt8(1)];
  const { name, quotes } = icmpKind(ip.version, type, code);
  const message = { ip, type, code, name };
  if (quotes) {
    const quoted = readQuoted(ip.version, data.subarray(8));
    return { ...message, ...readMtu(name, data), ...(quoted === undefined ? {} : { quoted }) };
  }
  if (name === 'echo-request' || name === 'echo-reply') {
    return { ...message, echo: { id: data.readUInt16BE(4), sequence: data.readUInt16BE(6) } };
  }
  const neighbour = name === 'nd-neighbor-solicit' || name === 'nd-neighbor-advert';
  return neighbour && data.length >= 24 ? { ...message, target: ipv6Address(data, 8) } : message;
}

function readMtu(name: string, data: Buffer): Pick<IcmpPacket, 'mtuBytes'> {
  if (name === 'frag-needed') return { mtuBytes: data.readUInt16BE(6) };
  return name === 'packet-too-big' ? { mtuBytes: data.readUInt32BE(4) } : {};
}

function readQuoted(version: 4 | 6, data: Buffer): QuotedPacket | undefined {
  // A quotation is the beginning of a packet, of whatever length: its own lengths are never too long.
  const inner = readIp(version, data, Number.POSITIVE_INFINITY);
  if (!('payload' in inner)) return inner.ip === undefined ? undefined : { ip: inner.ip };
  const { ip, payload } = inner;
  const ported = ip.protocol === 6 || ip.protocol === 17;
  if (!ported || payload.length < 4 || (ip.fragment?.offset ?? 0) > 0) return { ip };
  const ports = { from: payload.readUInt16BE(0), to: payload.readUInt16BE(2) };
  if (ip.protocol === 17 || payload.length < 8) return { ip, ports };
  return { ip, ports, seq: payload.readUInt32BE(4) };
}
