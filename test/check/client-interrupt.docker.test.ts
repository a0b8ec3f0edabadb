// A check of a client that is interrupted waits neither for the client's patience nor for its upstream; what was told before
// stays, and nothing is left in Docker.

import { expect, test } from 'vitest';
import { checkClient } from '../../src/check/client/check-client.ts';
import { checkRun, leftoversOf } from './check-run.ts';
import { programCommand, programImage } from './programs.ts';

const minutesMs = 600_000;
const client = { image: programImage, env: {}, patienceMs: minutesMs };

test('while clients hang', { timeout: 120_000 }, async () => {
  const run = checkRun();
  const interrupt = new AbortController();
  const results = await checkClient(
    { ...client, command: programCommand('no-time-out') },
    {
      ...{ run, prefix: 'client', rerun: 'again', signal: interrupt.signal },
      onChecked: ({ id }) => {
        if (id === 'client/refused') interrupt.abort();
      },
    },
  );
  expect(results.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['client/good-server', 'client/refused']),
  );
  expect(results.map(({ id }) => id)).not.toContain('client/silent-server');
  expect(await leftoversOf(run)).toEqual([]);
});

test('while an upstream does not listen', { timeout: 120_000 }, async () => {
  const run = checkRun();
  const command = ['node', '-e', 'setInterval(() => {}, 1000)'];
  const upstream = { image: programImage, command, env: {}, port: 7000, startMs: minutesMs };
  const results = await checkClient(
    { ...client, command: programCommand('good-client'), upstream },
    { run, prefix: 'client', rerun: 'again', signal: AbortSignal.timeout(3000), onChecked: () => {} },
  );
  expect(results).toEqual([]);
  expect(await leftoversOf(run)).toEqual([]);
});
