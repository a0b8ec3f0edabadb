import { describe, expect, test } from 'vitest';
import { type Conversation, findConversations, type Mark } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import {
  arp,
  clientAddress,
  complaint,
  ethernet,
  type Ip,
  icmp,
  ipv4,
  ipv6,
  join,
  record,
  serverAddress,
  startMs,
  talk,
  tcp,
  timestamps,
  u8,
  u16,
  u32,
  udp,
  v6,
} from './frames.ts';

const ends = {
  client: { address: clientAddress, port: 40000 },
  server: { address: serverAddress, port: 8080 },
};
const marksOf = ({ turns }: Conversation): (readonly Mark[])[] => turns.map(({ marks }) => marks);
const group = (...frames: Buffer[]): ReturnType<typeof groupConversations> =>
  groupConversations(parsePackets(frames.map((frame, index) => record(frame, index))));
const datagram = (data: string, ip: Ip = {}, ...ports: number[]): Buffer =>
  ethernet(0x0800, ipv4(17, udp(data, ...ports), ip));

describe('TCP conversations', () => {
  test('the sender of the SYN is the client, and numbers count from it', () => {
    const conversation = talk()
      .open()
      .client({ flags: 'PA', seq: 1, ack: 1, data: 'hello' })
      .server({ flags: 'PA', seq: 1, ack: 6, data: 'HELLO' })
      .conversation();
    expect(conversation).toMatchObject({ transport: 'tcp', ...ends, began: 'start', atMs: startMs });
    expect(conversation.turns.map(({ from, seq, ack, newBytes }) => [from, seq, ack, newBytes])).toEqual([
      ['client', 0, undefined, 0],
      ['server', 0, 1, 0],
      ['client', 1, 1, 0],
      ['client', 1, 1, 5],
      ['server', 1, 6, 5],
    ]);
    expect(marksOf(conversation)).toEqual([[], [], [], [], []]);
  });

  test('the client may have the lower port and the higher address', () => {
    const syn = tcp({ flags: 'S', fromPort: 80, toPort: 50000 });
    const { conversations } = group(ethernet(0x0800, ipv4(6, syn, { from: '10.0.0.9' })));
    expect(conversations).toMatchObject([
      { client: { address: '10.0.0.9', port: 80 }, server: { port: 50000 } },
    ]);
  });

  test('numbers go on beyond 2^32', () => {
    const high = 2 ** 32 - 1000;
    const conversation = talk()
      .client({ flags: 'S', seq: high - 3 })
      .server({ flags: 'SA', ack: high - 2 })
      .client({ flags: 'PA', seq: high - 2, ack: 1, data: 'hello' })
      .client({ flags: 'PA', seq: high + 3, ack: 1, data: 'world' })
      .server({ flags: 'A', seq: 1, ack: high + 8 })
      .conversation();
    expect(conversation.turns.map(({ seq, ack }) => [seq, ack])).toEqual([
      [0, undefined],
      [0, 1],
      [1, 1],
      [6, 1],
      [1, 11],
    ]);
    expect(marksOf(conversation).flat()).toEqual([]);
  });

  test('a SYN that begins elsewhere is another conversation, the same one again is not', () => {
    const { conversations } = talk()
      .client({ flags: 'S' })
      .client({ flags: 'S', at: 1000 })
      .server({ flags: 'RA', ack: 1, at: 1001 })
      .client({ flags: 'S', seq: 500, at: 2000 })
      .server({ flags: 'SA', seq: 700, ack: 501, at: 2001 })
      .grouped();
    expect(conversations.map(({ turns, atMs }) => [turns.length, atMs - startMs])).toEqual([
      [3, 0],
      [2, 2000],
    ]);
    expect(conversations.map(marksOf)).toEqual([
      [[], ['retransmission'], []],
      [[], []],
    ]);
    expect(conversations[1]?.turns.map(({ seq, ack }) => [seq, ack])).toEqual([
      [0, undefined],
      [0, 1],
    ]);
  });

  test('the server may call back on the same ports', () => {
    const { conversations } = talk()
      .open()
      .server({ flags: 'RA', seq: 1, ack: 1 })
      .server({ flags: 'S', seq: 9 })
      .grouped();
    expect(conversations.map(({ client }) => client.address)).toEqual([clientAddress, serverAddress]);
  });

  test('two that call each other at once have one conversation (RFC 9293, figure 7)', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .server({ flags: 'S' })
      .client({ flags: 'SA', ack: 1 })
      .server({ flags: 'SA', ack: 1 })
      .conversation();
    expect(conversation).toMatchObject({ ...ends, began: 'start' });
    expect(conversation.turns.map(({ from, seq }) => [from, seq])).toEqual([
      ['client', 0],
      ['server', 0],
      ['client', 0],
      ['server', 0],
    ]);
  });

  test('a socket connected to itself is all client', () => {
    const own = (flags: string): Buffer =>
      ethernet(0x0800, ipv4(6, tcp({ flags, fromPort: 40000, toPort: 40000 }), { to: clientAddress, id: 0 }));
    const { conversations } = group(own('S'), own('SA'), own('A'));
    expect(conversations).toMatchObject([
      { turns: [{ from: 'client' }, { from: 'client' }, { from: 'client' }] },
    ]);
  });

  test('two machines may use the same port', () => {
    const same = { fromPort: 5000, toPort: 5000 };
    const conversation = talk()
      .client({ flags: 'S', ...same })
      .server({ flags: 'RA', ack: 1, ...same })
      .conversation();
    expect(conversation.turns.map(({ from }) => from)).toEqual(['client', 'server']);
  });

  test('in the middle the lower port is the server, whoever speaks first', () => {
    const middle = talk()
      .server({ flags: 'PA', seq: 900, ack: 30, data: 'abc' })
      .client({ flags: 'A', seq: 30, ack: 903 });
    expect(middle.conversation()).toMatchObject({ ...ends, began: 'middle' });
    expect(middle.conversation().turns.map(({ seq, ack }) => [seq, ack])).toEqual([
      [1, 1],
      [1, 4],
    ]);
  });

  test('a SYN after the middle begins anew', () => {
    const { conversations } = talk()
      .client({ flags: 'A', seq: 10, ack: 10 })
      .client({ flags: 'S', seq: 99 })
      .grouped();
    expect(conversations.map(({ began }) => began)).toEqual(['middle', 'start']);
  });

  test('a capture that begins with the SYN-ACK knows who is the server', () => {
    const conversation = talk()
      .server({ flags: 'SA', ack: 1 })
      .client({ flags: 'A', seq: 1, ack: 1 })
      .conversation();
    expect(conversation).toMatchObject({ ...ends, began: 'start' });
    expect(conversation.turns.map(({ seq, ack }) => [seq, ack])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  test('a reset alone is told', () => {
    expect(talk().server({ flags: 'R', seq: 77 }).conversation()).toMatchObject({ ...ends, began: 'middle' });
  });

  test('a server without memory may begin each SYN-ACK elsewhere', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .server({ flags: 'SA', ack: 1 })
      .server({ flags: 'SA', seq: 64, ack: 1, at: 1000 })
      .client({ flags: 'A', seq: 1, ack: 65 })
      .server({ flags: 'PA', seq: 65, ack: 1, data: 'hi' })
      .conversation();
    expect(conversation.turns.at(-1)).toMatchObject({ seq: 1, newBytes: 2, marks: [] });
  });

  test('windows in bytes: scaled when both sides have said so, never in a SYN', () => {
    const scale = u8(3, 3, 7, 0);
    const windows = (serverOptions: Buffer): unknown =>
      talk()
        .client({ flags: 'S', options: scale, window: 500 })
        .server({ flags: 'SA', ack: 1, options: serverOptions, window: 600 })
        .client({ flags: 'A', seq: 1, ack: 1, window: 5 })
        .conversation()
        .turns.map(({ windowBytes }) => windowBytes);
    expect(windows(scale)).toEqual([500, 600, 640]);
    expect(windows(u8())).toEqual([500, 600, 5]);
  });
});

describe('what is remarkable about a packet', () => {
  const hello = { flags: 'PA', seq: 1, ack: 1, data: 'hello' };

  test('sent again, and again what was acknowledged', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .client({ ...hello, at: 204 })
      .server({ flags: 'A', seq: 1, ack: 6, at: 205 })
      .client({ ...hello, at: 612 })
      .conversation();
    expect(marksOf(conversation).slice(4)).toEqual([['retransmission'], [], ['retransmission', 'spurious']]);
    expect(conversation.turns.reduce((sum, { newBytes }) => sum + newBytes, 0)).toBe(5);
  });

  test('sent again with more', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .client({ ...hello, data: 'hello world', at: 204 })
      .conversation();
    expect(conversation.turns.at(-1)).toMatchObject({ marks: ['retransmission'], newBytes: 6 });
  });

  test('FIN and SYN-ACK sent again', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .server({ flags: 'SA', ack: 1 })
      .server({ flags: 'SA', ack: 1, at: 1000 })
      .client({ flags: 'FA', seq: 1, ack: 1, at: 1001 })
      .client({ flags: 'FA', seq: 1, ack: 1, at: 1210 })
      .conversation();
    expect(marksOf(conversation)).toEqual([[], [], ['retransmission'], [], ['retransmission']]);
  });

  describe('a hole that is filled', () => {
    const filled = (
      id: number,
      at: number,
      options: [Buffer, Buffer] = [u8(), u8()],
      version: 4 | 6 = 4,
    ): Mark[][] =>
      marksOf(
        talk(version)
          .open()
          .client({ ...hello, id: 200, at: 10 })
          .client({ ...hello, seq: 11, id: 202, at: 11, options: options[0] })
          .client({ ...hello, seq: 6, id, at, options: options[1] })
          .conversation(),
      ).map((marks) => [...marks]);

    test.for([
      ['its number is lower: it was overtaken', 201, 60, 'out-of-order'],
      ['its number is higher: it was sent again', 203, 11.2, 'retransmission'],
      ['no number, at once: it was overtaken', 0, 12, 'out-of-order'],
      ['no number, later: it was sent again', 0, 60, 'retransmission'],
    ] as const)('%s', ([, id, at, mark]) => {
      expect(filled(id, at).slice(3)).toEqual([[], ['gap-before'], [mark]]);
    });

    test('IPv6 has no number, but TCP may have a clock', () => {
      expect(filled(0, 60, [timestamps(500), timestamps(499)], 6).at(-1)).toEqual(['out-of-order']);
      expect(filled(0, 11.5, [timestamps(500), timestamps(501)], 6).at(-1)).toEqual(['retransmission']);
      expect(filled(0, 12, [timestamps(500), timestamps(500)], 6).at(-1)).toEqual(['out-of-order']);
    });

    test('only what fills it is new', () => {
      const conversation = talk()
        .open()
        .client({ ...hello, seq: 6 })
        .client({ ...hello, data: 'hello hel', at: 300 })
        .client({ ...hello, seq: 3, data: 'llo', at: 600 })
        .conversation();
      expect(conversation.turns.slice(3).map(({ newBytes }) => newBytes)).toEqual([5, 5, 0]);
    });
  });

  test('the window closes, is asked for, and opens', () => {
    const conversation = talk()
      .open()
      .client(hello)
      .server({ flags: 'A', seq: 1, ack: 6, window: 0 })
      .client({ flags: 'A', seq: 5, ack: 1, at: 210 })
      .server({ flags: 'A', seq: 1, ack: 6, window: 0, at: 211 })
      .server({ flags: 'A', seq: 1, ack: 6, window: 900, at: 500 })
      .server({ flags: 'A', seq: 1, ack: 6, window: 1900, at: 501 })
      .conversation();
    expect(marksOf(conversation).slice(4)).toEqual([
      ['zero-window'],
      ['window-probe'],
      ['probe-answer', 'still-zero-window'],
      ['window-open'],
      ['window-update'],
    ]);
  });

  test('a keep-alive without a byte and with an old one, and their answers', () => {
    const conversation = talk()
      .open()
      .client({ flags: 'A', seq: 0, ack: 1, at: 1000 })
      .server({ flags: 'A', seq: 1, ack: 1, at: 1001 })
      .client({ ...hello, at: 1002 })
      .server({ flags: 'A', seq: 1, ack: 6, at: 1003 })
      .client({ flags: 'A', seq: 5, ack: 1, data: '\0', at: 3000 })
      .server({ flags: 'A', seq: 1, ack: 6, at: 3001 })
      .conversation();
    expect(marksOf(conversation).slice(3)).toEqual([
      ['keep-alive'],
      ['probe-answer'],
      [],
      [],
      ['keep-alive'],
      ['probe-answer'],
    ]);
    expect(conversation.turns.map(({ newBytes }) => newBytes)).toEqual([0, 0, 0, 0, 0, 5, 0, 0, 0]);
  });

  test('one byte sent again soon is no keep-alive', () => {
    const byte = { flags: 'PA', seq: 1, ack: 1, data: 'x' };
    const conversation = talk()
      .open()
      .client(byte)
      .server({ flags: 'A', seq: 1, ack: 2 })
      .client({ ...byte, at: 210 })
      .conversation();
    expect(marksOf(conversation).at(-1)).toEqual(['retransmission', 'spurious']);
  });

  test('FIN, SYN and SYN-ACK sent again after they were acknowledged are no keep-alives', () => {
    const late = talk()
      .open()
      .client({ flags: 'S', at: 1000 })
      .server({ flags: 'SA', ack: 1, at: 1001 })
      .client({ flags: 'FA', seq: 1, ack: 1, at: 1002 })
      .server({ flags: 'A', seq: 1, ack: 2, at: 1003 })
      .client({ flags: 'FA', seq: 1, ack: 1, at: 2500 })
      .client({ flags: 'R', seq: 1, at: 2600 });
    const again = ['retransmission', 'spurious'];
    expect(marksOf(late.conversation()).slice(3)).toEqual([again, again, [], [], again, []]);
  });

  test('an acknowledgement that says the same while more was sent', () => {
    const conversation = talk()
      .open()
      .server({ flags: 'A', seq: 1, ack: 1 })
      .client({ ...hello, seq: 6 })
      .server({ flags: 'A', seq: 1, ack: 1 })
      .conversation();
    expect(marksOf(conversation).slice(3)).toEqual([[], ['gap-before'], ['duplicate-ack']]);
  });

  describe('copies', () => {
    const copied = (first: object, second: object, version: 4 | 6 = 4): readonly Mark[] | undefined =>
      marksOf(
        talk(version)
          .open()
          .client({ ...hello, at: 10, ...first })
          .client({ ...hello, at: 10.5, ...second })
          .conversation(),
      ).at(-1);

    test.for([
      ['the same number', { id: 7 }, { id: 7, at: 1500 }, 4, ['copy']],
      ['another number', { id: 7 }, { id: 8 }, 4, ['retransmission']],
      ['the same number long after', { id: 7 }, { id: 7, at: 3000 }, 4, ['retransmission']],
      ['no number, at once', { id: 0 }, { id: 0 }, 4, ['copy']],
      ['no number, later', { id: 0 }, { id: 0, at: 14 }, 4, ['retransmission']],
      ['IPv6, at once', {}, {}, 6, ['copy']],
      ['IPv6, another time in it', {}, { options: timestamps(9) }, 6, ['retransmission']],
      ['other bytes', { id: 7 }, { id: 7, data: 'HELLO' }, 4, ['retransmission']],
      ['another window', { id: 7 }, { id: 7, window: 1 }, 4, ['retransmission']],
    ] as const)('%s', ([, first, second, version, marks]) => {
      expect(copied(first, second, version)).toEqual(marks);
    });

    test('IPv6: what comes after a word of the other side is no copy', () => {
      const conversation = talk(6)
        .open()
        .client({ ...hello, at: 10 })
        .server({ flags: 'A', seq: 1, ack: 1, at: 10.1 })
        .client({ ...hello, at: 10.2 })
        .conversation();
      expect(marksOf(conversation).at(-1)).toEqual(['retransmission']);
    });

    test('bare acknowledgements without a number are not told apart', () => {
      const ack = { flags: 'A', seq: 1, ack: 1, id: 0 };
      expect(marksOf(talk().open().client(ack).client(ack).conversation()).at(-1)).toEqual([]);
      expect(
        marksOf(
          talk()
            .open()
            .client({ ...ack, id: 7 })
            .client({ ...ack, id: 7 })
            .conversation(),
        ).at(-1),
      ).toEqual(['copy']);
    });

    test('at another interface the capture made it', () => {
      const cooked = (interfaceIndex: number, kind: number, packet: Buffer): Buffer =>
        join(u16(0x0800, 0), u32(interfaceIndex), u16(1), u8(kind, 6), Buffer.alloc(8), packet);
      const seen = (...frames: Buffer[]): unknown =>
        groupConversations(parsePackets(frames.map((frame) => record(frame, 0, 276)))).conversations.map(
          marksOf,
        );
      const syn = ipv4(6, tcp({ flags: 'S' }), { id: 7 });
      const ping = ipv4(17, udp('hello'));
      expect(seen(cooked(2, 0, syn), cooked(3, 0, syn), cooked(3, 4, syn))).toEqual([
        [[], ['elsewhere'], ['elsewhere']],
      ]);
      expect(seen(cooked(2, 0, ping), cooked(3, 0, ping))).toEqual([[[], ['elsewhere']]]);
      expect(seen(cooked(2, 0, ping), cooked(2, 0, ping))).toEqual([[[], []]]);
      const question = (interfaceIndex: number, target: string): Buffer =>
        join(
          u16(0x0806, 0),
          u32(interfaceIndex),
          u16(1),
          u8(0, 6),
          Buffer.alloc(8),
          arp(1, '10.0.0.3', target),
        );
      expect(seen(question(2, '10.0.0.9'), question(3, '10.0.0.9'))).toEqual([[[], ['elsewhere']]]);
      expect(seen(question(2, '10.0.0.9'), question(2, '10.0.0.9'))).toEqual([[[], []]]);
    });
  });
});

describe('UDP conversations', () => {
  test('the first to send is the client; the same words again are another datagram', () => {
    const { conversations } = group(
      datagram('hello'),
      datagram('HELLO', { from: serverAddress, to: clientAddress }, 8080, 40000),
      datagram('hello'),
      datagram('hello', {}, 40001, 8080),
    );
    expect(conversations).toMatchObject([
      { transport: 'udp', ...ends, began: 'start' },
      { client: { port: 40001 } },
    ]);
    expect(conversations.map(({ turns }) => turns.map(({ from, newBytes }) => [from, newBytes]))).toEqual([
      [
        ['client', 5],
        ['server', 5],
        ['client', 5],
      ],
      [['client', 5]],
    ]);
  });

  test('a copy carries no new bytes', () => {
    const { conversations } = group(
      datagram('hello', { id: 4 }),
      datagram('hello', { id: 4 }),
      datagram('hello', { id: 5 }),
    );
    expect(conversations[0]?.turns.map(({ marks, newBytes }) => [marks, newBytes])).toEqual([
      [[], 5],
      [['copy'], 0],
      [[], 5],
    ]);
  });

  test('later fragments belong to the first', () => {
    const piece = (data: Buffer, offset: number, more: boolean, id: number): Buffer =>
      ethernet(0x0800, ipv4(17, data, { id, fragment: { offset, more } }));
    const whole = udp('x'.repeat(40));
    const { conversations, others } = group(
      piece(whole.subarray(0, 24), 0, true, 6),
      piece(whole.subarray(24), 24, false, 6),
      piece(whole.subarray(24), 24, false, 7),
    );
    expect(conversations[0]?.turns.map(({ from, newBytes }) => [from, newBytes])).toEqual([
      ['client', 40],
      ['client', 0],
    ]);
    expect(others).toMatchObject([{ index: 2, reason: 'fragment from byte 24 of datagram 7' }]);
  });
});

describe('ICMP', () => {
  test('an error belongs to the conversation that it quotes, whoever sends it', () => {
    const conversation = talk()
      .client({ flags: 'S' })
      .raw(complaint(3, 1))
      .raw(complaint(3, 1, { from: '10.0.0.1' }))
      .raw(complaint(3, 1, { from: clientAddress }))
      .raw(complaint(3, 1, { from: clientAddress, back: true }))
      .conversation();
    expect(conversation.turns.map(({ from, about }) => [from, about])).toEqual([
      ['client', undefined],
      ['server', 'client'],
      ['other', 'client'],
      ['client', 'client'],
      ['client', 'server'],
    ]);
  });

  test('of several conversations on the same ports, to the one that has the number', () => {
    const two = talk().client({ flags: 'S' }).client({ flags: 'S', seq: 5000 });
    const lengths = (seq: number): number[] =>
      groupConversations(parsePackets([...two.records, record(complaint(3, 1, { seq }))])).conversations.map(
        ({ turns }) => turns.length,
      );
    expect(lengths(1000)).toEqual([2, 1]);
    expect(lengths(6000)).toEqual([1, 2]);
    expect(lengths(99)).toEqual([1, 2]);
  });

  test('the same message again is a copy, about another packet it is not', () => {
    const twice = talk()
      .client({ flags: 'S' })
      .raw(complaint(3, 1))
      .raw(complaint(3, 1))
      .raw(complaint(3, 1, { seq: 1001 }));
    expect(marksOf(twice.conversation())).toEqual([[], [], ['copy'], []]);
    const others = talk()
      .client({ flags: 'S' })
      .raw(complaint(3, 1))
      .raw(complaint(3, 3))
      .raw(complaint(11, 1));
    expect(marksOf(others.conversation())).toEqual([[], [], [], []]);
  });

  test('alone it begins one, and the SYN that comes after joins it', () => {
    const alone = talk().raw(complaint(3, 3));
    expect(alone.conversation()).toMatchObject({
      transport: 'tcp',
      ...ends,
      began: 'middle',
      turns: [{ from: 'server' }],
    });
    expect(alone.client({ flags: 'S' }).conversation().turns).toHaveLength(2);
    const aboutServer = talk().raw(complaint(3, 3, { from: clientAddress, back: true }));
    expect(aboutServer.conversation()).toMatchObject({
      ...ends,
      turns: [{ from: 'client', about: 'server' }],
    });
  });

  test('what quotes too little, or other protocols, is kept apart', () => {
    const { conversations, others } = group(
      ethernet(0x0800, ipv4(1, icmp(3, 1, u32(0), ipv4(6, tcp({ flags: 'S' })).subarray(0, 20)))),
      ethernet(0x0800, ipv4(1, icmp(3, 1, u32(0), ipv4(132, tcp({ flags: 'S' }))))),
      ethernet(0x0800, ipv4(1, icmp(13, 0, u32(0)))),
      ethernet(0x88cc, u8(1)),
      ethernet(0x0800, u8(1)),
    );
    expect(conversations).toEqual([]);
    expect(others.map(({ index, protocol }) => [index, protocol])).toEqual([
      [0, 'icmp'],
      [1, 'icmp'],
      [2, 'icmp'],
      [3, 'other'],
      [4, 'malformed'],
    ]);
  });

  test('echoes by their identifier', () => {
    const back = { from: serverAddress, to: clientAddress };
    const { conversations } = group(
      ethernet(0x0800, ipv4(1, icmp(8, 0, u16(7, 1)))),
      ethernet(0x0800, ipv4(1, icmp(0, 0, u16(7, 1)), back)),
      ethernet(0x0800, ipv4(1, icmp(8, 0, u16(8, 1)))),
      ethernet(0x0800, ipv4(1, icmp(0, 0, u16(9, 1)), back)),
    );
    expect(
      conversations.map(({ transport, client, turns }) => [
        transport,
        client.port,
        turns.map(({ from }) => from),
      ]),
    ).toEqual([
      ['icmp', 7, ['client', 'server']],
      ['icmp', 8, ['client']],
      ['icmp', 9, ['server']],
    ]);
    expect(conversations[2]).toMatchObject({ client: { address: clientAddress } });
  });
});

describe('neighbours', () => {
  test('ARP by who asks for whom', () => {
    const ask = (sender: string, target: string): Buffer => ethernet(0x0806, arp(1, sender, target));
    const { conversations } = group(
      ask('10.0.0.3', '10.0.0.2'),
      ethernet(0x0806, arp(2, '10.0.0.2', '10.0.0.3')),
      ask('10.0.0.3', '10.0.0.9'),
      ask('10.0.0.2', '10.0.0.3'),
      ask('10.0.0.3', '10.0.0.9'),
    );
    expect(
      conversations.map(({ client, server, turns }) => [client.address, server.address, turns.length]),
    ).toEqual([
      ['10.0.0.3', '10.0.0.2', 2],
      ['10.0.0.3', '10.0.0.9', 2],
      ['10.0.0.2', '10.0.0.3', 1],
    ]);
    expect(conversations[0]?.turns.map(({ from }) => from)).toEqual(['client', 'server']);
  });

  test('NDP likewise', () => {
    const solicit = ipv6(58, icmp(135, 0, u32(0), v6('fd00::2')), { to: 'ff02::1' });
    const advert = ipv6(58, icmp(136, 0, u32(0), v6('fd00::2')), { from: 'fd00::2', to: 'fd00::3' });
    const { conversations } = group(ethernet(0x86dd, solicit), ethernet(0x86dd, advert));
    expect(conversations).toMatchObject([
      {
        ...{
          transport: 'ndp',
          client: { address: 'fd00::3', port: 0 },
          server: { address: 'fd00::2', port: 0 },
        },
        turns: [{ from: 'client' }, { from: 'server' }],
      },
    ]);
  });
});

describe('finding conversations', () => {
  const { conversations } = groupConversations(
    parsePackets([
      record(ethernet(0x0800, ipv4(6, tcp({ flags: 'S' }))), 0),
      record(datagram('x'), 10),
      record(ethernet(0x86dd, ipv6(17, udp('x', 5000, 5001))), 20),
    ]),
  );

  test.for([
    ['all', {}, [0, 1, 2]],
    ['by transport', { transport: 'udp' }, [1, 2]],
    ['by an end', { ends: ['10.0.0.3:40000'] }, [0, 1]],
    ['by an address', { ends: ['fd00::2'] }, [2]],
    ['by both ends, turned round', { ends: ['[fd00::2]:5001', '[fd00::3]:5000'] }, [2]],
    ['no such end', { ends: ['10.0.0.3:40000', '10.0.0.2:8081'] }, []],
    ['from a time on', { sinceMs: startMs + 10 }, [1, 2]],
  ] as const)('%s', ([, query, expected]) => {
    expect(findConversations(conversations, query)).toEqual(expected.map((index) => conversations[index]));
  });
});
