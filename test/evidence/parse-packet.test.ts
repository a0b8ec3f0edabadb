import { describe, expect, test } from 'vitest';
import type { Packet } from '../../src/evidence/packet.ts';
import { parsePacket } from '../../src/evidence/parse-packet.ts';
import {
  arp,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  join,
  record,
  tcp,
  timestamps,
  u8,
  u16,
  u32,
  udp,
  v6,
} from './frames.ts';

const parse = (frame: Buffer, linkType = 1): Packet => parsePacket(record(frame, 0, linkType));
const parse4 = (protocol: number, payload: Buffer, ip = {}): Packet =>
  parse(ethernet(0x0800, ipv4(protocol, payload, ip)));
const parse6 = (next: number, payload: Buffer, ip = {}): Packet =>
  parse(ethernet(0x86dd, ipv6(next, payload, ip)));
const hello = tcp({ flags: 'PA', seq: 7, ack: 9, data: 'hello' });
const helloOn4 = ipv4(6, hello, { id: 5 });

describe('link headers', () => {
  const address = u8(0, 1, 2, 3, 4, 5, 0, 0);
  const links: [string, number, Buffer, object][] = [
    ['Ethernet', 1, ethernet(0x0800, helloOn4), {}],
    ['a VLAN tag', 1, ethernet(0x8100, join(u16(42, 0x0800), helloOn4)), {}],
    ['two VLAN tags', 1, ethernet(0x88a8, join(u16(42, 0x8100, 43, 0x0800), helloOn4)), {}],
    ['cooked v1, in', 113, join(u16(0, 1, 6), address, u16(0x0800), helloOn4), { direction: 'in' }],
    ['cooked v1, out', 113, join(u16(4, 1, 6), address, u16(0x0800), helloOn4), { direction: 'out' }],
    [
      'cooked v2',
      276,
      join(u16(0x0800, 0), u32(7), u16(1), u8(4, 6), address, helloOn4),
      { direction: 'out', interfaceIndex: 7 },
    ],
    [
      'cooked v2 with a VLAN tag',
      276,
      join(u16(0x8100, 0), u32(7), u16(1), u8(0, 6), address, u16(42, 0x0800), helloOn4),
      { direction: 'in', interfaceIndex: 7 },
    ],
    ['raw', 101, helloOn4, {}],
    ['raw, IPv6', 101, ipv6(6, hello), {}],
  ];
  test.for(links)('%s', ([, linkType, frame, place]) => {
    expect(parse(frame, linkType)).toMatchObject({ protocol: 'tcp', seq: 7, payloadBytes: 5, ...place });
  });

  test.for([
    ['other', 'link type 105', 105, ethernet(0x0800, helloOn4)],
    ['other', 'EtherType 0x88cc', 1, ethernet(0x88cc, hello)],
    ['other', 'IEEE 802.2 frame of 38 bytes', 1, ethernet(38, hello)],
    ['malformed', 'Ethernet header of 13 bytes', 1, ethernet(0, u8()).subarray(1)],
    ['malformed', 'cooked header of 15 bytes', 113, Buffer.alloc(15)],
    ['malformed', 'cooked header of 19 bytes', 276, Buffer.alloc(19)],
    ['malformed', 'VLAN tag without an end', 1, ethernet(0x8100, u16(42))],
    ['malformed', 'IP version 5', 101, u8(0x50)],
    ['malformed', 'IP version 0', 101, u8()],
  ] as const)('%s: %s', ([protocol, reason, linkType, frame]) => {
    expect(parse(frame, linkType)).toEqual({
      ...{ protocol, reason, index: 0, atMs: 1_700_000_000_000, wireBytes: frame.length, cut: false },
    });
  });
});

describe('IPv4', () => {
  test('the header, and the padding of a short frame left aside', () => {
    const packet = parse(join(ethernet(0x0800, ipv4(6, tcp({ flags: 'A' }), { id: 77 })), Buffer.alloc(6)));
    expect(packet).toMatchObject({ wireBytes: 60, payloadBytes: 0, payload: Buffer.alloc(0) });
    expect(packet).toMatchObject({
      ip: { version: 4, from: '10.0.0.3', to: '10.0.0.2', ttl: 64, id: 77, dontFragment: true, protocol: 6 },
    });
  });

  test('options are skipped', () => {
    expect(parse4(6, hello, { options: u8(1, 1, 1, 0) })).toMatchObject({
      protocol: 'tcp',
      seq: 7,
      payloadBytes: 5,
    });
  });

  test('length 0 stands for all of the frame', () => {
    expect(parse4(6, hello, { length: 0 })).toMatchObject({ protocol: 'tcp', payloadBytes: 5 });
  });

  test('the first fragment is read, later ones are named', () => {
    const first = parse4(17, udp('x'.repeat(40)).subarray(0, 24), {
      id: 6,
      fragment: { offset: 0, more: true },
    });
    expect(first).toMatchObject({ protocol: 'udp', payloadBytes: 40, payload: Buffer.from('x'.repeat(16)) });
    expect(first).toMatchObject({ ip: { fragment: { offset: 0, more: true } } });
    const last = parse4(17, Buffer.from('x'.repeat(24)), { id: 6, fragment: { offset: 24, more: false } });
    expect(last).toMatchObject({ protocol: 'other', reason: 'fragment from byte 24 of datagram 6' });
  });

  test.for([
    ['IPv4 header of 19 bytes', ipv4(6, u8()).subarray(0, 19)],
    ['IPv4 header of 16 bytes in a packet of 45', join(u8(0x44), helloOn4.subarray(1))],
    ['IPv4 packet of 100 bytes in 45', ipv4(6, hello, { length: 100 })],
    ['IPv4 header of 20 bytes in a packet of 10', ipv4(6, hello, { length: 10 })],
    ['IP version 6', join(u8(0x65), helloOn4.subarray(1))],
  ] as const)('malformed: %s', ([reason, data]) => {
    expect(parse(ethernet(0x0800, data))).toMatchObject({ protocol: 'malformed', reason });
  });

  test.for([
    [132, 'IP protocol 132'],
    [58, 'IP protocol 58'],
  ] as const)('protocol %i is another', ([protocol, reason]) => {
    expect(parse4(protocol, hello)).toMatchObject({ protocol: 'other', reason, ip: { protocol } });
  });
});

describe('IPv6', () => {
  test.for([
    ['fd00::3', 'fd00::3'],
    ['::1', '::1'],
    ['::', '::'],
    ['fd00:0:0:1::2', 'fd00:0:0:1::2'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:a00:3', '::ffff:10.0.0.3'],
  ] as const)('address %s', ([from, written]) => {
    const whole = from.includes('::') ? from : from.replace('2001:', '2001::').replace('::', '::');
    const bytes = from.includes('::')
      ? v6(whole)
      : u16(...from.split(':').map((each) => Number.parseInt(each, 16)));
    const frame = ipv6(6, hello);
    bytes.copy(frame, 8);
    expect(parse(frame, 101)).toMatchObject({ ip: { version: 6, from: written, to: 'fd00::2', ttl: 64 } });
  });

  const padding = u8(1, 4, 0, 0, 0, 0);
  test.for([
    ['hop by hop', 0, join(u8(6, 0), padding, hello)],
    ['routing', 43, join(u8(6, 0), padding, hello)],
    ['destination options of 16 bytes', 60, join(u8(6, 1), padding, Buffer.alloc(8), hello)],
    ['authentication', 51, join(u8(6, 4), Buffer.alloc(22), hello)],
    ['an atomic fragment', 44, join(u8(6, 0), u16(0), u32(99), hello)],
    ['a chain of them', 0, join(u8(60, 0), padding, u8(6, 0), padding, hello)],
  ] as const)('%s is skipped', ([, next, payload]) => {
    expect(parse6(next, payload)).toMatchObject({
      protocol: 'tcp',
      seq: 7,
      payloadBytes: 5,
      ip: { protocol: 6 },
    });
  });

  test('fragments: the first is read, later ones are named', () => {
    const first = parse6(44, join(u8(17, 0), u16(1), u32(99), udp('x'.repeat(40)).subarray(0, 24)));
    expect(first).toMatchObject({
      protocol: 'udp',
      payloadBytes: 40,
      ip: { id: 99, fragment: { offset: 0, more: true } },
    });
    const last = parse6(44, join(u8(17, 0), u16(24), u32(99), Buffer.alloc(24)));
    expect(last).toMatchObject({ protocol: 'other', reason: 'fragment from byte 24 of datagram 99' });
  });

  test('length 0 stands for all of the frame', () => {
    expect(parse6(6, hello, { length: 0 })).toMatchObject({ protocol: 'tcp', payloadBytes: 5 });
  });

  test.for([
    ['IPv6 header of 39 bytes', ipv6(6, u8()).subarray(0, 39)],
    ['IPv6 extension header 0 without an end', ipv6(0, u8(6, 0))],
    ['IPv6 headers of 56 bytes in a packet of 48', ipv6(0, join(u8(6, 1), padding))],
    ['IPv6 packet of 140 bytes in 65', ipv6(6, hello, { length: 100 })],
  ] as const)('malformed: %s', ([reason, data]) => {
    expect(parse(ethernet(0x86dd, data))).toMatchObject({ protocol: 'malformed', reason });
  });
});

describe('TCP', () => {
  test('every field', () => {
    const segment = tcp({ flags: 'FPU', seq: 0xfffffff0, ack: 0x80000000, window: 65535, data: 'abc' });
    expect(parse4(6, segment)).toMatchObject({
      from: { address: '10.0.0.3', port: 40000 },
      to: { address: '10.0.0.2', port: 8080 },
      ...{ seq: 0xfffffff0, ack: 0x80000000, window: 65535 },
      flags: { fin: true, syn: false, rst: false, psh: true, ack: false, urg: true },
      ...{ options: {}, payloadBytes: 3, payload: Buffer.from('abc') },
    });
    const others = tcp({ flags: 'SRA' });
    const flags = { fin: false, syn: true, rst: true, psh: false, ack: true, urg: false };
    expect(parse4(6, others)).toMatchObject({ flags });
  });

  test('options', () => {
    const syn = join(u8(2, 4, 5, 180, 4, 2, 8, 10), u32(11, 12), u8(1, 3, 3, 7));
    expect(parse4(6, tcp({ flags: 'S', options: syn }))).toMatchObject({
      options: { mss: 1460, sackPermitted: true, timestamp: { value: 11, echo: 12 }, windowScale: 7 },
    });
    const sack = join(u8(1, 1, 5, 18), u32(100, 200, 300, 400));
    const packet = parse4(6, tcp({ flags: 'A', options: sack }));
    expect(packet).toMatchObject({
      options: {
        sack: [
          [100, 200],
          [300, 400],
        ],
      },
    });
  });

  test.for([
    ['no length', u8(1, 1, 1, 2), {}],
    ['a length of 0', u8(2, 0, 0, 0), {}],
    ['a length beyond the header', u8(1, 8, 10, 0), {}],
    ['a wrong length', u8(2, 3, 1, 1), {}],
    ['the end, and then more', u8(0, 2, 4, 1), {}],
    ['a break after a good one', join(u8(3, 3, 7, 1), u8(8, 99, 0, 0)), { windowScale: 7 }],
  ] as const)('broken options give what stands before them: %s', ([, options, expected]) => {
    expect(parse4(6, tcp({ flags: 'S', options }))).toMatchObject({ protocol: 'tcp', options: expected });
    expect(Object.keys((parse4(6, tcp({ flags: 'S', options })) as { options: object }).options)).toEqual(
      Object.keys(expected),
    );
  });

  test.for([
    ['TCP header of 19 bytes', tcp({ flags: 'S' }).subarray(0, 19)],
    [
      'TCP header of 16 bytes in a segment of 20',
      join(tcp({ flags: 'S' }).subarray(0, 12), u8(0x40), tcp({ flags: 'S' }).subarray(13)),
    ],
    [
      'TCP header of 60 bytes in a segment of 20',
      join(tcp({ flags: 'S' }).subarray(0, 12), u8(0xf0), tcp({ flags: 'S' }).subarray(13)),
    ],
  ] as const)('malformed: %s', ([reason, segment]) => {
    expect(parse4(6, segment)).toMatchObject({ protocol: 'malformed', reason, ip: { from: '10.0.0.3' } });
  });
});

describe('UDP', () => {
  test('ports and payload', () => {
    const from = { address: 'fd00::3', port: 40000 };
    expect(parse6(17, udp('hello'))).toMatchObject({
      protocol: 'udp',
      from,
      payloadBytes: 5,
      payload: Buffer.from('hello'),
    });
  });

  test('its own length counts', () => {
    expect(parse4(17, join(udp('hello'), 'padding'))).toMatchObject({
      payloadBytes: 5,
      payload: Buffer.from('hello'),
    });
  });

  test.for([
    ['UDP header of 7 bytes', udp('').subarray(1)],
    ['UDP datagram of 7 bytes in 13', join(u16(1, 2, 7, 0), 'hello')],
    ['UDP datagram of 99 bytes in 13', join(u16(1, 2, 99, 0), 'hello')],
  ] as const)('malformed: %s', ([reason, datagram]) => {
    expect(parse4(17, datagram)).toMatchObject({ protocol: 'malformed', reason });
  });
});

describe('ICMP', () => {
  test.for([
    [3, 0, 'net-unreachable'],
    [3, 1, 'host-unreachable'],
    [3, 2, 'prot-unreachable'],
    [3, 3, 'port-unreachable'],
    [3, 4, 'frag-needed'],
    [3, 5, 'source-route-failed'],
    [3, 6, 'net-unknown'],
    [3, 7, 'host-unknown'],
    [3, 8, 'source-isolated'],
    [3, 9, 'net-prohibited'],
    [3, 10, 'host-prohibited'],
    [3, 11, 'net-unreachable-for-tos'],
    [3, 12, 'host-unreachable-for-tos'],
    [3, 13, 'admin-prohibited'],
    [3, 14, 'host-precedence-violation'],
    [3, 15, 'precedence-cutoff'],
    [3, 99, '3/99'],
    [4, 0, 'source-quench'],
    [5, 3, 'redirect'],
    [11, 0, 'ttl-exceeded'],
    [11, 1, 'reassembly-timeout'],
    [12, 2, 'parameter-problem'],
  ] as const)('%i/%i is %s and quotes', ([type, code, name]) => {
    const quoted = ipv4(6, tcp({ flags: 'S', seq: 1234 })).subarray(0, 28);
    expect(parse4(1, icmp(type, code, u32(0), quoted))).toMatchObject({
      ...{ protocol: 'icmp', type, code, name },
      quoted: { ip: { from: '10.0.0.3', protocol: 6 }, ports: { from: 40000, to: 8080 }, seq: 1234 },
    });
  });

  test.for([
    [1, 0, 'no-route'],
    [1, 1, 'admin-prohibited'],
    [1, 2, 'beyond-scope'],
    [1, 3, 'addr-unreachable'],
    [1, 4, 'port-unreachable'],
    [1, 5, 'policy-fail'],
    [1, 6, 'reject-route'],
    [1, 7, '1/7'],
    [2, 0, 'packet-too-big'],
    [3, 0, 'hop-limit-exceeded'],
    [3, 1, 'reassembly-timeout'],
    [4, 1, 'parameter-problem'],
  ] as const)('ICMPv6 %i/%i is %s and quotes', ([type, code, name]) => {
    expect(parse6(58, icmp(type, code, u32(0), ipv6(17, udp('hello'))))).toMatchObject({
      ...{ protocol: 'icmp', type, code, name, ip: { version: 6 } },
      quoted: { ip: { to: 'fd00::2', protocol: 17 }, ports: { from: 40000, to: 8080 } },
    });
  });

  test('what a shorter quotation still says', () => {
    const quoted = ipv4(6, tcp({ flags: 'S', seq: 1234 }));
    const ip = expect.objectContaining({ from: '10.0.0.3', to: '10.0.0.2' });
    const ports = { from: 40000, to: 8080 };
    const quotedIn = (bytes: number): unknown => {
      const packet = parse4(1, icmp(3, 1, u32(0), quoted.subarray(0, bytes)));
      return packet.protocol === 'icmp' ? packet.quoted : packet;
    };
    expect(quotedIn(27)).toEqual({ ip, ports });
    expect(quotedIn(24)).toEqual({ ip, ports });
    expect(quotedIn(23)).toEqual({ ip });
    expect(quotedIn(20)).toEqual({ ip });
    expect(quotedIn(19)).toBeUndefined();
    expect(quotedIn(0)).toBeUndefined();
  });

  test('a quoted later fragment has no ports', () => {
    const piece = ipv4(17, Buffer.alloc(8), { fragment: { offset: 8, more: false } });
    const packet = parse4(1, icmp(11, 1, u32(0), piece));
    expect(packet).toMatchObject({ quoted: { ip: { fragment: { offset: 8 } } } });
    expect(packet).not.toHaveProperty('quoted.ports');
  });

  test('the MTU that passes', () => {
    expect(parse4(1, icmp(3, 4, u16(0, 1300), ipv4(17, udp(''))))).toMatchObject({ mtuBytes: 1300 });
    expect(parse6(58, icmp(2, 0, u32(66000), ipv6(17, udp(''))))).toMatchObject({ mtuBytes: 66000 });
    expect(parse4(1, icmp(3, 3, u16(0, 1300), ipv4(17, udp(''))))).not.toHaveProperty('mtuBytes');
  });

  test('echoes and neighbours quote nothing', () => {
    const echo = { id: 7, sequence: 2 };
    expect(parse4(1, icmp(8, 0, u16(7, 2)))).toMatchObject({ name: 'echo-request', echo });
    expect(parse6(58, icmp(129, 0, u16(7, 2)))).toMatchObject({ name: 'echo-reply', echo });
    expect(parse6(58, icmp(135, 0, u32(0), v6('fd00::9')))).toMatchObject({
      name: 'nd-neighbor-solicit',
      target: 'fd00::9',
    });
    expect(parse6(58, icmp(136, 0, u32(0), u8(1)))).not.toHaveProperty('target');
  });

  test('malformed: too short', () => {
    expect(parse4(1, u8(3, 1, 0, 0, 0, 0, 0))).toMatchObject({
      protocol: 'malformed',
      reason: 'ICMP header of 7 bytes',
    });
  });
});

describe('ARP', () => {
  test('question and answer', () => {
    expect(parse(ethernet(0x0806, arp(1, '10.0.0.3', '10.0.0.9')))).toMatchObject({
      ...{ protocol: 'arp', operation: 'who-has' },
      sender: { address: '10.0.0.3', mac: '02:00:00:00:00:03' },
      target: { address: '10.0.0.9', mac: '00:00:00:00:00:00' },
    });
    expect(parse(ethernet(0x0806, arp(2, '10.0.0.9', '10.0.0.3')))).toMatchObject({ operation: 'reply' });
  });

  test.for([
    ['other', 'ARP operation 3 for protocol 0x0800', arp(3, '10.0.0.3', '10.0.0.9')],
    ['other', 'ARP operation 1 for protocol 0x86dd', u16(1, 0x86dd, 0x0604, 1)],
    ['malformed', 'ARP header of 6 bytes', u16(1, 0x0800, 0x0604)],
    ['malformed', 'ARP of 27 bytes', arp(1, '10.0.0.3', '10.0.0.9').subarray(0, 27)],
  ] as const)('%s: %s', ([protocol, reason, data]) => {
    expect(parse(ethernet(0x0806, data))).toMatchObject({ protocol, reason });
  });
});

test('a packet that the capture cut is read as far as it goes', () => {
  const frame = ethernet(
    0x0800,
    ipv4(6, tcp({ flags: 'PA', options: timestamps(1), data: 'x'.repeat(1000) })),
  );
  const cutAt = (bytes: number): Packet =>
    parsePacket({ atMs: 0, linkType: 1, data: frame.subarray(0, bytes), wireBytes: frame.length });
  expect(cutAt(80)).toMatchObject({
    protocol: 'tcp',
    cut: true,
    payloadBytes: 1000,
    payload: Buffer.from('x'.repeat(14)),
  });
  expect(cutAt(60)).toMatchObject({
    protocol: 'tcp',
    payloadBytes: 1000,
    options: {},
    payload: Buffer.alloc(0),
  });
  expect(cutAt(50)).toMatchObject({
    protocol: 'malformed',
    reason: 'TCP header of 16 bytes, cut by the capture',
  });
  expect(cutAt(30)).toMatchObject({
    protocol: 'malformed',
    reason: 'IPv4 header of 16 bytes, cut by the capture',
  });
});
