// What the sidecar makes of words and bytes, without a kernel.

import { describe, expect, test } from 'vitest';
import { readPairs } from '../../services/sidecar/kernel-counters.ts';
import { type PacketFault, packetRules } from '../../services/sidecar/packet-rule.ts';
import { PcapRecords } from '../../services/sidecar/pcap-records.ts';
import { chosen, pickText } from '../../services/sidecar/pick.ts';
import { readRequest } from '../../services/sidecar/read-request.ts';
import { readSocket } from '../../services/sidecar/sockets.ts';

const rulesOf = (fault: Omit<PacketFault, 'kind'>) =>
  packetRules({ kind: 'packets', ...fault }, { devices: ['eth0', 'eth1'], queueMark: 7 }).map(
    ({ place, text }) => `${place}: ${text}`,
  );

describe('a fault becomes rules', () => {
  test('ours and theirs change sides with the direction', () => {
    const match = { protocol: 'tcp', peer: '10.0.0.9', localPort: 80, peerPort: 5000 } as const;
    expect(rulesOf({ match: { ...match, direction: 'in' }, action: { do: 'drop' } })).toEqual([
      'inet input: meta nfproto ipv4 meta l4proto tcp ip saddr 10.0.0.9 th dport 80 th sport 5000 counter counter drop',
    ]);
    expect(rulesOf({ match: { ...match, direction: 'out' }, action: { do: 'drop' } })).toEqual([
      'inet output: meta nfproto ipv4 meta l4proto tcp ip daddr 10.0.0.9 th sport 80 th dport 5000 counter counter drop',
    ]);
  });

  test('one for each IP version where nft has no words for both', () => {
    const match = { direction: 'in' } as const;
    expect(rulesOf({ match, action: { do: 'ttl', value: 1 } })).toEqual([
      'inet input: meta nfproto ipv4 counter counter ip ttl set 1',
      'inet input: meta nfproto ipv6 counter counter ip6 hoplimit set 1',
    ]);
    expect(rulesOf({ match, action: { do: 'reject', with: 'net-unreachable' } })).toHaveLength(1);
    expect(rulesOf({ match, action: { do: 'reject', with: 'port-unreachable' } })).toHaveLength(2);
  });

  test('a copy on the way out is made on each device, and only once', () => {
    const texts = rulesOf({ match: { direction: 'out', ipVersion: 4 }, action: { do: 'duplicate' } });
    expect(texts.map((text) => /oifname "(\w+)".*dup to "(\w+)"$/.exec(text)?.slice(1))).toEqual([
      ['eth0', 'eth0'],
      ['eth1', 'eth1'],
    ]);
    for (const text of texts) expect(text).toContain('meta mark & 0x40000000 == 0');
  });

  test('no word of the testbed gets into a rule that is not known', () => {
    const evil = { direction: 'in', protocol: 'tcp; flush ruleset' } as unknown as PacketFault['match'];
    expect(() => rulesOf({ match: evil, action: { do: 'drop' } })).toThrow('protocol cannot be this');
    const flags = { direction: 'in', tcpFlags: { set: ['syn drop'] } } as unknown as PacketFault['match'];
    expect(() => rulesOf({ match: flags, action: { do: 'drop' } })).toThrow('must name flags');
    const action = { do: 'explode' } as unknown as PacketFault['action'];
    expect(() => rulesOf({ match: { direction: 'in' }, action })).toThrow('no such thing to do');
  });
});

describe('which packets', () => {
  test('counted from 1 for the testbed and from 0 for the kernel', () => {
    expect(pickText({ every: 3 })).toEqual(['numgen inc mod 3 == 2']);
    expect(pickText({ every: 1 })).toEqual([]);
    expect(pickText({ at: 4 })).toEqual(['numgen inc mod 4294967295 3']);
    expect(pickText({ at: 4, count: 2 })).toEqual(['numgen inc mod 4294967295 3-4']);
  });

  test('chance is exactly its share of a thousand, spread, and its seed is all it depends on', () => {
    const numbers = chosen(250, 42);
    expect(new Set(numbers).size).toBe(250);
    expect(chosen(250, 42)).toEqual(numbers);
    expect(chosen(250, 43)).not.toEqual(numbers);
    for (const start of [0, 250, 500, 750])
      expect(numbers.filter((each) => each >= start && each < start + 250).length).toBeGreaterThan(35);
  });

  test.each([
    [{ every: 0 }],
    [{ at: 1.5 }],
    [{ probability: 0, seed: 1 }],
    [{ probability: 0.0001, seed: 1 }],
    [{ probability: 0.5, seed: 0.5 }],
  ])('%j is refused', (pick) => {
    expect(() => pickText(pick)).toThrow();
  });
});

test('a line of ss is a socket, with what it says of it', () => {
  const line =
    'tcp   ESTAB 0      5      172.19.0.2:8080 172.19.0.3:41234 cubic wscale:10,10 rto:201 rtt:0.05/0.02 bytes_sent:5 send 2.3Gbps app_limited unacked:1';
  expect(readSocket(line)).toEqual({
    ...{ protocol: 'tcp', state: 'established', receiveQueue: 0, sendQueue: 5 },
    ...{ local: '172.19.0.2:8080', peer: '172.19.0.3:41234' },
    details: {
      ...{ cubic: '', wscale: '10,10', rto: '201', rtt: '0.05/0.02', bytes_sent: '5', send: '2.3Gbps' },
      ...{ app_limited: '', unacked: '1' },
    },
  });
  expect(readSocket('udp UNCONN 0 0 [::]:53 *:*')).toMatchObject({ state: 'unconnected', local: '[::]:53' });
  expect(readSocket('')).toBeUndefined();
});

test("the kernel's counters have nstat's names", () => {
  const text = 'Tcp: RtoMin RetransSegs\nTcp: 200 17\nTcpExt: ListenDrops\nTcpExt: 3\n';
  expect(Object.fromEntries(readPairs(text))).toEqual({
    TcpRtoMin: 200,
    TcpRetransSegs: 17,
    TcpExtListenDrops: 3,
  });
});

test('a capture in pieces of any size is the same records', () => {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(1, 20);
  const record = (text: string) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(text.length, 8);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  const file = Buffer.concat([header, record('one'), record(''), record('three')]);
  for (let size = 1; size <= file.length; size += 1) {
    const seen: Buffer[] = [];
    const records = new PcapRecords({
      onHeader: (bytes) => seen.push(bytes),
      onRecord: (bytes) => seen.push(bytes),
    });
    for (let offset = 0; offset < file.length; offset += size)
      records.take(file.subarray(offset, offset + size));
    expect(seen).toEqual([header, record('one'), record(''), record('three')]);
  }
});

test('a line that cannot be answered is USAGE', () => {
  expect(readRequest('{"id":1,"op":"abilities"}')).toEqual({ id: 1, op: 'abilities' });
  for (const line of ['', '{}', '{"id":1,"op":"explode"}', '{"id":"1","op":"lift"}'])
    expect(() => readRequest(line)).toThrow('cannot read the command');
});
