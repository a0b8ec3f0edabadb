import { describe, expect, test } from 'vitest';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { readPcap } from '../../src/evidence/pcap.ts';

type Order = 'little' | 'big';
const number = (order: Order, value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  if (order === 'little') bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
};

const header = (order: Order, magic: number, linkType = 1): Buffer =>
  Buffer.concat(
    [magic, order === 'little' ? 0x00040002 : 0x00020004, 0, 0, 262144, linkType].map((each) =>
      number(order, each),
    ),
  );

const recordOf = (order: Order, fraction: number, data: string, wireBytes = data.length): Buffer =>
  Buffer.concat([
    ...[1_700_000_000, fraction, data.length, wireBytes].map((each) => number(order, each)),
    Buffer.from(data),
  ]);

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error instanceof SocketbedError ? error.code : error;
  }
};

describe('every encoding gives the same records', () => {
  const encodings: [string, Order, number, number][] = [
    ['little endian, microseconds', 'little', 0xa1b2c3d4, 250_500],
    ['big endian, microseconds', 'big', 0xa1b2c3d4, 250_500],
    ['little endian, nanoseconds', 'little', 0xa1b23c4d, 250_500_000],
    ['big endian, nanoseconds', 'big', 0xa1b23c4d, 250_500_000],
  ];
  test.for(encodings)('%s', ([, order, magic, fraction]) => {
    const file = Buffer.concat([
      header(order, magic, 276),
      recordOf(order, fraction, 'abc', 60),
      recordOf(order, 0, ''),
    ]);
    expect(readPcap(file)).toEqual({
      ...{ linkType: 276, snapBytes: 262144, end: 'whole', readBytes: file.length },
      records: [
        { atMs: 1_700_000_000_250.5, linkType: 276, data: Buffer.from('abc'), wireBytes: 60 },
        { atMs: 1_700_000_000_000, linkType: 276, data: Buffer.alloc(0), wireBytes: 0 },
      ],
    });
  });
});

describe('the end of a file', () => {
  const whole = Buffer.concat([
    header('little', 0xa1b2c3d4),
    recordOf('little', 0, 'abc'),
    recordOf('little', 0, 'def'),
  ]);

  test('a file cut at any byte gives the records before the cut', () => {
    const firstEnd = 24 + 16 + 3;
    for (let bytes = 24; bytes < whole.length; bytes += 1) {
      const { records, end, readBytes } = readPcap(whole.subarray(0, bytes));
      const expected = bytes === 24 || bytes === firstEnd ? 'whole' : 'cut';
      expect([bytes, records.length, end]).toEqual([bytes, bytes < firstEnd ? 0 : 1, expected]);
      expect(readBytes).toBe(bytes < firstEnd ? 24 : firstEnd);
    }
  });

  test('a record that cannot be one ends the reading, not the evidence', () => {
    const broken = Buffer.concat([
      whole,
      number('little', 1),
      number('little', 2),
      number('little', 300_000),
      Buffer.alloc(99),
    ]);
    expect(readPcap(broken)).toMatchObject({ end: 'corrupt', readBytes: whole.length });
    expect(readPcap(broken).records).toHaveLength(2);
  });

  test('the frame check bits beside the link type are no part of it', () => {
    expect(readPcap(header('little', 0xa1b2c3d4, 0x24000001)).linkType).toBe(1);
  });

  test('a view into a larger buffer is read from its own beginning', () => {
    const shifted = new Uint8Array(Buffer.concat([Buffer.alloc(7), whole])).subarray(7);
    expect(readPcap(shifted).records).toHaveLength(2);
  });
});

describe('what is no classic pcap', () => {
  test.for([
    ['pcapng', '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff', /web\.pcap cannot.*pcapng.*tcpdump -r/],
    ['text', Buffer.from('this is not a capture at all').toString('hex'), /begins with 74686973; expected/],
    ['an empty file', '', /it has 0 bytes, the file header alone has 24/],
    ['half a header', 'd4c3b2a102000400', /it has 8 bytes/],
  ] as const)('%s', ([, hex, message]) => {
    const read = (): unknown => readPcap(Buffer.from(hex, 'hex'), 'web.pcap');
    expect(read).toThrow(message);
    expect(codeOf(read)).toBe('CAPTURE_INVALID');
  });
});
