import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { formatResult, formatTotals } from '../../src/cli/format-result.ts';
import type { Results, ScenarioResult } from '../../src/evidence/results.ts';

const passed: ScenarioResult = {
  id: 'tcp/refused',
  question: 'Is it refused?',
  verdict: 'passed',
  cause: 'refused (ECONNREFUSED connect) after 0.4 ms',
  durationMs: 1234,
  acts: [],
  expected: 'refused',
  failures: [],
  rerun: './socketbed run tcp/refused --seed 7',
  files: ['tcp/refused/server.log'],
};
const lines = (scenario: ScenarioResult): string[] =>
  stripVTControlCharacters(formatResult(scenario, 'results/ab')).split('\n');

test('one that passed says what came of it', () => {
  expect(lines(passed)).toEqual([
    '✔ passed  tcp/refused  1.2 s',
    '    Is it refused?',
    '    refused (ECONNREFUSED connect) after 0.4 ms',
  ]);
  expect(lines({ ...passed, question: '', cause: '' })).toEqual(['✔ passed  tcp/refused  1.2 s']);
});

test('one that failed says what failed, how to see it again, and where its files are', () => {
  const failed = {
    ...passed,
    verdict: 'failed',
    cause: 'expected a',
    failures: ['expected a\n- a\n+ b', 'c'],
  } as const;
  expect(lines(failed)).toEqual([
    '✖ failed  tcp/refused  1.2 s',
    '    Is it refused?',
    '      expected a',
    '      - a',
    '      + b',
    '      c',
    '    again  ./socketbed run tcp/refused --seed 7',
    '    files  results/ab/tcp/refused',
  ]);
});

test('a command that the failure names is not said twice', () => {
  const failures = ['expected a\n\nagain  ./socketbed run tcp/refused --seed 7'];
  const shown = lines({ ...passed, verdict: 'failed', failures });
  expect(shown.filter((line) => line.includes('again'))).toHaveLength(1);
});

test('one without evidence says why, and how to get it', () => {
  expect(lines({ ...passed, verdict: 'unknown', cause: 'the run ended before it did', files: [] })).toEqual([
    '? unknown  tcp/refused  1.2 s',
    '    Is it refused?',
    '    the run ended before it did',
    '    again  ./socketbed run tcp/refused --seed 7',
  ]);
});

test('one that cannot be says what is lacking', () => {
  expect(lines({ ...passed, verdict: 'unsupported', cause: 'the kernel has no netem' })).toEqual([
    '- unsupported  tcp/refused  1.2 s',
    '    Is it refused?',
    '    the kernel has no netem',
  ]);
});

test('totals name what has not run only where something has not', () => {
  const results: Results = {
    version: 1,
    run: {
      id: 'ab',
      seed: '7',
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 12_345,
      state: 'ended',
      versions: { socketbed: '0.1.0', node: '24.21.0' },
      host: { platform: 'linux', arch: 'x64', cpus: 2, memoryBytes: 1 },
    },
    scenarios: [passed, passed, { ...passed, verdict: 'unknown' }],
  };
  expect(formatTotals(results, 0)).toBe('2 passed, 0 failed, 0 unsupported, 1 unknown in 12 s');
  expect(formatTotals(results, 3)).toBe('2 passed, 0 failed, 0 unsupported, 1 unknown, 3 not run in 12 s');
});
