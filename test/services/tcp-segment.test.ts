// A segment is cut or made a reset without a kernel; the checksums are what the kernel would say.

import { describe, expect, test } from 'vitest';
import { endRules } from '../../services/sidecar/resets.ts';
import { cutSegment, readSegment, resetSegment } from '../../services/sidecar/tcp-segment.ts';

const payload = Buffer.from('hello world');
/** 10.0.0.1:80 -> 10.0.0.2:5000, FIN PSH ACK. */
const v4 = Buffer.concat([
  Buffer.from('4500003300010000400600000a0000010a000002', 'hex'),
  Buffer.from('0050138800000064000000c8501900ff00000000', 'hex'),
  payload,
]);
const v6 = Buffer.concat([
  Buffer.from('60000000001f0640', 'hex'),
  Buffer.from('fd000000000000000000000000000001', 'hex'),
  Buffer.from('fd000000000000000000000000000002', 'hex'),
  v4.subarray(20),
]);

/** As the receiver adds up: with the right checksum it is all ones. */
function sum(bytes: Buffer): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

function tcpSum(packet: Buffer, version: 4 | 6): number {
  const [addresses, tcp] =
    version === 4
      ? [packet.subarray(12, 20), packet.subarray(20)]
      : [packet.subarray(8, 40), packet.subarray(40)];
  return sum(Buffer.concat([addresses, Buffer.from([0, 6, tcp.length >> 8, tcp.length & 255]), tcp]));
}

describe.each([
  [4, v4],
  [6, v6],
] as const)('IPv%d', (version, packet) => {
  test('is read', () => {
    expect(readSegment(packet)).toMatchObject({
      ...{ ipVersion: version, sourcePort: 80, targetPort: 5000, sequence: 100, payloadBytes: 11 },
      ...{ isSyn: false, isReset: false },
    });
  });

  test.each([1, 5, 10])('is cut to %d bytes, without the end of the stream', (bytes) => {
    const cut = cutSegment(packet, bytes);
    expect(readSegment(cut)).toMatchObject({ sequence: 100, payloadBytes: bytes });
    expect(cut.subarray(-bytes)).toEqual(payload.subarray(0, bytes));
    expect(cut[version === 4 ? 33 : 53]).toBe(0x18);
    expect(tcpSum(cut, version)).toBe(0xffff);
    if (version === 4) expect(sum(cut.subarray(0, 20))).toBe(0xffff);
    expect(cut.readUInt16BE(version === 4 ? 2 : 4)).toBe(version === 4 ? cut.length : cut.length - 40);
  });

  test('is made a reset at its place', () => {
    const reset = resetSegment(packet);
    expect(readSegment(reset)).toMatchObject({ sequence: 100, payloadBytes: 0, isReset: true });
    expect(tcpSum(reset, version)).toBe(0xffff);
  });

  test('of an ended connection both ways are closed, a new one of the same ports is not', () => {
    const segment = readSegment(packet);
    if (segment === undefined) return expect.unreachable();
    const [there, back] = endRules(segment, 'out');
    const ip = version === 4 ? 'ip' : 'ip6';
    expect(there?.place).toBe('inet output');
    expect(back?.place).toBe('inet input');
    expect(there?.text).toContain(`${ip} saddr ${segment.source} ${ip} daddr ${segment.target} tcp sport 80`);
    expect(back?.text).toContain(
      `${ip} saddr ${segment.target} ${ip} daddr ${segment.source} tcp sport 5000`,
    );
    for (const { text } of [there, back].filter((rule) => rule !== undefined))
      expect(text).toContain('tcp flags & (syn|rst) == 0x0');
  });
});

test.each([
  ['UDP', Buffer.from(v4.toString('hex').replace('4006', '4011'), 'hex')],
  ['a fragment', Buffer.from(v4.toString('hex').replace('00010000', '00012000'), 'hex')],
  ['too little', v4.subarray(0, 30)],
  ['nothing', Buffer.alloc(0)],
])('%s is none', (_, packet) => {
  expect(readSegment(packet)).toBeUndefined();
});
