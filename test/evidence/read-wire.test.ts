import { describe, expect, test } from 'vitest';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { wireOf } from '../../src/evidence/read-wire.ts';
import type { Wire } from '../../src/evidence/wire.ts';
import {
  arp,
  clientAddress,
  complaint,
  ethernet,
  icmp,
  ipv4,
  record,
  serverAddress,
  startMs,
  type Talk,
  talk,
  u16,
  u32,
  udp,
} from './frames.ts';

const wire = (said: Talk): Wire => wireOf(said.conversation());
const none = { client: 0, server: 0 };
const hello = { flags: 'PA', seq: 1, ack: 1, data: 'hello' };

test('a whole signature, as it goes into JSON', () => {
  const signature = wire(
    talk()
      .open()
      .client(hello)
      .server({ flags: 'PA', seq: 1, ack: 6, data: '0123456789', at: 4.25 })
      .server({ flags: 'RA', seq: 11, ack: 6, at: 9.5 }),
  );
  expect(JSON.parse(JSON.stringify(signature))).toEqual({
    ...{ transport: 'tcp', client: '10.0.0.3:40000', server: '10.0.0.2:8080', began: 'start' },
    ...{
      atMs: startMs,
      durationMs: 9.5,
      packets: { client: 3, server: 3 },
      bytes: { client: 5, server: 10 },
    },
    ...{ opened: true, rejected: null, resets: { client: 0, server: 1 }, finished: [], icmp: [] },
    reset: { by: 'server', afterMs: 9.5, afterBytes: { client: 5, server: 10 } },
    ...{ synRetransmits: none, retransmits: none, spuriousRetransmits: none, outOfOrder: none, copies: none },
    ...{
      zeroWindows: none,
      windowProbes: none,
      keepAlives: none,
      longestSilenceMs: 5.25,
      unanswered: { by: 'server', packets: 1, forMs: 5.25 },
    },
  });
});

describe('opening', () => {
  test('refused', () => {
    expect(wire(talk().client({ flags: 'S' }).server({ flags: 'RA', ack: 1, at: 0.5 }))).toMatchObject({
      ...{ opened: false, rejected: { by: 'server', with: 'RST', afterMs: 0.5 }, reset: null },
      ...{ resets: { client: 0, server: 1 }, unanswered: null },
    });
  });

  test('a SYN-ACK that nobody acknowledged opens nothing', () => {
    const granted = talk().client({ flags: 'S' }).server({ flags: 'SA', ack: 1 });
    expect(wire(granted)).toMatchObject({ opened: false, unanswered: { by: 'server', packets: 1 } });
    expect(wire(granted.client({ flags: 'R', seq: 1 }))).toMatchObject({
      ...{ opened: false, rejected: null, reset: { by: 'client', afterBytes: none } },
    });
  });

  test('a server that answers a SYN with a bare ACK (RFC 5961) has opened nothing', () => {
    const challenged = talk()
      .client({ flags: 'S' })
      .server({ flags: 'A', ack: 77 })
      .client({ flags: 'A', seq: 1 });
    expect(wire(challenged)).toMatchObject({ opened: false, rejected: null });
  });

  test('reset right after it was opened', () => {
    expect(wire(talk().open().server({ flags: 'RA', seq: 1, ack: 1 }))).toMatchObject({
      ...{ opened: true, rejected: null, reset: { by: 'server', afterMs: 3, afterBytes: none } },
    });
  });

  test('rejected by ICMP, of the server, a router or the client itself', () => {
    const by = (from: string): unknown =>
      wire(
        talk()
          .client({ flags: 'S' })
          .raw(complaint(3, 1, { from })),
      ).rejected;
    expect(by(serverAddress)).toEqual({ by: 'server', with: 'host-unreachable', afterMs: 1 });
    expect(by('10.0.0.1')).toEqual({ by: '10.0.0.1', with: 'host-unreachable', afterMs: 1 });
    expect(by(clientAddress)).toEqual({ by: 'client', with: 'host-unreachable', afterMs: 1 });
  });

  test('a hint, or an error about the other side or after the answer, rejects nothing', () => {
    expect(wire(talk().client({ flags: 'S' }).raw(complaint(3, 4))).rejected).toBeNull();
    expect(
      wire(
        talk()
          .client({ flags: 'S' })
          .raw(complaint(3, 1, { from: clientAddress, back: true })),
      ).rejected,
    ).toBeNull();
    const later = wire(
      talk()
        .open()
        .client(hello)
        .raw(complaint(3, 1, { seq: 1001 })),
    );
    expect(later).toMatchObject({ opened: true, rejected: null, icmp: [{ name: 'host-unreachable' }] });
  });

  test('rejected first and opened later', () => {
    const both = talk()
      .client({ flags: 'S' })
      .raw(complaint(3, 1))
      .client({ flags: 'S', at: 1000 })
      .server({ flags: 'SA', ack: 1 })
      .client({ flags: 'A', seq: 1, ack: 1 });
    expect(wire(both)).toMatchObject({
      opened: true,
      rejected: { with: 'host-unreachable' },
      synRetransmits: { client: 1, server: 0 },
    });
  });

  test('in the middle it is open, and a reset there is one', () => {
    const middle = talk().server({ flags: 'A', seq: 1, ack: 1 }).server({ flags: 'R', seq: 1 });
    expect(wire(middle)).toMatchObject({
      began: 'middle',
      opened: true,
      rejected: null,
      reset: { by: 'server' },
    });
    expect(wire(talk().server({ flags: 'R', seq: 1 }))).toMatchObject({
      opened: false,
      rejected: null,
      reset: { by: 'server' },
    });
  });
});

describe('ending', () => {
  test('who has finished, in order, once each', () => {
    const closed = talk()
      .open()
      .server({ flags: 'FA', seq: 1, ack: 1 })
      .server({ flags: 'FA', seq: 1, ack: 1, at: 210 })
      .client({ flags: 'FA', seq: 1, ack: 2 })
      .server({ flags: 'A', seq: 2, ack: 2 });
    expect(wire(closed)).toMatchObject({
      ...{
        finished: ['server', 'client'],
        reset: null,
        retransmits: { client: 0, server: 1 },
        unanswered: null,
      },
    });
  });

  test('the first reset counts, with what had been sent until then', () => {
    const broken = talk()
      .open()
      .client(hello)
      .client({ ...hello, at: 210 })
      .server({ flags: 'R', seq: 1 })
      .client({ ...hello, seq: 6 })
      .client({ flags: 'RA', seq: 11, ack: 1 });
    expect(wire(broken)).toMatchObject({
      reset: { by: 'server', afterMs: 5, afterBytes: { client: 5, server: 0 } },
      ...{ resets: { client: 1, server: 1 }, bytes: { client: 10, server: 0 } },
    });
  });
});

describe('counting', () => {
  test('each kind on its side', () => {
    const said = talk()
      .client({ flags: 'S', at: 0 })
      .client({ flags: 'S', at: 1000 })
      .server({ flags: 'SA', ack: 1, at: 1001 })
      .server({ flags: 'SA', ack: 1, at: 2001 })
      .client({ ...hello, at: 2002, id: 1 })
      .client({ ...hello, at: 2003, id: 1 })
      .server({ flags: 'A', seq: 1, ack: 6, window: 0, at: 2004 })
      .client({ ...hello, at: 2300, id: 2 })
      .client({ flags: 'A', seq: 5, ack: 1, at: 2500 })
      .server({ flags: 'A', seq: 1, ack: 6, at: 2501 })
      .client({ flags: 'A', seq: 5, ack: 1, at: 4000 })
      .server({ flags: 'PA', seq: 4, ack: 6, data: 'xyz', at: 4001, id: 12 })
      .server({ flags: 'PA', seq: 1, ack: 6, data: 'xyz', at: 4002, id: 11 });
    expect(wire(said)).toMatchObject({
      ...{ packets: { client: 7, server: 6 }, bytes: { client: 5, server: 6 } },
      synRetransmits: { client: 1, server: 1 },
      retransmits: { client: 1, server: 0 },
      spuriousRetransmits: { client: 1, server: 0 },
      outOfOrder: { client: 0, server: 1 },
      copies: { client: 1, server: 0 },
      zeroWindows: { client: 0, server: 1 },
      windowProbes: { client: 1, server: 0 },
      keepAlives: { client: 1, server: 0 },
    });
  });

  test('what the capture doubled counts for nothing', () => {
    const frame = (kind: number): Buffer =>
      Buffer.concat([u16(kind, 1, 6), Buffer.alloc(8), u16(0x0800), ipv4(17, udp('hello'), { id: 7 })]);
    const records = [frame(0), frame(4)].map((each) => record(each, 0, 113));
    const [conversation] = groupConversations(parsePackets(records)).conversations;
    expect(conversation === undefined ? undefined : wireOf(conversation)).toMatchObject({
      ...{ packets: { client: 1, server: 0 }, bytes: { client: 5, server: 0 }, copies: none },
    });
  });

  test('ICMP: who, about whom, and the MTU', () => {
    const said = talk()
      .open()
      .raw(complaint(3, 4, { from: '10.0.0.1', rest: u16(0, 1300) }))
      .raw(complaint(3, 13, { from: clientAddress, back: true, seq: 5000 }));
    expect(wire(said).icmp).toEqual([
      {
        type: 3,
        code: 4,
        name: 'frag-needed',
        from: '10.0.0.1',
        about: 'client',
        afterMs: 3,
        mtuBytes: 1300,
      },
      { type: 3, code: 13, name: 'admin-prohibited', from: 'client', about: 'server', afterMs: 4 },
    ]);
  });
});

describe('silence', () => {
  const blackhole = talk()
    .client({ flags: 'S', at: 0 })
    .client({ flags: 'S', at: 1000 })
    .client({ flags: 'S', at: 3000 })
    .conversation();

  test('to the last packet, or to the end of watching', () => {
    expect(wireOf(blackhole)).toMatchObject({
      ...{ longestSilenceMs: 2000, unanswered: { by: 'client', packets: 3, forMs: 3000 }, durationMs: 3000 },
    });
    expect(wireOf(blackhole, { untilMs: startMs + 7000 })).toMatchObject({
      ...{ longestSilenceMs: 4000, unanswered: { by: 'client', packets: 3, forMs: 7000 }, durationMs: 3000 },
    });
    expect(wireOf(blackhole, { untilMs: startMs - 1 })).toMatchObject({ longestSilenceMs: 2000 });
  });

  const unanswered: [string, Talk, unknown][] = [
    [
      'data',
      talk()
        .open()
        .client(hello)
        .client({ ...hello, at: 210 }),
      { by: 'client', packets: 2, forMs: 207 },
    ],
    [
      'data, then given up',
      talk().open().client(hello).client({ flags: 'R', seq: 6 }),
      { by: 'client', packets: 1, forMs: 1 },
    ],
    [
      'one byte',
      talk()
        .open()
        .client({ ...hello, data: 'x' }),
      { by: 'client', packets: 1, forMs: 0 },
    ],
    ['data of the server', talk().open().server(hello), { by: 'server', packets: 1, forMs: 0 }],
    ['FIN', talk().open().server({ flags: 'FA', seq: 1, ack: 1 }), { by: 'server', packets: 1, forMs: 0 }],
    [
      'keep-alives',
      talk().open().client({ flags: 'A', seq: 0, ack: 1 }),
      { by: 'client', packets: 1, forMs: 0 },
    ],
    ['data, acknowledged', talk().open().client(hello).server({ flags: 'A', seq: 1, ack: 6 }), null],
    ['an acknowledgement asks for nothing', talk().open(), null],
    ['ICMP is an answer', talk().client({ flags: 'S' }).raw(complaint(3, 1)), null],
    [
      'of whomever',
      talk()
        .client({ flags: 'S' })
        .raw(complaint(3, 1, { from: clientAddress })),
      null,
    ],
    [
      'of a third party too',
      talk()
        .client({ flags: 'S' })
        .raw(complaint(3, 1, { from: '10.0.0.1' })),
      null,
    ],
  ];
  test.for(unanswered)('unanswered: %s', ([, said, expected]) => {
    expect(wire(said).unanswered).toEqual(expected);
  });
});

describe('other transports', () => {
  const wires = (...frames: Buffer[]): Wire[] =>
    groupConversations(parsePackets(frames.map((frame, index) => record(frame, index)))).conversations.map(
      (each) => wireOf(each),
    );
  const back = { from: serverAddress, to: clientAddress };
  const ask = ethernet(0x0800, ipv4(17, udp('hello'), { id: 1 }));

  test('UDP: answered, rejected, unanswered', () => {
    expect(wires(ask, ethernet(0x0800, ipv4(17, udp('HI', 8080, 40000), back)))).toMatchObject([
      { transport: 'udp', opened: true, bytes: { client: 5, server: 2 }, rejected: null, unanswered: null },
    ]);
    const complains = ethernet(0x0800, ipv4(1, icmp(3, 3, u32(0), ipv4(17, udp('hello'))), back));
    expect(wires(ask, complains)).toMatchObject([
      {
        opened: false,
        rejected: { by: 'server', with: 'port-unreachable', afterMs: 1 },
        reset: null,
        unanswered: null,
      },
    ]);
    expect(wires(ask, ask)).toMatchObject([
      { opened: false, copies: { client: 1, server: 0 }, unanswered: { by: 'client', packets: 1, forMs: 1 } },
    ]);
  });

  test('UDP: rejected after it had been answered', () => {
    const answer = ethernet(0x0800, ipv4(17, udp('HI', 8080, 40000), back));
    const complains = ethernet(0x0800, ipv4(1, icmp(3, 3, u32(0), ipv4(17, udp('hello'))), back));
    expect(wires(ask, answer, complains)).toMatchObject([
      { opened: true, rejected: { with: 'port-unreachable' } },
    ]);
  });

  test('ARP, without ports', () => {
    const who = ethernet(0x0806, arp(1, '10.0.0.3', '10.0.0.9'));
    expect(wires(who, who)).toMatchObject([
      {
        transport: 'arp',
        client: '10.0.0.3',
        server: '10.0.0.9',
        opened: false,
        unanswered: { by: 'client', packets: 2 },
      },
    ]);
    expect(wires(who, ethernet(0x0806, arp(2, '10.0.0.9', '10.0.0.3')))).toMatchObject([
      { opened: true, unanswered: null },
    ]);
  });

  test('an echo is no error', () => {
    expect(wires(ethernet(0x0800, ipv4(1, icmp(8, 0, u16(7, 1)))))).toMatchObject([
      { transport: 'icmp', icmp: [], unanswered: { by: 'client', packets: 1 } },
    ]);
  });
});
