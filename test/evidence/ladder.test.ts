import { describe, expect, test } from 'vitest';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { drawLadder, type LadderOptions } from '../../src/evidence/ladder.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import {
  arp,
  complaint,
  ethernet,
  icmp,
  ipv4,
  join,
  record,
  startMs,
  type Talk,
  talk,
  u8,
  u16,
  u32,
  udp,
} from './frames.ts';

const mss = u8(2, 4, 5, 180);
const draw = (said: Talk, options?: LadderOptions): string => drawLadder(said.conversation(), options);
const hello = { flags: 'PA', seq: 1, ack: 1, data: 'hello' };

test('a drawing', () => {
  const said = talk()
    .client({ flags: 'S', options: mss, at: 0 })
    .server({ flags: 'SA', ack: 1, options: mss, at: 0.041 })
    .client({ flags: 'A', seq: 1, ack: 1, at: 0.05 })
    .client({ ...hello, at: 1 })
    .client({ ...hello, at: 204.5 })
    .raw(complaint(3, 4, { from: '10.0.0.1', seq: 1001, rest: u16(0, 1300) }), 205)
    .server({ flags: 'A', seq: 1, ack: 6, options: join(u8(1, 1, 5, 10), u32(5001, 5006)), at: 206 })
    .server({ flags: 'FA', seq: 1, ack: 6, at: 3306 })
    .server({ flags: 'RA', seq: 2, ack: 6, at: 3306.5 });
  const options = {
    width: 80,
    marks: [{ atMs: startMs + 200, text: 'the first data packet is dropped' }],
    untilMs: startMs + 4000,
  };
  expect(`\n${draw(said, options)}\n`).toBe(`
        ms  10.0.0.3:40000                                         10.0.0.2:8080
     0.000  |---------------------- SYN seq 0 MSS 1460 ----------------------->|
     0.041  |<------------------- SYN seq 0 ack 1 MSS 1460 --------------------|
     0.050  |---------------------- ACK ack 1 win 1000 ----------------------->|
     1.000  |----------------- 5 bytes seq 1 ack 1 win 1000 ------------------>|
   200.000  * the first data packet is dropped
   204.500  |--------- 5 bytes seq 1 ack 1 win 1000 [retransmission] --------->|
   205.000  |<............ ICMP frag-needed MTU 1300 from 10.0.0.1 ............|
   206.000  |<----------------- ACK ack 6 win 1000 SACK of 1 ------------------|
            |                       ... 3.1 s of silence                       |
  3306.000  |<------------------- FIN seq 1 ack 6 win 1000 --------------------|
  3306.500  |<------------------------ RST seq 2 ack 6 ------------------------|
            |                      ... 694 ms of silence                       |
`);
});

describe('lines', () => {
  const long = talk().open();
  for (let sent = 0; sent < 200; sent += 1) long.client({ ...hello, seq: 1 + 5 * sent });

  test('none is wider than asked for, and packets end at the same column', () => {
    const wide = talk(6)
      .open()
      .client({ ...hello, flags: 'FPAU', options: join(u8(1, 1, 5, 34), Buffer.alloc(32)) });
    for (const width of [10, 60, 80, 100, 140]) {
      const marks = [{ atMs: startMs, text: 'x'.repeat(300) }];
      for (const said of [long, wide]) {
        const lines = draw(said, { width, marks, maxLines: 1000 }).split('\n');
        expect(Math.max(...lines.map(({ length }) => length))).toBe(Math.max(width, 60));
        expect(
          lines.filter((line) => line.endsWith('|')).every(({ length }) => length === Math.max(width, 60)),
        ).toBe(true);
      }
    }
    expect(
      Math.max(
        ...draw(long)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBe(100);
  });

  test('the middle is counted when there are too many', () => {
    const lines = draw(long, { maxLines: 11 }).split('\n');
    expect(lines).toHaveLength(13);
    expect(lines[7]).toBe(`${' '.repeat(12)}... 192 more packets`);
    expect(lines[6]).toContain('seq 11 ');
    expect(lines[8]).toContain('seq 976 ');
    expect(draw(long, { maxLines: 203 }).split('\n')).toHaveLength(204);
    expect(draw(long, { maxLines: 202 })).toContain('... 1 more packet\n');
  });

  test('what is no packet is not counted', () => {
    const marks = Array.from({ length: 5 }, (_, index) => ({
      atMs: startMs + 50 + index / 10,
      text: 'mark',
    }));
    expect(draw(long, { maxLines: 2, marks })).toContain('... 201 more packets');
  });
});

describe('marks', () => {
  const said = talk().client({ flags: 'S', at: 0 }).server({ flags: 'RA', ack: 1, at: 10 });
  const rows = (...marks: [afterMs: number, text: string][]): string[] =>
    draw(said, { marks: marks.map(([afterMs, text]) => ({ atMs: startMs + afterMs, text })) })
      .split('\n')
      .slice(1)
      .map((line) => (line.includes('*') ? line.trim() : line.includes('...') ? 'silence' : 'packet'));

  test('stand where they happened, before, between and after', () => {
    expect(rows([5, 'between'], [-3, 'before'], [20, 'after'])).toEqual([
      '-3.000  * before',
      'packet',
      '5.000  * between',
      'packet',
      '20.000  * after',
    ]);
  });

  test('silence is told up to them', () => {
    expect(rows([-600, 'before'], [700, 'after'])).toEqual([
      ...['-600.000  * before', 'silence', 'packet', 'packet', 'silence', '700.000  * after'],
    ]);
  });

  test('control characters do not reach the terminal', () => {
    expect(rows([1, 'a\nb\u001b[31mc'])).toEqual(['packet', '1.000  * a b [31mc', 'packet']);
  });
});

test('other packets, and who is told of an error', () => {
  const drawn = (...frames: Buffer[]): string[] =>
    groupConversations(parsePackets(frames.map((frame) => record(frame)))).conversations.flatMap((each) =>
      drawLadder(each, { width: 60 }).split('\n').slice(1),
    );
  const piece = ipv4(17, udp('hello'), { id: 3, fragment: { offset: 0, more: true } });
  const rest = ipv4(17, Buffer.alloc(8), { id: 3, fragment: { offset: 16, more: false } });
  const lines = drawn(
    ethernet(0x0806, arp(1, '10.0.0.3', '10.0.0.2')),
    ethernet(0x0806, arp(2, '10.0.0.2', '10.0.0.3')),
    ethernet(0x0800, piece),
    ethernet(0x0800, rest),
    ethernet(0x0800, ipv4(1, icmp(8, 0, u16(7, 3)))),
    complaint(3, 1, { from: '10.0.0.1', back: true }),
    complaint(3, 1),
  ).map((line) => line.slice(12));
  expect(lines).toEqual([
    '|----------- ARP who has 10.0.0.2? ----------->|',
    '|<--- ARP 10.0.0.2 is at 02:00:00:00:00:03 ----|',
    '|------------------ 5 bytes ------------------>|',
    '|---- fragment from byte 16 of datagram 3 ---->|',
    '|------------ ICMP echo-request 3 ------------>|',
    '|.... ICMP host-unreachable from 10.0.0.1 ....>|',
    '|<----------- ICMP host-unreachable -----------|',
  ]);
});

test('times that the column has no room for', () => {
  const said = talk()
    .client({ flags: 'S', at: 0 })
    .client({ flags: 'S', at: 1_200_000 })
    .client({ flags: 'S', at: 3e12 });
  const times = draw(said)
    .split('\n')
    .map((line) => line.slice(0, 10).trim());
  expect(times).toEqual(['ms', '0.000', '', '1200 s', '', '3000000000']);
});

test('a cut packet says so', () => {
  const frame = ethernet(0x0800, ipv4(17, udp('x'.repeat(500))));
  const records = [{ ...record(frame), data: frame.subarray(0, 64) }];
  const [conversation] = groupConversations(parsePackets(records)).conversations;
  expect(conversation === undefined ? '' : drawLadder(conversation)).toContain(' 500 bytes (cut) ');
});
