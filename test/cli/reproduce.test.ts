// Which scenarios an error, or a scenario's id, comes to.

import { expect, test } from 'vitest';
import { readCatalogue, selectScenarios } from '../../src/cli/catalogue.ts';
import { findReproduction } from '../../src/cli/reproduce.ts';
import { errorDictionary } from '../../src/errors/dictionary/index.ts';

const catalogue = readCatalogue();
const idsOf = (text: string) => findReproduction(text, catalogue).scenarios.map(({ id }) => id);

test('a scenario is itself, a folder all below it', () => {
  expect(idsOf('tcp/reset/unread-data')).toEqual(['tcp/reset/unread-data']);
  expect(idsOf('tcp/reset').length).toBeGreaterThan(5);
});

test.each([
  ['10061', 'ECONNREFUSED'],
  ['WinError 10053', 'ECONNABORTED'],
  ['ConnectionResetError', 'ECONNRESET'],
  ['Error: connect ETIMEDOUT 10.0.0.1:80', 'ETIMEDOUT'],
])('%s is reproduced as %s, by a few scenarios and the rest named', (text, id) => {
  const { entry, scenarios, more } = findReproduction(text, catalogue);
  expect(entry?.id).toBe(id);
  expect(scenarios.length).toBeGreaterThan(0);
  expect(scenarios.length).toBeLessThanOrEqual(3);
  for (const each of [...scenarios.map((scenario) => scenario.id), ...more]) {
    expect(selectScenarios(catalogue, [each])).toHaveLength(1);
  }
});

test("the original's two error notes come to their scenarios", () => {
  expect(idsOf('WinError 10053').concat(findReproduction('10053', catalogue).more)).toContain(
    'tcp/reset/handler-without-handle',
  );
  expect(idsOf('WinError 10061').concat(findReproduction('10061', catalogue).more)).toContain(
    'tcp/refused/server-killed',
  );
});

test('what no scenario produces, and what nobody knows, say so', () => {
  const unproduced = errorDictionary.find(({ scenarios }) => scenarios === null);
  expect(() => findReproduction(unproduced?.id ?? '', catalogue)).toThrow(/no scenario produces .* explain/);
  expect(() => findReproduction('ECONNREFUSE', catalogue)).toThrow('Did you mean ECONNREFUSED');
  expect(() => findReproduction('qqqqqqqq', catalogue)).toThrow(
    'no scenario and no error is called "qqqqqqqq"',
  );
});
