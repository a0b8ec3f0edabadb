// What results.json looks like is promised to others by a file, and files that are older or damaged are read all the same.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { readResults, understand } from '../../src/report/read-results.ts';
import { asSchema, resultsJsonSchema, resultsSchema } from '../../src/report/results-schema.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { act, actsAround, refused, results, scenario, wireOfCapture } from './sample-run.ts';

const whole = results([scenario('tcp/refused', { acts: actsAround(wireOfCapture('refused'), refused) })]);

describe('the schema', () => {
  test('is published as JSON Schema (npm run schema makes it anew)', async () => {
    await expect(`${JSON.stringify(resultsJsonSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
      '../../schemas/results.schema.json',
    );
  });

  test('takes what is written, and gives it back as it was', () => {
    expect(resultsSchema.parse(asSchema(JSON.parse(JSON.stringify(whole))))).toEqual(
      JSON.parse(JSON.stringify(whole)),
    );
  });

  test.each([
    ['a verdict that there is not', { ...whole, scenarios: [{ ...scenario('a'), verdict: 'flaky' }] }],
    [
      'an act without its time',
      { ...whole, scenarios: [scenario('a', { acts: [{ ...act('fault'), atMs: undefined as never }] })] },
    ],
    ['a run without a seed', { ...whole, run: { ...whole.run, seed: undefined } }],
    ['another version', { ...whole, version: 0 }],
  ])('refuses %s', (_, document) => {
    expect(resultsSchema.safeParse(document).success).toBe(false);
  });
});

describe('reading', () => {
  test('a whole document has no problems', () => {
    expect(understand(whole)).toEqual({ results: whole, problems: [] });
  });

  test('a run that was killed says how many have no verdict', () => {
    const killed = {
      ...whole,
      run: { ...whole.run, state: 'running' },
      scenarios: [scenario('a', { verdict: 'unknown' }), scenario('b')],
    };
    expect(understand(killed).problems).toEqual([
      expect.stringContaining('1 of 2 scenarios that began have no verdict'),
    ]);
  });

  test('what an older version did not write is empty, and said to be missing', () => {
    const { acts: _, failures: __, files: ___, ...older } = scenario('tcp/refused');
    const read = understand({ version: 0, run: { id: 'old' }, scenarios: [older, { no: 'id' }, 'nothing'] });
    expect(read.results.scenarios).toEqual([{ ...older, acts: [], failures: [], files: [] }]);
    expect(read.results.run).toMatchObject({ id: 'old', seed: 'unknown', state: 'running' });
    expect(read.problems.join('\n')).toMatch(
      /not as this version writes it.*\n2 entries of results.json are no scenarios/,
    );
  });

  test('one act that cannot be read costs one scenario its acts, and no other', () => {
    const broken = { ...scenario('broken'), acts: [{ act: 'intermission' }] };
    const read = understand({ ...whole, scenarios: [broken, ...whole.scenarios] });
    expect(read.results.scenarios.map(({ acts }) => acts.length)).toEqual([0, 3]);
  });

  test.each([
    ['a newer version', '{"version":2}', /it has version 2, and this program knows 1/],
    ['half a document', '{"version":1,"run":', /it is not JSON/],
    ['a list', '[]', /it is no object/],
  ])('%s is refused with a reason', (_, text, reason) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, 'results.json'), text);
    expect(() => readResults(folder)).toThrow(reason);
  });

  test('a folder without results is refused with advice', () => {
    const folder = join(temporaryDirectory(), 'empty');
    mkdirSync(folder);
    expect(() => readResults(folder)).toThrow(SocketbedError);
    expect(() => readResults(folder)).toThrow(/ENOENT.*Run scenarios with/);
  });
});
