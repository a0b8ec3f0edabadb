import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/errors/outcome.ts';
import { describeKind, describeOutcome, formatDurationMs } from '../../src/evidence/describe-outcome.ts';
import type { RecordedOutcome } from '../../src/evidence/results.ts';

const atMs = 1_700_000_000_000;

describe('an outcome in words', () => {
  const table: [words: string, outcome: Outcome][] = [
    ['reply "HELLO" after 1.2 ms', { kind: 'reply', reply: 'HELLO', roundTripMs: 1, atMs, durationMs: 1.23 }],
    [
      'wrong reply "HELL" after 1.2 ms',
      { kind: 'wrong', reply: 'HELL', expected: 'HELLO', atMs, durationMs: 1.23 },
    ],
    [
      'received 5 bytes "HELLO" after 0.3 ms',
      { kind: 'received', data: Buffer.from('HELLO'), text: 'HELLO', atMs, durationMs: 0.3 },
    ],
    [
      'received 1 byte "\\u0000" from 172.18.0.2:8080 after 0.3 ms',
      { kind: 'received', data: Buffer.of(0), text: '\0', from: '172.18.0.2:8080', atMs, durationMs: 0.3 },
    ],
    [
      'received 0 bytes "" after 0.3 ms',
      { kind: 'received', data: Buffer.of(), text: '', atMs, durationMs: 0.3 },
    ],
    [
      'connected to 172.18.0.2:8080 after 0.4 ms',
      { kind: 'connected', local: '172.18.0.3:1', peer: '172.18.0.2:8080', atMs, durationMs: 0.4 },
    ],
    [
      'accepted from 172.18.0.3:1 after 20 ms',
      { kind: 'accepted', local: '172.18.0.2:8080', peer: '172.18.0.3:1', atMs, durationMs: 20.4 },
    ],
    ['accepted after 20 ms', { kind: 'accepted', local: '/run/a.sock', peer: '', atMs, durationMs: 20.4 }],
    ['bound to 0.0.0.0:8080', { kind: 'bound', local: '0.0.0.0:8080', atMs, durationMs: 0.1 }],
    ['listening on /run/a.sock', { kind: 'listening', local: '/run/a.sock', atMs, durationMs: 0.1 }],
    ['done', { kind: 'done', local: '/run/a.sock', atMs, durationMs: 0.1 }],
    [
      'resolved to fd00::5, 172.18.0.5 after 1.2 ms',
      { kind: 'resolved', addresses: ['fd00::5', '172.18.0.5'], atMs, durationMs: 1.23 },
    ],
    ['sent 5 bytes', { kind: 'sent', bytes: 5, atMs, durationMs: 0.1 }],
    [
      'refused (ECONNREFUSED connect) after 0.4 ms',
      { kind: 'refused', code: 'ECONNREFUSED', errno: 111, syscall: 'connect', atMs, durationMs: 0.4 },
    ],
    ['closed (recv) after 0.4 ms', { kind: 'closed', syscall: 'recv', bytes: 0, atMs, durationMs: 0.4 }],
    [
      'closed (recv) after 0.4 ms, with 3 bytes "HEL"',
      { kind: 'closed', syscall: 'recv', data: Buffer.from('HEL'), atMs, durationMs: 0.4 },
    ],
    ['timeout (recv) after 500 ms', { kind: 'timeout', syscall: 'recv', atMs, durationMs: 500.2 }],
    [
      'timeout (send) after 12.0 s, with 9 bytes',
      { kind: 'timeout', syscall: 'send', bytes: 9, atMs, durationMs: 12_003 },
    ],
  ];
  test.each(table)('%s', (words, outcome) => {
    expect(describeOutcome(outcome)).toBe(words);
  });

  test('that was recorded: the beginning of its bytes, and how many there were', () => {
    const recorded: RecordedOutcome = { kind: 'received', text: 'HEL', bytes: 4096, atMs, durationMs: 2 };
    expect(describeOutcome(recorded)).toBe('received 4096 bytes "HEL" after 2.0 ms');
    expect(describeOutcome({ kind: 'reply', text: 'HELLO', bytes: 5, atMs, durationMs: 2 })).toBe(
      'reply "HELLO" after 2.0 ms',
    );
  });

  test('is cut where its text is long, between whole characters', () => {
    const words = describeOutcome({ kind: 'reply', text: '😀'.repeat(61), atMs, durationMs: 1 });
    expect(words).toBe(`reply "${'😀'.repeat(60)}"... after 1.0 ms`);
  });
});

test('a kind in words', () => {
  expect(describeKind('refused', { code: 'ECONNREFUSED', syscall: 'connect' })).toBe(
    'refused (ECONNREFUSED connect)',
  );
  expect(describeKind('reset', { code: 'ECONNRESET' })).toBe('reset (ECONNRESET)');
  expect(describeKind('closed', { syscall: 'recv' })).toBe('closed (recv)');
  expect(describeKind('reply')).toBe('reply');
});

test.each([
  [0, '0.0 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [9999.4, '9999 ms'],
  [9999.6, '10.0 s'],
])('%d ms is %s', (durationMs, text) => {
  expect(formatDurationMs(durationMs)).toBe(text);
});
