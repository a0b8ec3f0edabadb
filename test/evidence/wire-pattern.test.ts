import { describe, expect, test } from 'vitest';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import type { WireEvent } from '../../src/evidence/wire-event.ts';
import { eventsOf } from '../../src/evidence/wire-events.ts';
import { neverShows, parsePattern, showsInOrder } from '../../src/evidence/wire-pattern.ts';
import { arp, complaint, ethernet, record, startMs, type Talk, talk, u32 } from './frames.ts';

const of = (said: Talk): WireEvent[] => eventsOf(said.conversation());
const hello = { flags: 'PA', seq: 1, ack: 1, data: 'hello' };

const refused = of(talk().client({ flags: 'S' }).server({ flags: 'RA', ack: 1 }));
const blackhole = eventsOf(
  talk()
    .client({ flags: 'S', at: 0 })
    .client({ flags: 'S', at: 1000 })
    .client({ flags: 'S', at: 3000 })
    .conversation(),
  { untilMs: startMs + 6000 },
);
const unreachable = of(
  talk()
    .client({ flags: 'S' })
    .raw(complaint(3, 1, { from: '10.0.0.1' })),
);
const midReply = of(
  talk()
    .open()
    .client(hello)
    .server({ flags: 'A', seq: 1, ack: 6 })
    .server({ flags: 'PA', seq: 1, ack: 6, data: '0123' })
    .server({ flags: 'PA', seq: 5, ack: 6, data: '456789' })
    .server({ flags: 'RA', seq: 11, ack: 6 }),
);
const lost = of(
  talk()
    .open()
    .client(hello)
    .client({ ...hello, at: 210 })
    .client({ ...hello, at: 600 })
    .client({ flags: 'RA', seq: 6, ack: 1, at: 601 }),
);
const halfClosed = of(
  talk()
    .open()
    .client({ flags: 'FA', seq: 1, ack: 1 })
    .server({ flags: 'PA', seq: 1, ack: 2, data: 'x' })
    .server({ flags: 'RA', seq: 2, ack: 2 }),
);

describe('patterns in order', () => {
  const table: [string, readonly WireEvent[], string[], boolean][] = [
    ['refused', refused, ['SYN', 'RST from server'], true],
    ['refused, turned round', refused, ['RST', 'SYN'], false],
    ['refused by the client', refused, ['SYN', 'RST from client'], false],
    ['three SYNs and nothing', blackhole, ['SYN', 'SYN', 'SYN', 'nothing'], true],
    [
      'told exactly',
      blackhole,
      ['SYN', 'silence', 'SYN again', 'silence 2 s', 'SYN again', 'silence 3000 ms'],
      true,
    ],
    ['four SYNs', blackhole, ['SYN', 'SYN', 'SYN', 'SYN'], false],
    ['three times again', blackhole, ['SYN again', 'SYN again', 'SYN again'], false],
    ['longer silence', blackhole, ['silence 3.1 s'], false],
    ['any ICMP', unreachable, ['SYN', 'ICMP'], true],
    ['ICMP by name', unreachable, ['SYN', 'ICMP host-unreachable'], true],
    ['ICMP by number', unreachable, ['ICMP 3/1'], true],
    ['ICMP by another number', unreachable, ['ICMP 3/3'], false],
    ['ICMP by another name', unreachable, ['ICMP net-unreachable'], false],
    ['ICMP from its address', unreachable, ['ICMP host-unreachable from 10.0.0.1'], true],
    ['ICMP from another', unreachable, ['ICMP host-unreachable from 10.0.0.2'], false],
    ['ICMP from a third party', unreachable, ['ICMP from other'], true],
    ['ICMP from the server', unreachable, ['ICMP from server'], false],
    ['ICMP is not nothing', unreachable, ['SYN', 'nothing'], false],
    ['but it is nothing of the server', unreachable, ['SYN', 'nothing from server'], true],
    ['after 10 bytes', midReply, ['10 bytes from server', 'RST from server'], true],
    ['after 4 of them', midReply, ['4 bytes from server', 'RST from server'], true],
    ['after the last 6', midReply, ['6 bytes from server', 'RST from server'], true],
    ['after 9', midReply, ['9 bytes from server'], false],
    ['after 9 or more', midReply, ['9+ bytes from server'], true],
    ['after 11 or more', midReply, ['11+ bytes from server'], false],
    ['by address', midReply, ['5 bytes from 10.0.0.3', 'data from 10.0.0.2'], true],
    [
      'an acknowledgement alone',
      midReply,
      ['5 bytes from client', 'ACK from server', 'data from server'],
      true,
    ],
    ['data again', lost, ['data from client', 'data from client again', 'RST from client'], true],
    ['5 bytes again', lost, ['5 bytes from client again', '5 bytes from client again'], true],
    ['data again, and nothing came', lost, ['SYN-ACK', 'data', 'nothing', 'RST from client'], true],
    ['nothing from the SYN on', lost, ['SYN', 'nothing', 'RST from client'], false],
    ['nothing at the beginning', lost, ['nothing', 'SYN-ACK'], true],
    ['nothing before the second word', lost, ['nothing', 'ACK'], false],
    ['nothing of the client', midReply, ['5 bytes from client', 'nothing from client'], true],
    ['nothing of the client, from the SYN on', midReply, ['SYN', 'nothing from client', 'RST'], false],
    ['nothing of both', refused, ['RST', 'nothing from server', 'nothing from client'], true],
    ['only silence, where somebody spoke', refused, ['nothing'], false],
    ['FIN, then RST', halfClosed, ['FIN from client', '1 byte from server', 'RST from server'], true],
    ['FIN of the server', halfClosed, ['FIN from server'], false],
    ['twice', halfClosed, ['FIN from client twice'], false],
    ['out of order', halfClosed, ['data out of order'], false],
    ['no packet at all', [], ['SYN'], false],
    ['no packet at all, as expected', [], ['nothing', 'nothing from client'], true],
  ];
  test.for(table)('%s', ([, events, patterns, holds]) => {
    expect(showsInOrder(events, patterns)).toMatchObject({ holds });
  });

  test('a later place is found where the first one does not fit', () => {
    const events = of(
      talk()
        .open()
        .client(hello)
        .server({ flags: 'PA', seq: 1, ack: 6, data: 'HELLO' })
        .client({ flags: 'PA', seq: 6, ack: 6, data: 'again' })
        .client({ flags: 'RA', seq: 11, ack: 6 }),
    );
    expect(showsInOrder(events, ['data from client', 'nothing', 'RST']).holds).toBe(true);
    expect(showsInOrder(events, ['5 bytes from client', 'data from server', 'nothing', 'RST']).holds).toBe(
      true,
    );
  });

  test('what was overtaken, or came twice', () => {
    const events = of(
      talk()
        .open()
        .client({ ...hello, seq: 6, id: 9 })
        .client({ ...hello, id: 8 })
        .client({ ...hello, id: 8 }),
    );
    expect(
      showsInOrder(events, ['data from client', 'data from client out of order', 'data twice']).holds,
    ).toBe(true);
    expect(showsInOrder(events, ['data out of order', 'data out of order']).holds).toBe(false);
    expect(showsInOrder(events, ['data again']).holds).toBe(false);
  });

  test('neighbours by the address asked for', () => {
    const [conversation] = groupConversations(
      parsePackets([record(ethernet(0x0806, arp(1, '10.0.0.3', '10.0.0.9')))]),
    ).conversations;
    const events = conversation === undefined ? [] : eventsOf(conversation);
    expect(showsInOrder(events, ['ARP who-has']).holds).toBe(true);
    expect(showsInOrder(events, ['ARP who-has from client']).holds).toBe(true);
    expect(showsInOrder(events, ['ARP who-has 10.0.0.9 from client']).holds).toBe(true);
    expect(showsInOrder(events, ['ARP who-has 10.0.0.8']).holds).toBe(false);
    expect(showsInOrder(events, ['ARP reply']).holds).toBe(false);
    expect(showsInOrder(events, ['ARP who-has again']).holds).toBe(false);
  });

  test('names from elsewhere', () => {
    const protocol = of(
      talk()
        .client({ flags: 'S' })
        .raw(complaint(3, 2))
        .raw(complaint(11, 0, { rest: u32(0) })),
    );
    expect(showsInOrder(protocol, ['ICMP protocol-unreachable', 'ICMP time-exceeded']).holds).toBe(true);
  });

  test('a reason in one line', () => {
    const because = (events: readonly WireEvent[], ...patterns: string[]): string =>
      showsInOrder(events, patterns).because;
    const seen = 'seen: SYN, RST from server';
    expect(because(refused, 'SYN', 'RST')).toBe(seen);
    expect(because(refused, 'SYN-ACK')).toBe(`there is no "SYN-ACK"; ${seen}`);
    expect(because(refused, 'SYN', 'FIN')).toBe(`there is no "FIN" after "SYN"; ${seen}`);
    expect(because(refused, 'SYN', 'nothing')).toBe(`there is no "nothing" after "SYN"; ${seen}`);
    expect(because(lost, 'SYN', 'nothing', 'RST')).toContain(
      'there is no "RST" with "nothing" before it after "SYN"; ',
    );
    expect(because([], 'SYN')).toBe('there is no "SYN"; seen: no packet');
  });
});

describe('patterns that must not show', () => {
  test('the first that does is named with its time', () => {
    expect(neverShows(refused, ['FIN', 'data from server']).holds).toBe(true);
    expect(neverShows(refused, ['FIN', 'RST'])).toEqual({
      ...{ holds: false, because: '"RST from server" came after 1.0 ms; seen: SYN, RST from server' },
    });
  });

  test('an acknowledgement counts', () => {
    expect(neverShows(midReply, ['ACK from server']).holds).toBe(false);
    expect(neverShows(blackhole, ['ACK from server']).holds).toBe(true);
  });
});

describe('what is no pattern', () => {
  const messageOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof SocketbedError && error.code === 'PATTERN_INVALID') return error.message;
      throw error;
    }
    return 'no error';
  };

  test.for([
    [
      '',
      'syn',
      'SYN from',
      'SYN from the server',
      'RST  from server',
      'SYNC',
      'data again from client',
      'FIN later',
    ],
    [
      'bytes',
      '-1 bytes',
      '1.5 bytes',
      '5 byte s',
      'ICMP ',
      'silence 3',
      'silence 3 min',
      'nothing again',
      'SYN, RST',
    ],
  ])('%s ...', (texts) => {
    for (const text of texts) {
      expect([text, messageOf(() => showsInOrder(refused, [text]))]).toEqual([
        text,
        expect.stringMatching(
          /is not one of events on the wire: it has other words\. Write SYN, SYN-ACK, .* nothing; then/,
        ),
      ]);
    }
  });

  test('an unknown name of ICMP', () => {
    expect(messageOf(() => parsePattern('ICMP port-unreachble'))).toMatch(
      /no ICMP message is called port-unreachble; they are .*net-unreachable.*packet-too-big/,
    );
  });

  test('is found also where another pattern has failed already', () => {
    expect(messageOf(() => showsInOrder(refused, ['FIN', 'syn']))).toContain('"syn"');
  });

  test('nothing, where absence is asked for; and no pattern at all', () => {
    expect(messageOf(() => neverShows(refused, ['nothing']))).toContain('ask showsInOrder');
    expect(messageOf(() => neverShows(refused, []))).toContain('empty');
    expect(messageOf(() => showsInOrder(refused, []))).toContain('empty');
  });
});
