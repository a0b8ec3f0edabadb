// The bytes of a captured packet, understood. Nothing here throws and nothing is dropped: what cannot be understood
// stays in the list and says why.
//
//   record -> link-layer.ts -> ip-layer.ts -> tcp-header.ts | icmp-message.ts | UDP and ARP here

import { readIcmp } from './icmp-message.ts';
import { ipv4Address, readIp } from './ip-layer.ts';
import { etherTypes, readLink } from './link-layer.ts';
import type { Captured, IpHeader, Packet } from './packet.ts';
import type { PcapRecord } from './pcap.ts';
import { readTcpHeader } from './tcp-header.ts';

/** All records in their order. */
export function parsePackets(records: readonly PcapRecord[]): Packet[] {
  return records.map(parsePacket);
}

/** One record; `index` is its place in the capture. */
export function parsePacket({ atMs, linkType, data, wireBytes }: PcapRecord, index = 0): Packet {
  const captured: Captured = { index, atMs, wireBytes, cut: data.length < wireBytes };
  const link = readLink(linkType, data);
  if ('problem' in link) return { ...captured, protocol: link.problem, reason: link.reason };
  const { etherType, offset, place } = link;
  const [inside, insideWireBytes] = [data.subarray(offset), wireBytes - offset];
  const placed = { ...captured, ...place };
  switch (etherType) {
    case etherTypes.ipv4:
      return parseIp(placed, 4, inside, insideWireBytes);
    case etherTypes.ipv6:
      return parseIp(placed, 6, inside, insideWireBytes);
    case etherTypes.arp:
      return parseArp(placed, inside);
    default:
      return other(placed, `EtherType 0x${etherType.toString(16).padStart(4, '0')}`);
  }
}

const other = (captured: Captured, reason: string, ip?: IpHeader): Packet => ({
  ...{ ...captured, protocol: 'other', reason },
  ...(ip === undefined ? {} : { ip }),
});

const malformed = (captured: Captured, reason: string, ip?: IpHeader): Packet => ({
  ...{ ...captured, protocol: 'malformed', reason: captured.cut ? `${reason}, cut by the capture` : reason },
  ...(ip === undefined ? {} : { ip }),
});

function parseIp(captured: Captured, version: 4 | 6, data: Buffer, wireBytes: number): Packet {
  const inside = readIp(version, data, wireBytes);
  if (!('payload' in inside)) return malformed(captured, inside.reason, inside.ip);
  const { ip, payload, payloadBytes } = inside;
  const start = ip.fragment?.offset ?? 0;
  if (start > 0) return other(captured, `fragment from byte ${start} of datagram ${ip.id}`, ip);
  switch (ip.protocol) {
    case 6:
      return parseTcp(captured, ip, payload, payloadBytes);
    case 17:
      return parseUdp(captured, ip, payload, payloadBytes);
    case 1:
    case 58: {
      // ICMP belongs to IPv4 and ICMPv6 to IPv6; crossed, nobody would take it.
      if ((ip.protocol === 1) !== (version === 4)) break;
      const message = readIcmp(ip, payload);
      return 'reason' in message
        ? malformed(captured, message.reason, ip)
        : { ...captured, protocol: 'icmp', ...message };
    }
  }
  return other(captured, `IP protocol ${ip.protocol}`, ip);
}

function parseTcp(captured: Captured, ip: IpHeader, data: Buffer, wireBytes: number): Packet {
  const header = readTcpHeader(data, wireBytes);
  if ('reason' in header) return malformed(captured, header.reason, ip);
  const { headerBytes, ...fields } = header;
  return {
    ...captured,
    ...{ protocol: 'tcp', ip },
    from: { address: ip.from, port: data.readUInt16BE(0) },
    to: { address: ip.to, port: data.readUInt16BE(2) },
    ...fields,
    payloadBytes: wireBytes - headerBytes,
    payload: data.subarray(headerBytes),
  };
}

// from 2 | to 2 | length 2 | checksum 2 |
function parseUdp(captured: Captured, ip: IpHeader, data: Buffer, wireBytes: number): Packet {
  if (data.length < 8) return malformed(captured, `UDP header of ${data.length} bytes`, ip);
  // 0 stands for a datagram longer than 65,535 bytes (RFC 2675), and for several that hardware would have parted.
  const bytes = data.readUInt16BE(4) || wireBytes;
  if (bytes < 8 || (bytes > wireBytes && ip.fragment === undefined)) {
    return malformed(captured, `UDP datagram of ${bytes} bytes in ${wireBytes}`, ip);
  }
  return {
    ...captured,
    ...{ protocol: 'udp', ip },
    from: { address: ip.from, port: data.readUInt16BE(0) },
    to: { address: ip.to, port: data.readUInt16BE(2) },
    payloadBytes: bytes - 8,
    payload: data.subarray(8, bytes),
  };
}

// hardware 2 | protocol 2 | lengths 1, 1 | operation 2 | sender 6, 4 | target 6, 4 |
function parseArp(captured: Captured, data: Buffer): Packet {
  if (data.length < 8) return malformed(captured, `ARP header of ${data.length} bytes`);
  const operation = data.readUInt16BE(6);
  const known = data.readUInt16BE(2) === etherTypes.ipv4 && data.readUInt16BE(4) === 0x0604;
  if (!known || (operation !== 1 && operation !== 2)) {
    return other(captured, `ARP operation ${operation} for protocol 0x${data.toString('hex', 2, 4)}`);
  }
  if (data.length < 28) return malformed(captured, `ARP of ${data.length} bytes`);
  return {
    ...captured,
    protocol: 'arp',
    operation: operation === 1 ? 'who-has' : 'reply',
    sender: { address: ipv4Address(data, 14), mac: macAddress(data, 8) },
    target: { address: ipv4Address(data, 24), mac: macAddress(data, 18) },
  };
}

const macAddress = (data: Buffer, offset: number): string =>
  data.toString('hex', offset, offset + 6).replace(/..(?!$)/g, '$&:');
