// A command that says when a server is ready: waited for at the start and after a restart, and told about when it fails.

import { expect, test } from 'vitest';
import { checkServer } from '../../src/check/server/check-server.ts';
import { restart } from '../../src/check/server/restart.ts';
import { serverDefaults } from '../../src/check/server/server-program.ts';
import { checkRun, leftoversOf } from './check-run.ts';
import { programImage } from './programs.ts';

const readyMs = 1500;
/** Answers at once; is ready later. */
const server = `
  const fs = require('node:fs');
  fs.rmSync('/tmp/ready', { force: true });
  require('node:net').createServer((socket) => socket.on('error', () => {}).resume()).listen(7000, '0.0.0.0');
  setTimeout(() => fs.writeFileSync('/tmp/ready', ''), ${readyMs});
`;

async function check(health: readonly string[], startMs: number = serverDefaults.startMs) {
  const run = checkRun();
  const results = await checkServer(
    {
      ...{ ...serverDefaults, image: programImage, command: ['node', '-e', server], env: {} },
      ...{ port: 7000, talk: {}, health, startMs },
    },
    { run, prefix: 'server', rerun: 'again', onChecked: () => {}, checks: [restart] },
  );
  expect(await leftoversOf(run)).toEqual([]);
  return results.map(({ verdict, cause, advice }) => `${verdict}: ${cause} → ${advice ?? ''}`);
}

test('it is waited for, after a restart too', async () => {
  const [answers, again] = await check(['test', '-f', '/tmp/ready'], 60_000);
  expect(answers).toMatch(/^passed: it takes connections/);
  const seconds = Number(/^passed: .* it served again ([\d.]+) s later/.exec(again ?? '')?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(readyMs / 1000);
});

test('one that never says so is told with what it printed last', async () => {
  const results = await check(['sh', '-c', 'echo still warming up >&2; exit 3'], 5000);
  expect(results).toEqual([
    expect.stringMatching(
      /^failed: its health command `sh -c .*` did not say within 5 s that it is ready: its exit code is 3; it printed last\nstill warming up → .*--start-ms/,
    ),
  ]);
});

test('one that does not end', async () => {
  const [answers] = await check(['sleep', '300'], 5000);
  expect(answers).toMatch(/did not say within 5 s that it is ready: it does not end; it printed nothing/);
});

test('one that the image has not', async () => {
  const [answers] = await check(['no-such-health', '--check'], 60_000);
  expect(answers).toMatch(/^failed: its health command cannot be run: the image has no `no-such-health` → /);
  const [compose] = await check(['CMD', 'test', '-f', '/tmp/ready'], 60_000);
  expect(compose).toMatch(/the image has no `CMD` → That is compose’s word for how to run it/);
});
