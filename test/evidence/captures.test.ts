// Real packets of a Linux kernel (see captures/make.sh) give exactly these signatures. Two networks with a router
// between them: 10.99.1.3 the client, 10.99.2.2 the server, 10.99.1.1 the router.

import { describe, expect, test } from 'vitest';
import type { Conversation, Conversations } from '../../src/evidence/conversation.ts';
import { groupConversations } from '../../src/evidence/group-conversations.ts';
import { drawLadder } from '../../src/evidence/ladder.ts';
import { parsePackets } from '../../src/evidence/parse-packet.ts';
import { readPcap } from '../../src/evidence/pcap.ts';
import { wireOf } from '../../src/evidence/read-wire.ts';
import { tellEvents } from '../../src/evidence/tell-events.ts';
import type { Wire } from '../../src/evidence/wire.ts';
import { eventsOf } from '../../src/evidence/wire-events.ts';
import { neverShows, showsInOrder } from '../../src/evidence/wire-pattern.ts';
import { captureNames, readCapture } from './captures/read-capture.ts';

const grouped = (name: string): Conversations =>
  groupConversations(parsePackets(readPcap(readCapture(name), name).records));

function only(name: string): Conversation {
  const [first, ...more] = grouped(name).conversations;
  if (first === undefined || more.length > 0)
    throw new RangeError(`${more.length + 1} conversations in ${name}`);
  return first;
}

/** Silence is as long as a machine is slow, or a little longer than asked for: only its order is looked at. */
const told = (conversation: Conversation): string[] =>
  tellEvents(eventsOf(conversation)).map((text) => text.replace(/^silence .*/, 'silence'));

const none = { client: 0, server: 0 };
const quiet = {
  ...{
    transport: 'tcp',
    began: 'start',
    opened: true,
    rejected: null,
    reset: null,
    resets: none,
    finished: [],
    icmp: [],
  },
  ...{ synRetransmits: none, retransmits: none, spuriousRetransmits: none, outOfOrder: none, copies: none },
  ...{ zeroWindows: none, windowProbes: none, keepAlives: none, unanswered: null },
} as const;

/** Without what differs from run to run: ports and times. */
function signature(name: string): object {
  const { client, server, atMs, durationMs, longestSilenceMs, ...rest } = wireOf(only(name));
  expect([client.split(':')[0], server.split(':')[0]]).not.toContain('');
  expect([atMs > 1.5e12, durationMs >= longestSilenceMs, durationMs < 30_000]).toEqual([true, true, true]);
  const timeless = ({ afterMs, forMs, ...each }: { afterMs?: number; forMs?: number }): object => {
    expect(afterMs ?? forMs).toBeLessThan(30_000);
    return each;
  };
  return {
    ...rest,
    icmp: rest.icmp.map(timeless),
    ...(rest.rejected === null ? {} : { rejected: timeless(rest.rejected) }),
    ...(rest.reset === null ? {} : { reset: timeless(rest.reset) }),
    ...(rest.unanswered === null ? {} : { unanswered: timeless(rest.unanswered) }),
  };
}

type Expected = { readonly [K in keyof Wire]?: unknown };
const opening = ['SYN', 'SYN-ACK from server'];
const bothFinished = ['FIN from client', 'FIN from server'];
const echo: Expected = {
  ...{ packets: { client: 6, server: 4 }, bytes: { client: 5, server: 5 }, finished: ['client', 'server'] },
};
const echoTold = [...opening, '5 bytes from client', '5 bytes from server', ...bothFinished];
const rejectedBy = (by: string, name: string, type: number, code: number): Expected => ({
  ...{ opened: false, rejected: { by, with: name }, bytes: none },
  icmp: [{ type, code, name, from: by, about: 'client' }],
});

const single: [name: string, told: string[], expected: Expected][] = [
  ['echo', echoTold, echo],
  ['cooked1', echoTold, echo],
  ['cooked2', echoTold, echo],
  ['nanoseconds', echoTold, echo],
  [
    'refused',
    ['SYN', 'RST from server'],
    {
      ...{ packets: { client: 1, server: 1 }, bytes: none, opened: false },
      ...{ rejected: { by: 'server', with: 'RST' }, resets: { client: 0, server: 1 } },
    },
  ],
  [
    'refused6',
    ['SYN', 'RST from server'],
    {
      ...{ packets: { client: 1, server: 1 }, bytes: none, opened: false },
      ...{ rejected: { by: 'server', with: 'RST' }, resets: { client: 0, server: 1 } },
    },
  ],
  [
    'reset',
    [...opening, '5 bytes from client', '10 bytes from server', 'RST from server'],
    {
      ...{
        packets: { client: 4, server: 4 },
        bytes: { client: 5, server: 10 },
        resets: { client: 0, server: 1 },
      },
      reset: { by: 'server', afterBytes: { client: 5, server: 10 } },
    },
  ],
  [
    'unread',
    [...opening, '5 bytes from client', 'FIN from client', 'RST from server'],
    {
      ...{
        packets: { client: 4, server: 4 },
        bytes: { client: 5, server: 0 },
        resets: { client: 0, server: 1 },
      },
      ...{ finished: ['client'], reset: { by: 'server', afterBytes: { client: 5, server: 0 } } },
    },
  ],
  [
    'half-close',
    [...opening, '5 bytes from client', 'FIN from client', '9 bytes from server', 'FIN from server'],
    { packets: { client: 6, server: 5 }, bytes: { client: 5, server: 9 }, finished: ['client', 'server'] },
  ],
  [
    'blackhole',
    ['SYN', 'silence', 'SYN again', 'silence', 'SYN again'],
    {
      ...{ packets: { client: 3, server: 0 }, bytes: none, opened: false },
      ...{ synRetransmits: { client: 2, server: 0 }, unanswered: { by: 'client', packets: 3 } },
    },
  ],
  [
    'injected',
    [...opening, '5 bytes from client', 'RST from server', 'silence', 'FIN from server', 'RST from client'],
    {
      ...{
        packets: { client: 4, server: 3 },
        bytes: { client: 5, server: 0 },
        resets: { client: 1, server: 1 },
      },
      ...{ finished: ['server'], reset: { by: 'server', afterBytes: { client: 5, server: 0 } } },
    },
  ],
  [
    'loss',
    [...opening, '5 bytes from client', '5 bytes from client again', '5 bytes from server', ...bothFinished],
    { ...echo, packets: { client: 7, server: 4 }, retransmits: { client: 1, server: 0 } },
  ],
  [
    'hole',
    [...opening, '3 bytes from client', '3 bytes from client again', '5 bytes from client', ...bothFinished],
    {
      ...{
        packets: { client: 7, server: 5 },
        bytes: { client: 11, server: 0 },
        finished: ['client', 'server'],
      },
      retransmits: { client: 1, server: 0 },
    },
  ],
  [
    'spurious',
    [
      ...[...opening, '5 bytes from client', '5 bytes from client again', 'silence'],
      ...['FIN from server', 'FIN from client'],
    ],
    {
      ...{
        packets: { client: 6, server: 5 },
        bytes: { client: 5, server: 0 },
        finished: ['server', 'client'],
      },
      ...{ retransmits: { client: 1, server: 0 }, spuriousRetransmits: { client: 1, server: 0 } },
    },
  ],
  [
    'zero-window',
    [
      ...[...opening, '2896 bytes from client', 'zero window from server', 'window probe from client'],
      ...['window probe from client', 'window open from server', '2104 bytes from client', ...bothFinished],
    ],
    {
      ...{
        packets: { client: 11, server: 9 },
        bytes: { client: 5000, server: 0 },
        finished: ['client', 'server'],
      },
      ...{ zeroWindows: { client: 0, server: 1 }, windowProbes: { client: 2, server: 0 } },
    },
  ],
  [
    'keep-alive',
    [
      ...[
        ...opening,
        '5 bytes from client',
        '5 bytes from server',
        'silence',
        'keep-alive from client',
        'silence',
      ],
      ...bothFinished,
    ],
    { ...echo, packets: { client: 7, server: 5 }, keepAlives: { client: 1, server: 0 } },
  ],
  [
    'mtu',
    [
      ...[
        ...opening,
        '1400 bytes from client',
        'ICMP frag-needed from 10.99.1.1',
        '1400 bytes from client again',
      ],
      ...bothFinished,
    ],
    {
      ...{
        packets: { client: 6, server: 3 },
        bytes: { client: 1400, server: 0 },
        finished: ['client', 'server'],
      },
      retransmits: { client: 1, server: 0 },
      icmp: [{ type: 3, code: 4, name: 'frag-needed', from: '10.99.1.1', about: 'client', mtuBytes: 1300 }],
    },
  ],
  [
    'mtu6',
    [
      ...[
        ...opening,
        '1400 bytes from client',
        'ICMP packet-too-big from fd99:1::1',
        '1400 bytes from client again',
      ],
      ...bothFinished,
    ],
    {
      ...{
        packets: { client: 6, server: 3 },
        bytes: { client: 1400, server: 0 },
        finished: ['client', 'server'],
      },
      retransmits: { client: 1, server: 0 },
      icmp: [
        { type: 2, code: 0, name: 'packet-too-big', from: 'fd99:1::1', about: 'client', mtuBytes: 1300 },
      ],
    },
  ],
  [
    'router',
    ['SYN', 'ICMP admin-prohibited from 10.99.1.1'],
    { packets: { client: 1, server: 0 }, ...rejectedBy('10.99.1.1', 'admin-prohibited', 3, 13) },
  ],
  [
    'ttl',
    ['SYN', 'ICMP ttl-exceeded from 10.99.1.1'],
    { packets: { client: 1, server: 0 }, ...rejectedBy('10.99.1.1', 'ttl-exceeded', 11, 0) },
  ],
  [
    'udp-echo',
    ['5 bytes from client', '5 bytes from server'],
    { transport: 'udp', packets: { client: 1, server: 1 }, bytes: { client: 5, server: 5 } },
  ],
  [
    'udp-closed',
    ['5 bytes from client', 'ICMP port-unreachable from server'],
    {
      ...{ transport: 'udp', packets: { client: 1, server: 1 } },
      ...{ ...rejectedBy('server', 'port-unreachable', 3, 3), bytes: { client: 5, server: 0 } },
    },
  ],
  [
    'udp-closed6',
    ['5 bytes from client', 'ICMP port-unreachable from server'],
    {
      ...{ transport: 'udp', packets: { client: 1, server: 1 } },
      ...{ ...rejectedBy('server', 'port-unreachable', 1, 4), bytes: { client: 5, server: 0 } },
    },
  ],
  [
    'duplicate',
    ['5 bytes from client', '5 bytes from client twice', '5 bytes from server'],
    {
      ...{ transport: 'udp', packets: { client: 2, server: 1 }, bytes: { client: 5, server: 5 } },
      copies: { client: 1, server: 0 },
    },
  ],
  [
    'fragments',
    ['4000 bytes from client', '4000 bytes from server'],
    { transport: 'udp', packets: { client: 3, server: 3 }, bytes: { client: 4000, server: 4000 } },
  ],
  [
    'arp',
    [
      ...[
        'ARP who-has 10.99.1.9 from client',
        'silence',
        'ARP who-has 10.99.1.9 from client again',
        'silence',
      ],
      'ARP who-has 10.99.1.9 from client again',
    ],
    {
      ...{ transport: 'arp', packets: { client: 3, server: 0 }, bytes: none, opened: false },
      unanswered: { by: 'client', packets: 3 },
    },
  ],
  [
    'ping',
    ['ICMP echo-request from client', 'ICMP echo-reply from server'],
    { transport: 'icmp', packets: { client: 1, server: 1 }, bytes: none },
  ],
];

describe('one conversation', () => {
  test.for(single)('%s', ([name, expectedTold, expected]) => {
    expect(grouped(name).others).toEqual([]);
    expect(told(only(name))).toEqual(expectedTold);
    expect(signature(name)).toEqual({ ...quiet, ...expected });
  });
});

describe('several conversations', () => {
  const signatures = (name: string): unknown[] =>
    grouped(name).conversations.map((each) => {
      const { rejected, icmp, opened, synRetransmits } = wireOf(each);
      const errors = icmp.map(({ type, code, from, about }) => [type, code, from, about]);
      return [each.server.port, rejected?.by, rejected?.with, opened, synRetransmits.client, errors];
    });
  const row = (port: number, name: string, code: number, type: number, times: number): unknown => [
    ...[port, 'server', name, false, times - 1],
    Array.from({ length: times }, () => [type, code, 'server', 'client']),
  ];

  test('every ICMP error that nft rejects with ends a connect at once', () => {
    expect(signatures('unreachable')).toEqual([
      row(9001, 'net-unreachable', 0, 3, 1),
      row(9002, 'host-unreachable', 1, 3, 1),
      row(9003, 'prot-unreachable', 2, 3, 1),
      row(9004, 'port-unreachable', 3, 3, 1),
      row(9005, 'net-prohibited', 9, 3, 1),
      row(9006, 'host-prohibited', 10, 3, 1),
      row(9007, 'admin-prohibited', 13, 3, 1),
    ]);
  });

  test('every ICMPv6 error does so at the second SYN', () => {
    expect(signatures('unreachable6')).toEqual([
      row(9001, 'no-route', 0, 1, 2),
      row(9002, 'admin-prohibited', 1, 1, 2),
      row(9003, 'addr-unreachable', 3, 1, 2),
      row(9004, 'port-unreachable', 4, 1, 2),
      row(9005, 'policy-fail', 5, 1, 2),
      row(9006, 'reject-route', 6, 1, 2),
    ]);
  });

  test('a neighbour that does not exist: three questions, then the machine tells itself', () => {
    const { conversations, others } = grouped('ndp');
    expect(others).toEqual([]);
    expect(conversations.map(told)).toEqual([
      [
        ...[
          'NDP who-has fd99:1::9 from client',
          'silence',
          'NDP who-has fd99:1::9 from client again',
          'silence',
        ],
        'NDP who-has fd99:1::9 from client again',
      ],
      ['ICMP addr-unreachable from client'],
    ]);
    expect(conversations.map((each) => wireOf(each))).toMatchObject([
      {
        transport: 'ndp',
        client: 'fd99:1::3',
        server: 'fd99:1::9',
        unanswered: { by: 'client', packets: 3 },
      },
      {
        transport: 'tcp',
        server: '[fd99:1::9]:8080',
        began: 'middle',
        rejected: { by: 'client', with: 'addr-unreachable' },
      },
    ]);
  });
});

describe('assertions as scenarios make them', () => {
  const holds: [name: string, patterns: string[], not: string[], never: string[]][] = [
    ['refused', ['SYN', 'RST from server'], ['SYN', 'SYN'], ['SYN-ACK', 'ICMP']],
    [
      'unread',
      ['FIN from client', 'RST from server'],
      ['RST', 'FIN'],
      ['FIN from server', 'data from server'],
    ],
    [
      'blackhole',
      ['SYN', 'SYN', 'SYN', 'nothing'],
      ['SYN again', 'SYN again', 'SYN again'],
      ['RST', 'ICMP', 'SYN-ACK'],
    ],
    ['udp-closed', ['data from client', 'ICMP port-unreachable'], ['data', 'nothing'], ['data from server']],
    ['reset', ['10 bytes from server', 'RST from server'], ['RST', 'data'], ['FIN', 'data again']],
    [
      'loss',
      ['5 bytes from client', 'nothing', '5 bytes from client again', '5 bytes from server'],
      ['SYN', 'nothing', '5 bytes from client again'],
      ['RST'],
    ],
    [
      'zero-window',
      ['zero window from server', 'window probe', 'window open from server', 'data from client'],
      ['window open', 'window probe'],
      ['data again'],
    ],
    [
      'mtu',
      ['1400 bytes from client', 'ICMP frag-needed from 10.99.1.1', '1400 bytes from client again'],
      ['1400 bytes from client', 'nothing', '1400 bytes from client again'],
      ['RST'],
    ],
    [
      'duplicate',
      ['data from client', 'data twice'],
      ['data twice', 'data twice'],
      ['data from client again'],
    ],
    ['hole', ['data', 'ACK from server', 'data again'], ['data again', 'data again'], ['data out of order']],
  ];
  test.for(holds)('%s', ([name, patterns, not, never]) => {
    const events = eventsOf(only(name));
    expect(showsInOrder(events, patterns)).toMatchObject({ holds: true });
    expect(showsInOrder(events, not)).toMatchObject({ holds: false });
    expect(neverShows(events, never)).toMatchObject({ holds: true });
    for (const pattern of patterns) {
      if (pattern !== 'nothing') expect(neverShows(events, [pattern])).toMatchObject({ holds: false });
    }
  });
});

test('every capture is looked at, is small, and can be drawn', () => {
  const looked = [...single.map(([name]) => name), 'unreachable', 'unreachable6', 'ndp'];
  expect(looked.toSorted()).toEqual(captureNames);
  for (const name of captureNames) {
    const file = readCapture(name);
    expect([name, file.length < 4000, readPcap(file, name).end]).toEqual([name, true, 'whole']);
    for (const conversation of grouped(name).conversations) {
      const lines = drawLadder(conversation).split('\n');
      expect(lines.length).toBeGreaterThan(conversation.turns.length);
      expect(lines.filter((line) => line.length > 100)).toEqual([]);
    }
  }
});
