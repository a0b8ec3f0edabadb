// The link header of a captured packet: what lies behind it, and where. RFC 826 ARP too, for it needs no more.
//
//   Ethernet      to 6 | from 6 | [VLAN 0x8100 2, tag 2]... | EtherType 2 |
//   cooked v1     kind 2 | device type 2 | address length 2 | address 8 | EtherType 2 |
//   cooked v2     EtherType 2 | 0 2 | interface 4 | device type 2 | kind 1 | address length 1 | address 8 |
//   raw IP        the IP version in the first four bits

import type { Captured } from './packet.ts';

/** Where the packet inside the frame begins and what it is; or why that cannot be told. */
export type Link =
  | {
      readonly etherType: number;
      readonly offset: number;
      readonly place: Pick<Captured, 'direction' | 'interfaceIndex'>;
    }
  | { readonly problem: 'other' | 'malformed'; readonly reason: string };

export const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;
const vlanTypes: readonly number[] = [0x8100, 0x88a8];

const nowhere = {};
const tooShort = (name: string, bytes: number): Link => ({
  problem: 'malformed',
  reason: `${name} header of ${bytes} bytes`,
});

/** Reads the link header, of the types that Linux gives: LINKTYPE_ETHERNET, RAW, LINUX_SLL and LINUX_SLL2. */
export function readLink(linkType: number, data: Buffer): Link {
  switch (linkType) {
    case 1:
      if (data.length < 14) return tooShort('Ethernet', data.length);
      return skipVlan(data, 12, nowhere);
    case 113:
      if (data.length < 16) return tooShort('cooked', data.length);
      return skipVlan(data, 14, direction(data.readUInt16BE(0)));
    case 276: {
      if (data.length < 20) return tooShort('cooked', data.length);
      const place = { ...direction(data.readUInt8(10)), interfaceIndex: data.readUInt32BE(4) };
      const etherType = data.readUInt16BE(0);
      return vlanTypes.includes(etherType) ? skipVlan(data, 22, place) : { etherType, offset: 20, place };
    }
    case 101:
      return rawIp(data);
    default:
      return { problem: 'other', reason: `link type ${linkType}` };
  }
}

// `at` is where an EtherType stands; a VLAN's is followed by a tag and the next EtherType.
function skipVlan(data: Buffer, at: number, place: Pick<Captured, 'direction' | 'interfaceIndex'>): Link {
  let offset = at;
  while (offset + 2 <= data.length) {
    const etherType = data.readUInt16BE(offset);
    if (!vlanTypes.includes(etherType)) {
      // Below 0x0600 it is a length, of IEEE 802.2: spanning tree and the like.
      if (etherType < 0x0600) return { problem: 'other', reason: `IEEE 802.2 frame of ${etherType} bytes` };
      return { etherType, offset: offset + 2, place };
    }
    offset += 4;
  }
  return { problem: 'malformed', reason: 'VLAN tag without an end' };
}

function rawIp(data: Buffer): Link {
  const version = (data[0] ?? 0) >> 4;
  if (version === 4) return { etherType: etherTypes.ipv4, offset: 0, place: nowhere };
  if (version === 6) return { etherType: etherTypes.ipv6, offset: 0, place: nowhere };
  return { problem: 'malformed', reason: `IP version ${version}` };
}

// 0 to 3 came in (to us, broadcast, multicast, overheard), 4 was sent by this machine.
const direction = (kind: number): Pick<Captured, 'direction'> => ({ direction: kind === 4 ? 'out' : 'in' });
