import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { nearestIds, readCatalogue, selectScenarios } from '../../src/cli/catalogue.ts';
import { formatTree } from '../../src/cli/list.ts';
import { formatTable } from '../../src/cli/output.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const catalogue = [
  'tcp/refused/closed-port',
  'tcp/refused/rejected',
  'tcp/refused-later',
  'udp/lost/drop',
].map((id) => ({ id, path: `scenarios/${id}.scenario.ts`, question: `Is it ${id}?` }));

const ids = (scenarios: readonly { readonly id: string }[]) => scenarios.map(({ id }) => id);

describe('the catalogue', () => {
  test('is the folder tree, with the question of each file', () => {
    const root = temporaryDirectory();
    for (const { path, question } of catalogue) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), `// ${question}\n//\n// More.\n\nimport 'x';\n`);
    }
    writeFileSync(join(root, 'scenarios/tcp/shared.ts'), '// Not a scenario?\n');
    expect(readCatalogue(root)).toEqual(catalogue.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  });

  test('of the repository has unique ids, and every scenario asks something', () => {
    const all = readCatalogue();
    expect(new Set(ids(all)).size).toBe(all.length);
    expect(all.filter(({ question }) => question === '')).toEqual([]);
    expect(ids(all)).toContain('concurrency/standing-bed');
  });
});

describe('an id', () => {
  test('selects itself and all below it, but not what only begins the same', () => {
    expect(ids(selectScenarios(catalogue, ['tcp/refused']))).toEqual([
      'tcp/refused/closed-port',
      'tcp/refused/rejected',
    ]);
    expect(ids(selectScenarios(catalogue, ['udp/', 'tcp/refused/rejected']))).toEqual([
      'tcp/refused/rejected',
      'udp/lost/drop',
    ]);
    expect(selectScenarios(catalogue, [])).toEqual(catalogue);
  });

  test('that is wrong names the nearest', () => {
    expect(nearestIds(catalogue, 'tcp/refused/close-port')[0]).toBe('tcp/refused/closed-port');
    expect(nearestIds(catalogue, 'closed-port')[0]).toBe('tcp/refused/closed-port');
    expect(nearestIds(catalogue, 'tpc')).toContain('tcp');
    expect(nearestIds(catalogue, 'dorp')).toEqual(['udp/lost/drop']);
    expect(nearestIds(catalogue, 'something/else/entirely')).toEqual([]);
    expect(() => selectScenarios(catalogue, ['udp', 'tcp/refusde'])).toThrow(/tcp\/refused/);
  });
});

test('the tree opens each folder once', () => {
  expect(stripVTControlCharacters(formatTree(catalogue)).split('\n')).toEqual([
    'tcp',
    '  refused',
    '    closed-port  Is it tcp/refused/closed-port?',
    '    rejected     Is it tcp/refused/rejected?',
    '  refused-later  Is it tcp/refused-later?',
    'udp',
    '  lost',
    '    drop         Is it udp/lost/drop?',
    '',
    '4 scenarios',
  ]);
});

test('a table counts what is seen, not the colours', () => {
  const table = formatTable(
    ['a', 'b'],
    [
      ['\u001b[32mgreen\u001b[39m', '1'],
      ['x', '2'],
    ],
  );
  expect(stripVTControlCharacters(table)).toBe('a      b\ngreen  1\nx      2');
});
