import { describe, expect, test } from 'vitest';
import { formatPretty, type LogEvent } from '../../services/log.ts';
import type { ClientEvent, RoundEvent } from '../../services/log-event.ts';
import { parsePretty } from '../../services/parse-pretty.ts';

const round: RoundEvent = {
  event: 'round',
  client: 3,
  round: 12,
  reply: 'HELLO',
  results: [
    { transport: 'tcp', outcome: 'reply', ms: 0.41 },
    { transport: 'udp', outcome: 'timeout', ms: 2001 },
    { transport: 'unix-stream', outcome: 'waiting' },
    { transport: 'unix-datagram', outcome: 'reply', ms: 12.3 },
  ],
};

const events: Record<string, ClientEvent> = {
  'a round': round,
  'a round in which nobody answered': {
    ...{ event: 'round', client: 50, round: 1000 },
    results: [{ transport: 'tcp', outcome: 'refused', ms: 0.3 }],
  },
  'an answer that looks like no answer': { ...round, reply: '-' },
  'an answer with gaps, quotes and a line end': { ...round, reply: '"A   B"\n\\' },
  'an answer beyond ASCII': { ...round, reply: 'GRüßE 你' },
  'a first failure': {
    ...{ event: 'change', client: 1, transport: 'unix-stream', from: 'start', to: 'missing' },
    ...{ code: 'ENOENT', syscall: 'connect', attempts: 0, ms: 0 },
  },
  'a later failure': {
    ...{ event: 'change', client: 1, transport: 'tcp', from: 'reply', to: 'reset' },
    ...{ code: 'ECONNRESET', syscall: 'read', attempts: 12, ms: 12_400 },
  },
  'a failure without a code': {
    ...{ event: 'change', client: 1, transport: 'udp', from: 'reply', to: 'timeout' },
    ...{ syscall: 'recv', attempts: 1, ms: 1100 },
  },
  'a failure with nothing more to say': {
    ...{ event: 'change', client: 1, transport: 'tcp', from: 'refused', to: 'closed', attempts: 2, ms: 0 },
  },
  'a recovery': {
    ...{ event: 'change', client: 1, transport: 'tcp', from: 'refused', to: 'reply', attempts: 4, ms: 4200 },
  },
  'a wrong answer': {
    ...{ event: 'change', client: 1, transport: 'tcp', from: 'reply', to: 'wrong', reply: 'HELLO   x' },
    ...{ attempts: 7, ms: 7000 },
  },
  'an end': {
    ...{ event: 'summary', client: 3, rounds: 1 },
    transports: [
      { transport: 'tcp', outcomes: { reply: 10, refused: 2 } },
      { transport: 'udp', outcomes: {} },
      { transport: 'unix-datagram', outcomes: { tooLong: 1 } },
    ],
  },
};

describe('a line and back', () => {
  test.each(Object.entries(events))('%s', (_, event) => {
    expect(parsePretty(formatPretty(event))).toEqual(event);
  });
  test.each(Object.entries(events))('%s, in colour behind the prefix of Compose', (_, event) => {
    const line = formatPretty(event, { colour: true });
    expect(line).toContain('\u001b[');
    expect(parsePretty(`\u001b[2K\u001b[36mbed-client-3  | \u001b[0m${line}\r`)).toEqual(event);
  });
});

test('what people read', () => {
  expect(formatPretty(round)).toBe(
    'client 3    #12    HELLO   tcp 0.41 ms    udp timeout 2001 ms   unix-stream waiting    unix-datagram 12.3 ms',
  );
});

describe('no line of a client', () => {
  const service: LogEvent = {
    ...{ event: 'connect', service: 'tcp', transport: 'tcp', peer: '172.18.0.6:51234' },
  };
  test.each([
    [''],
    ['client'],
    ['client 3'],
    ['client 3   up'],
    ['client 3   #1   HELLO   smoke 0.41 ms'],
    ['client 3   #1   HELLO   tcp soon'],
    ['client 3   tcp   reply -> gone after 1 attempts in 1.0 s'],
    ['client 3   #1   "\\q"   tcp 0.41 ms'],
    ['client 3   #1   "HELLO   tcp 0.41 ms'],
    ['the client 3   #1   HELLO   tcp 0.41 ms'],
    ['{"event":"ready","service":"client","index":3}'],
    [formatPretty(service)],
  ])('%s', (line) => {
    expect(parsePretty(line)).toBeUndefined();
  });
});
