import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { tellEvents } from '../../src/evidence/tell-events.ts';
import { eventsOf } from '../../src/evidence/wire-events.ts';
import {
  arp,
  complaint,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  join,
  record,
  startMs,
  talk,
  tcp,
  u8,
  u16,
  u32,
  udp,
  v6,
} from './frames.ts';

const texts = (conversation: Conversation): string[] => eventsOf(conversation).map(({ text }) => text);
const only = (...frames: Buffer[]): Conversation => {
  const [first] = groupConversations(
    parsePackets(frames.map((frame, index) => record(frame, index))),
  ).conversations;
  if (first === undefined) throw new RangeError('no conversation');
  return first;
};
const hello = { flags: 'PA', seq: 1, ack: 1, data: 'hello' };

describe('events of TCP', () => {
  test('a whole connection', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .server({ flags: 'PA', seq: 1, ack: 6, data: 'H' })
      .client({ flags: 'FA', seq: 6, ack: 2 })
      .server({ flags: 'FPA', seq: 2, ack: 7, data: 'ELLO' })
      .client({ flags: 'A', seq: 7, ack: 7 })
      .conversation();
    expect(texts(conversation)).toEqual([
      'SYN',
      'SYN-ACK from server',
      'ACK from client',
      '5 bytes from client',
      '1 byte from server',
      'FIN from client',
      '4 bytes from server',
      'FIN from server',
      'ACK from client',
    ]);
    expect(eventsOf(conversation)[3]).toEqual({
      ...{ text: '5 bytes from client', word: 'data', by: 'client', address: '10.0.0.3', afterMs: 3 },
      ...{ quiet: false, again: false, twice: false, outOfOrder: false, bytes: 5, runBytes: 5 },
    });
  });

  test('sent again, copied, overtaken', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .client({ flags: 'S', at: 300 })
      .server({ flags: 'SA', ack: 1, at: 301 })
      .server({ flags: 'SA', ack: 1, at: 600 })
      .client({ ...hello, at: 601, id: 1 })
      .client({ ...hello, at: 602, id: 1 })
      .client({ ...hello, at: 800, id: 2 })
      .client({ ...hello, seq: 11, at: 801, id: 4 })
      .client({ ...hello, seq: 6, at: 802, id: 3 })
      .client({ flags: 'FA', seq: 16, ack: 1, at: 803, id: 5 })
      .client({ flags: 'FA', seq: 16, ack: 1, at: 804, id: 5 })
      .client({ flags: 'FA', seq: 16, ack: 1, at: 1100, id: 6 })
      .server({ flags: 'RA', seq: 1, ack: 17, at: 1101 })
      .conversation();
    expect(texts(conversation)).toEqual([
      'SYN',
      'SYN again',
      'SYN-ACK from server',
      'SYN-ACK from server again',
      '5 bytes from client',
      '5 bytes from client twice',
      '5 bytes from client again',
      '5 bytes from client',
      '5 bytes from client out of order',
      'FIN from client',
      'FIN from client twice',
      'FIN from client again',
      'RST from server',
    ]);
  });

  test('data sent again together with the first FIN', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .client({ ...hello, flags: 'FPA', at: 210 })
      .conversation();
    expect(texts(conversation).slice(3)).toEqual([
      '5 bytes from client',
      '5 bytes from client again',
      'FIN from client',
    ]);
  });

  test('a SYN that carries data, and one of the server', () => {
    expect(texts(talk().client({ flags: 'S', data: 'hello' }).server({ flags: 'S' }).conversation())).toEqual(
      ['SYN', '5 bytes from client', 'SYN from server'],
    );
  });

  test('windows and probes', () => {
    const conversation = talk()
      .open()
      .client({ flags: 'A', seq: 0, ack: 1 })
      .client(hello)
      .server({ flags: 'PA', seq: 1, ack: 6, window: 0, data: 'ok' })
      .client({ flags: 'A', seq: 5, ack: 3 })
      .server({ flags: 'A', seq: 3, ack: 6, window: 0 })
      .server({ flags: 'A', seq: 3, ack: 6, window: 9 })
      .conversation();
    expect(texts(conversation).slice(3)).toEqual([
      'keep-alive from client',
      '5 bytes from client',
      '2 bytes from server',
      'zero window from server',
      'window probe from client',
      'ACK from server',
      'window open from server',
    ]);
  });

  test('what the capture doubled is no event', () => {
    const cooked = (interfaceIndex: number): Buffer =>
      join(
        u16(0x0800, 0),
        u32(interfaceIndex),
        u16(1),
        u8(0, 6),
        Buffer.alloc(8),
        ipv4(6, tcp({ flags: 'S' }), { id: 7 }),
      );
    const records = [cooked(2), cooked(3)].map((frame) => record(frame, 0, 276));
    const [conversation] = groupConversations(parsePackets(records)).conversations;
    expect(conversation?.turns).toHaveLength(2);
    expect(conversation === undefined ? [] : texts(conversation)).toEqual(['SYN']);
  });
});

describe('events of the others', () => {
  test('ICMP errors, by whom', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .raw(complaint(3, 3))
      .raw(complaint(3, 4, { from: '10.0.0.1', rest: u16(0, 1300) }))
      .conversation();
    expect(texts(conversation).slice(1)).toEqual([
      'ICMP port-unreachable from server',
      'ICMP frag-needed from 10.0.0.1',
    ]);
    expect(eventsOf(conversation)[2]).toMatchObject({
      ...{ by: 'other', address: '10.0.0.1' },
      icmp: { type: 3, code: 4, name: 'frag-needed', mtuBytes: 1300 },
    });
  });

  test('UDP, with an empty datagram and fragments', () => {
    const whole = udp('x'.repeat(40));
    const conversation = only(
      ethernet(0x0800, ipv4(17, udp(''))),
      ethernet(0x0800, ipv4(17, whole.subarray(0, 24), { id: 6, fragment: { offset: 0, more: true } })),
      ethernet(0x0800, ipv4(17, whole.subarray(24), { id: 6, fragment: { offset: 24, more: false } })),
    );
    expect(texts(conversation)).toEqual([
      '0 bytes from client',
      '40 bytes from client',
      'fragment from client',
    ]);
    expect(tellEvents(eventsOf(conversation))).toEqual(['0 bytes from client', '40 bytes from client']);
  });

  test('ARP, NDP and echoes', () => {
    const ask = ethernet(0x0806, arp(1, '10.0.0.3', '10.0.0.2'));
    expect(texts(only(ask, ask, ethernet(0x0806, arp(2, '10.0.0.2', '10.0.0.3'))))).toEqual([
      'ARP who-has 10.0.0.2 from client',
      'ARP who-has 10.0.0.2 from client again',
      'ARP reply 10.0.0.2 from server',
    ]);
    const advert = ipv6(58, icmp(136, 0, u32(0), v6('fd00::2')), { from: 'fd00::2', to: 'fd00::3' });
    expect(texts(only(ethernet(0x86dd, advert)))).toEqual(['NDP reply fd00::2 from server']);
    expect(texts(only(ethernet(0x0800, ipv4(1, icmp(8, 0, u16(7, 1))))))).toEqual([
      'ICMP echo-request from client',
    ]);
  });
});

describe('silence', () => {
  const conversation = talk()
    .client({ flags: 'S', at: 0 })
    .client({ flags: 'S', at: 999 })
    .client({ flags: 'S', at: 4099 })
    .conversation();

  test('between packets, in milliseconds and seconds', () => {
    expect(texts(conversation)).toEqual(['SYN', 'silence 999 ms', 'SYN again', 'silence 3.1 s', 'SYN again']);
    expect(eventsOf(conversation)[3]).toMatchObject({
      by: 'nobody',
      address: '',
      afterMs: 999,
      silenceMs: 3100,
    });
  });

  test('to the end of watching, and from the length asked for', () => {
    const options = { silenceMs: 1000, untilMs: startMs + 6099 };
    expect(eventsOf(conversation, options).map(({ text }) => text)).toEqual([
      'SYN',
      'SYN again',
      'silence 3.1 s',
      'SYN again',
      'silence 2.0 s',
    ]);
    expect(eventsOf(conversation, { silenceMs: 1000, untilMs: startMs + 5098 })).toHaveLength(4);
  });
});

describe('telling', () => {
  const long = talk().open();
  for (let sent = 0; sent < 100; sent += 1) {
    long.server({ flags: 'PA', seq: 1 + 10 * sent, ack: 1, data: '0123456789' });
    long.client({ flags: 'A', seq: 1, ack: 11 + 10 * sent });
  }
  const events = eventsOf(long.server({ flags: 'FA', seq: 1001, ack: 1 }).conversation());

  test('what one side sent in a row is one line, acknowledgements are none', () => {
    expect(tellEvents(events)).toEqual([
      'SYN',
      'SYN-ACK from server',
      '1000 bytes from server',
      'FIN from server',
    ]);
  });

  test('a word of the other side, and silence, end a row', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .client({ ...hello, seq: 6 })
      .server({ flags: 'PA', seq: 1, ack: 11, data: 'ok' })
      .client({ ...hello, seq: 11, ack: 3 })
      .client({ ...hello, seq: 16, ack: 3, at: 900 })
      .client({ ...hello, seq: 16, ack: 3, at: 1200 })
      .client({ ...hello, seq: 21, ack: 3, at: 1201 })
      .conversation();
    expect(tellEvents(eventsOf(conversation))).toEqual([
      ...['SYN', 'SYN-ACK from server', '10 bytes from client', '2 bytes from server', '5 bytes from client'],
      ...['silence 894 ms', '5 bytes from client', '5 bytes from client again', '5 bytes from client'],
    ]);
    expect(eventsOf(conversation).at(-1)).toMatchObject({ bytes: 5, runBytes: 10 });
  });

  test('all of it when asked, the middle counted', () => {
    expect(tellEvents(events, { quiet: true, max: 1000 })).toHaveLength(204);
    expect(tellEvents(events, { quiet: true, max: 204 })).toHaveLength(204);
    expect(tellEvents(events, { quiet: true, max: 203 })).toContain('... 1 more');
    expect(tellEvents(events, { quiet: true, max: 5 })).toEqual([
      ...[
        'SYN',
        'SYN-ACK from server',
        'ACK from client',
        '... 199 more',
        'ACK from client',
        'FIN from server',
      ],
    ]);
  });
});
