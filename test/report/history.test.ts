// Runs side by side: flakes, what changed, and what a scenario usually takes.

import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changes, flakes, usualMs } from '../../src/report/flakes.ts';
import { historyOf, readHistory } from '../../src/report/history.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { act, refused, results, scenario } from './sample-run.ts';

const day = (number: number): { id: string; startedAt: string } => ({
  id: `run-${number}`,
  startedAt: `2026-01-0${number}T00:00:00.000Z`,
});
const failed = { verdict: 'failed' } as const;
const whole = (runs: Parameters<typeof historyOf>[0]) => ({ ...historyOf(runs), unreadable: 0, leftOut: 0 });

test('runs stand in the order of their beginning, and a blank where one had no such scenario', () => {
  const history = historyOf([
    results([scenario('a'), scenario('b', failed)], day(2)),
    results([scenario('a', { verdict: 'unsupported' })], day(1)),
  ]);
  expect(history.runs.map(({ id }) => id)).toEqual(['run-1', 'run-2']);
  expect(history.scenarios.map(({ id, verdicts }) => [id, verdicts])).toEqual([
    ['a', 'up'],
    ['b', ' f'],
  ]);
});

test('a flake rate is the share of runs that went otherwise than most', () => {
  const history = whole([
    results([scenario('steady'), scenario('flaky'), scenario('broken', failed)], day(1)),
    results([scenario('steady'), scenario('flaky', failed), scenario('broken', failed)], day(2)),
    results([scenario('steady'), scenario('flaky'), scenario('broken', { verdict: 'unknown' })], day(3)),
    results([scenario('steady'), scenario('flaky'), scenario('broken', failed)], day(4)),
  ]);
  expect(flakes(history)).toEqual([
    { id: 'flaky', runs: 4, failed: 1, rate: 0.25 },
    { id: 'broken', runs: 3, failed: 3, rate: 0 },
    { id: 'steady', runs: 4, failed: 0, rate: 0 },
  ]);
});

test('a run whose faults were taken out makes no flake', () => {
  const injections = [{ what: 'a rule', atMs: 1, durationMs: 1 }];
  const withFault = scenario('a', { acts: [act('fault', { injections })] });
  const without = scenario('a', { ...failed, acts: [act('fault')] });
  const history = whole([results([withFault], day(1)), results([without], day(2))]);
  expect(history.runs.map(({ withoutFault }) => withoutFault)).toEqual([false, true]);
  expect(flakes(history)).toEqual([{ id: 'a', runs: 1, failed: 0, rate: 0 }]);
});

test('two runs differ in verdicts and in what programs saw', () => {
  const saw = (code: string) => ({ acts: [act('fault', { outcome: { ...refused, code } })] });
  const history = whole([
    results([scenario('same'), scenario('word', saw('ECONNREFUSED')), scenario('gone')], day(1)),
    results([scenario('same'), scenario('word', saw('ETIMEDOUT')), scenario('new')], day(2)),
  ]);
  expect(changes(history, 0, 1)).toEqual([
    { id: 'gone', before: 'passed', after: 'not run' },
    { id: 'new', before: 'not run', after: 'passed' },
    { id: 'word', before: 'passed ECONNREFUSED', after: 'passed ETIMEDOUT' },
  ]);
  expect(changes(history, 1, 1)).toEqual([]);
});

test('what a scenario usually takes is the median of the runs that passed', () => {
  const took = (durationMs: number, more = {}) =>
    results([scenario('a', { durationMs, ...more })], day(durationMs % 9 || 1));
  const history = whole([took(100), took(300), took(200), took(9000, failed)]);
  expect([usualMs(history, 'a'), usualMs(history, 'never')]).toEqual([200, undefined]);
});

test('runs on a disk: the newest forty, what is broken counted, and read once only', () => {
  const directory = temporaryDirectory();
  const put = (id: string, text: string, second: number) => {
    mkdirSync(join(directory, id));
    writeFileSync(join(directory, id, 'results.json'), text);
    utimesSync(join(directory, id, 'results.json'), second, second);
  };
  for (let number = 0; number < 45; number += 1) {
    const startedAt = new Date(number * 1000).toISOString();
    put(
      `run-${number}`,
      JSON.stringify(results([scenario('a')], { id: `run-${number}`, startedAt })),
      number + 1,
    );
  }
  put('empty', JSON.stringify(results([])), 100);
  put('broken', '{"version":1', 101);
  put('newer', '{"version":99}', 102);
  mkdirSync(join(directory, 'no-run'));
  const history = readHistory(directory);
  expect(history.runs.map(({ id }) => id)).toEqual(
    Array.from({ length: 40 }, (_, place) => `run-${place + 5}`),
  );
  expect([history.unreadable, history.leftOut]).toEqual([2, 5]);

  const kept = join(directory, '.history.json');
  expect(existsSync(kept)).toBe(true);
  // Now nobody could read it again; only a file that changes is.
  put(
    'last',
    JSON.stringify(results([scenario('a')], { id: 'last', startedAt: '2026-02-01T00:00:00.000Z' })),
    103,
  );
  writeFileSync(kept, readFileSync(kept, 'utf8').replace('"run-44"', '"run-44-as-kept"'));
  expect(
    readHistory(directory)
      .runs.map(({ id }) => id)
      .slice(-2),
  ).toEqual(['run-44', 'last']);
});
