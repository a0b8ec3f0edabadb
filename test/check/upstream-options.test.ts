// How a real server behind a client's target is named in socketbed.yml.

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../../src/check/plan-file.ts';

const lines = (...parts: string[]) => parts.join('\n');

test('an upstream, with defaults, and files beside the file that names them', () => {
  const text = lines(
    'programs:',
    '  worker:',
    '    client: my/worker',
    '    upstream:',
    '      image: redis:7',
    '      port: 6379',
    '      command: [redis-server, --save, ""]',
    '      env: { A: 1 }',
    '      files: { /etc/a.json: package.json }',
  );
  const upstream = {
    ...{ image: 'redis:7', port: 6379, command: ['redis-server', '--save', ''], env: { A: '1' } },
    ...{ startMs: 15_000, files: { '/etc/a.json': resolve('package.json') } },
  };
  expect(readPlan(text, 'socketbed.yml')).toEqual([
    {
      name: 'worker',
      client: { image: 'my/worker', env: {}, patienceMs: 15_000, transport: 'tcp', upstream },
    },
  ]);
});

test.each([
  [
    lines('    transport: udp', '    upstream: { image: x, port: 1 }'),
    'socketbed.yml:5: programs.a.upstream: an upstream is reached over TCP',
  ],
  [lines('    upstream: { image: redis:7 }'), 'socketbed.yml:4: programs.a.upstream.port'],
  [lines('    upstream:', '      port: 1', '      answer: x'), 'programs.a.upstream.image'],
  [lines('    upstream: { image: x, port: 1, probe: y }'), 'socketbed.yml:4: programs.a.upstream.probe'],
  [
    lines('    upstream: { image: x, port: 1 }', '    answer: "OK"'),
    'socketbed.yml:5: programs.a.answer: there is an `upstream`, which answers',
  ],
  [
    lines('    upstream: { image: x, port: 1, files: { /a: no/such } }'),
    'socketbed.yml:4: programs.a.upstream.files./a: there is no',
  ],
])('%j is wrong at %s', (text, place) => {
  const whole = lines('programs:', '  a:', '    client: x', text);
  expect(() => readPlan(whole, 'socketbed.yml')).toThrow(place);
});
