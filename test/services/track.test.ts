import { describe, expect, test } from 'vitest';
import { Exchange } from '../../services/exchange/exchange.ts';
import { backoffMs, Track } from '../../services/track.ts';
import type { ExchangeOutcome } from '../../src/errors/outcome.ts';

const exchange = new Exchange('tcp', () => Promise.reject(new Error('not opened here')));
const intervalMs = 1000;

const reply = (atMs: number): ExchangeOutcome => ({
  ...{ kind: 'reply', reply: 'HELLO', roundTripMs: 0, atMs, durationMs: 0 },
});
const refused = (atMs: number): ExchangeOutcome => ({
  ...{ kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', atMs, durationMs: 0 },
});

describe('the rest after failures in a row', () => {
  test('doubles from the interval up to five seconds', () => {
    expect([1, 2, 3, 4, 50].map((failures) => backoffMs(failures, 1000, 1))).toEqual([
      1000, 2000, 4000, 5000, 5000,
    ]);
  });
  test('is half of it chance', () => {
    expect(backoffMs(3, 1000, 0)).toBe(2000);
    expect(backoffMs(3, 1000, 0.5)).toBe(3000);
  });
});

describe('changes', () => {
  test('are told once, with what went before', () => {
    const track = new Track(exchange);
    expect(track.note(reply(0), intervalMs)).toBeUndefined();
    expect(track.note(reply(1000), intervalMs)).toBeUndefined();
    expect(track.note(refused(2000), intervalMs)).toEqual({
      ...{ transport: 'tcp', from: 'reply', to: 'refused', code: 'ECONNREFUSED', syscall: 'connect' },
      ...{ attempts: 2, ms: 2000 },
    });
    expect(track.note(refused(3000), intervalMs)).toBeUndefined();
    expect(track.note(reply(5000), intervalMs)).toEqual({
      ...{ transport: 'tcp', from: 'refused', to: 'reply', attempts: 2, ms: 3000 },
    });
  });

  test('a failure at the very start is one', () => {
    expect(new Track(exchange).note(refused(7), intervalMs)).toMatchObject({ from: 'start', to: 'refused' });
  });

  test('a wrong answer is told with the answer', () => {
    const wrong = { kind: 'wrong', reply: 'hallo', expected: 'HELLO', atMs: 0, durationMs: 0 } as const;
    expect(new Track(exchange).note(wrong, intervalMs)).toMatchObject({ to: 'wrong', reply: 'hallo' });
  });
});

describe('the next attempt', () => {
  test('is due at once after a reply', () => {
    const track = new Track(exchange);
    track.note(reply(100), intervalMs);
    expect(track.isDue(100)).toBe(true);
  });

  test('is put off after failures, also of several kinds, and due again after a reply', () => {
    const track = new Track(exchange);
    track.note({ kind: 'closed', atMs: 0, durationMs: 0 }, intervalMs);
    track.note(refused(0), intervalMs);
    track.note(refused(0), intervalMs);
    expect(track.isDue(1999)).toBe(false);
    expect(track.isDue(4000)).toBe(true);
    track.note(reply(4000), intervalMs);
    expect(track.isDue(4000)).toBe(true);
  });
});

test('the summary counts every outcome', () => {
  const track = new Track(exchange);
  for (const outcome of [reply(0), refused(0), refused(0)]) track.note(outcome, intervalMs);
  expect(track.summary).toEqual({ transport: 'tcp', outcomes: { reply: 1, refused: 2 } });
});
