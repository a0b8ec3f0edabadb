// A project of somebody else, as the README describes it: socketbed in its node_modules, the README's configuration, and
// the README's scenario as its test.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Results } from '../../src/evidence/results.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const readme = readFileSync(join(projectDirectory, 'README.md'), 'utf8');
const sample = (of: string): string =>
  Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code ?? '').find((code) =>
    code.includes(of),
  ) ?? '';

test("the README's scenario runs in a project of its own, and leaves its results there", async () => {
  const root = temporaryDirectory();
  // As `npm install DIRECTORY` does it.
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(projectDirectory, join(root, 'node_modules/socketbed'));
  symlinkSync(join(projectDirectory, 'node_modules/vitest'), join(root, 'node_modules/vitest'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'vitest.config.ts'), sample('defineConfig').replace(/^\/\/.*\n/, ''));
  mkdirSync(join(root, 'test'));
  writeFileSync(join(root, 'test/firewalled.test.ts'), sample('scenario('));

  const env = { ...process.env, SOCKETBED_RUN_ID: '', SOCKETBED_RUN_FOLDER: '', SOCKETBED_SEED: '7' };
  const vitest = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: root,
    env,
  });
  const [output] = await Promise.all([text(vitest.stdout), once(vitest, 'close')]);
  expect(vitest.exitCode, output).toBe(0);

  const results: Results = JSON.parse(readFileSync(join(root, 'results/latest/results.json'), 'utf8'));
  expect(results.scenarios).toHaveLength(1);
  expect(results.scenarios[0]).toMatchObject({
    id: 'test/firewalled',
    verdict: 'passed',
    rerun: 'SOCKETBED_SEED=7 npx vitest run test/firewalled.test.ts',
  });
  expect(results.scenarios[0]?.files).toContain('test/firewalled/probe-1.pcap');
});

const composeProject = `
services:
  db:
    image: node:24-bookworm-slim
    init: true
    command: [node, -e, "require('net').createServer((socket) => socket.on('error', () => {}).end('x'.repeat(1000))).listen(5432)"]
  web:
    image: node:24-bookworm-slim
    init: true
    command: [node, -e, "setInterval(ask, 200);
      function ask() {
        let bytes = 0;
        require('net').connect(5432, 'db')
          .on('data', (data) => (bytes += data.length))
          .on('error', ({ code }) => console.log(bytes, code))
          .on('end', () => console.log(bytes, 'whole'));
      }"]
`;

test("the README's compose project: web gets as much of db's reply as the fault lets through", async () => {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(projectDirectory, join(root, 'node_modules/socketbed'));
  writeFileSync(join(root, 'docker-compose.yml'), composeProject);
  const [, code = ''] = /```js\n(import { composeBed.*?)```/s.exec(readme) ?? [];
  const told = "console.log(await (await bed.container('web')).line((line) => line.startsWith('100 ')));";
  writeFileSync(join(root, 'break.mjs'), `${code}\n${told}\n`);
  const program = spawn(process.execPath, ['break.mjs'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(program.stdout), once(program, 'close')]);
  expect(output).toBe('100 ECONNRESET\n');
});
