// socketbed.yml: what can stand in it, and how a mistake is told.

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { planJsonSchema, readPlan } from '../../src/check/plan-file.ts';

test('servers and clients, with defaults', () => {
  const text = `
programs:
  cache:
    server: redis:7
    port: 6379
    probe: "PING\\r\\n"
    env: { A: 1, B: yes }
    command: [redis-server, --save, ""]
  worker:
    client: my/worker
    patienceMs: 5000
`;
  expect(readPlan(text, 'socketbed.yml')).toEqual([
    {
      name: 'cache',
      server: {
        ...{ image: 'redis:7', port: 6379, talk: { probe: Buffer.from('PING\r\n') } },
        ...{ env: { A: '1', B: 'yes' }, command: ['redis-server', '--save', ''] },
        ...{ timeoutMs: 3000, startMs: 15_000, graceMs: 10_000, connectionsMax: 200 },
      },
    },
    { name: 'worker', client: { image: 'my/worker', env: {}, patienceMs: 5000 } },
  ]);
});

const lines = (...parts: string[]) => parts.join('\n');

test.each([
  [lines('programs:', '  a:', '    server: x'), 'socketbed.yml:2: programs.a.port'],
  [lines('programs:', '  a:', '    server: x', '    port: http'), 'socketbed.yml:4: programs.a.port'],
  [
    lines('programs:', '  a:', '    server: x', '    prot: 1', '    port: 1'),
    'socketbed.yml:4: programs.a.prot',
  ],
  [
    lines('programs:', '  a:', '    client: x', '    env:', '      A: [1]'),
    'socketbed.yml:5: programs.a.env.A',
  ],
  [lines('programs:', '  a:', '    image: x'), 'socketbed.yml:2: programs.a: says neither'],
  [lines('programs:', '  "A b": {}'), 'socketbed.yml:2: programs.A b'],
  [lines('programs: {}'), 'socketbed.yml:1: programs: names no program'],
  [lines('program: {}'), 'socketbed.yml:1: program'],
  [lines('programs:', '  a: [', '  b: }'), 'socketbed.yml:3'],
  [
    lines('programs:', '  a:', '    client: x', '    files:', '      etc: package.json'),
    'socketbed.yml:5: programs.a.files.etc',
  ],
  [
    lines('programs:', '  a:', '    client: x', '    files:', '      /etc/a: no/such/file'),
    'socketbed.yml:5: programs.a.files./etc/a: there is no',
  ],
  ['', 'socketbed.yml:1'],
])('%j is wrong at %s', (text, place) => {
  expect(() => readPlan(text, 'socketbed.yml')).toThrow(place);
});

test('files are beside the file that names them', () => {
  const text = lines('programs:', '  a:', '    client: x', '    files: { /app/a.json: ./package.json }');
  const files = { '/app/a.json': resolve('package.json') };
  expect(readPlan(text, 'socketbed.yml')).toMatchObject([{ client: { files } }]);
});

test('the schema is one for editors', () => {
  expect(planJsonSchema()).toMatchObject({
    title: 'socketbed.yml',
    properties: { programs: expect.anything() },
  });
});
