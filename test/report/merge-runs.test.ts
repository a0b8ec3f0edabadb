// Shards as one run: nothing is lost, and what stands twice is said.

import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeResults, mergeRuns } from '../../src/report/merge-runs.ts';
import { readResults } from '../../src/report/read-results.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { refused, results, SampleRun, scenario } from './sample-run.ts';

test('facts: from the first beginning to the last end, every seed, ended only if all have', () => {
  const { results: merged } = mergeResults(
    [
      results([scenario('a')], {
        id: 'one',
        seed: '1',
        startedAt: '2026-01-01T00:00:10.000Z',
        durationMs: 5_000,
      }),
      results([scenario('b')], {
        id: 'two',
        seed: '2',
        startedAt: '2026-01-01T00:00:00.000Z',
        durationMs: 20_000,
        state: 'running',
      }),
    ],
    'new',
  );
  expect(merged.run).toMatchObject({
    ...{
      id: 'new',
      seed: '1, 2',
      startedAt: '2026-01-01T00:00:00.000Z',
      durationMs: 20_000,
      state: 'running',
    },
    ...{ mergedFrom: ['one', 'two'], versions: { kernel: '6.12.0' } },
  });
  expect(merged.scenarios.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a scenario of both is the last one, and named', () => {
  const {
    results: merged,
    repeated,
    sources,
  } = mergeResults(
    [results([scenario('a'), scenario('b')]), results([scenario('a', { verdict: 'failed' })])],
    'new',
  );
  expect([merged.scenarios.map(({ verdict }) => verdict), repeated, sources.get('a')]).toEqual([
    ['failed', 'passed'],
    ['a'],
    1,
  ]);
});

test('a merged run merges again into the runs that it came from', () => {
  const first = mergeResults(
    [results([scenario('a')], { id: 'one' }), results([scenario('b')], { id: 'two' })],
    'x',
  ).results;
  const again = mergeResults([first, results([scenario('c')], { id: 'three' })], 'y').results;
  expect(again.run.mergedFrom).toEqual(['one', 'two', 'three']);
});

test('the files of both lie in one folder, which latest points to', () => {
  const [one, two, target] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()];
  const [first, second] = [new SampleRun(one, 'one'), new SampleRun(two, 'two')];
  first.addCaptured('tcp/refused/closed-port', 'refused', refused);
  second.addCaptured('udp/refused/connected', 'udp-closed', refused);
  second.add(scenario('kept/nothing'));
  first.finish();
  second.finish();
  const { folder, results: merged } = mergeRuns([first.folder, second.folder], target);
  expect(readlinkSync(join(target, 'latest'))).toBe(merged.run.id);
  expect(readResults(folder)).toEqual({ results: JSON.parse(JSON.stringify(merged)), problems: [] });
  const files = merged.scenarios.flatMap((each) => each.files);
  expect(files.length).toBe(12);
  expect(files.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
  const copied = readFileSync(join(folder, 'udp/refused/connected/probe-1.pcap'));
  expect(copied).toEqual(readFileSync(join(second.folder, 'udp/refused/connected/probe-1.pcap')));
});
