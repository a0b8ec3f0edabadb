// socketbed.yml: what can stand in it, and how a mistake is told.

import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readPlan } from '../../src/check/plan-file.ts';
import { planJsonSchema } from '../../src/check/plan-schema.ts';

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
    { name: 'worker', client: { image: 'my/worker', env: {}, patienceMs: 5000, transport: 'tcp' } },
  ]);
});

const lines = (...parts: string[]) => parts.join('\n');

test('servers on Unix sockets and UDP, and a health command', () => {
  const text = lines(
    'programs:',
    '  app:',
    '    server: my/app',
    '    transport: unix',
    '    path: /run/app//app.sock',
    '    health: [test, -S, /run/app/app.sock]',
    '  names: { server: my/dns, transport: udp, port: 53, probe: x }',
    '  web: { server: nginx, transport: tcp, port: 80 }',
  );
  const health = ['test', '-S', '/run/app/app.sock'];
  const [app, names, web] = readPlan(text, 'socketbed.yml');
  expect(app).toMatchObject({ server: { transport: 'unix', path: '/run/app/app.sock', health } });
  expect(names).toMatchObject({ server: { transport: 'udp', port: 53 } });
  expect(web).toMatchObject({ server: { port: 80 } });
});

test.each([
  [
    'transport: unix',
    ':2: programs.a.path',
    'the path of the Unix socket is not said: Add `path`, such as /run',
  ],
  ['transport: unix, path: app.sock', ':3: programs.a.path', 'is not absolute: app.sock: Give it from / on'],
  ['transport: unix, path: /app.sock', ':3: programs.a.path', 'a socket in / cannot be shared'],
  ['transport: unix, path: /run/app/', ':3: programs.a.path', '/run/app/ is a directory'],
  [`transport: unix, path: /run/${'a'.repeat(110)}`, ':3: programs.a.path', 'is longer than 107 bytes'],
  ['transport: unix, path: /run/a.sock, port: 1', ':3: programs.a.port', 'no port: Give `path` in its place'],
  ['path: /run/a.sock, port: 1', ':3: programs.a.path', 'on tcp has no path: Add `transport: unix`'],
  ['transport: udp, path: /run/a.sock', ':3: programs.a.path', 'on udp has no path'],
  ['transport: udp, probe: x', ':2: programs.a.port', 'the port of the server is not said: Add `port`'],
  ['transport: udp, port: 1', ':2: programs.a.probe', 'Add `probe`: without connections only an answer'],
  [
    'transport: udp, port: 1, probe: x, idleTimeoutMs: 1',
    ':3: programs.a.idleTimeoutMs',
    'could be idle: Leave `idleTimeoutMs` out',
  ],
  ['transport: sctp, port: 1', ':3: programs.a.transport', '"tcp"|"unix"|"udp"'],
  ['port: 1, health: ls', ':3: programs.a.health', 'expected array'],
])('a server with %s is wrong', (fields, place, said) => {
  const text = lines('programs:', '  a:', `    { server: x, ${fields} }`);
  expect(() => readPlan(text, 'socketbed.yml')).toThrow(`socketbed.yml${place}`);
  expect(() => readPlan(text, 'socketbed.yml')).toThrow(said);
});

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
