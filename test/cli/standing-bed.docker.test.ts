// up and down as processes, on projects of their own: the document, the failure, Ctrl-C, and that nothing stays.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { protocols } from '../../src/errors/transport.ts';
import { runChild } from '../../src/testbed/engine/child.ts';
import { runProject } from '../../src/testbed/labels.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { type StandingBed, standingBedParts, stopStandingBed } from '../../src/testbed/standing-bed.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

function socketbed(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return runChild(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
}

/** The name of a project that is taken down when the test has finished, however it did. */
function ownProject(): string {
  const project = `${runProject(inject('run').id)}${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => void (await stopStandingBed({ project, graceSeconds: 0 })));
  return project;
}

const nothing = { containers: [], networks: [], volumes: [] };

describe('up', () => {
  test('--json is one document with every service and the first replies; down takes all of it away', async () => {
    const project = ownProject();
    const up = await socketbed(['up', '--clients', '2', '--project', project, '--json']);
    expect(up).toMatchObject({ exitCode: 0 });
    const bed: StandingBed = JSON.parse(up.stdout);
    expect(bed.services.map(({ name, health, addresses }) => ({ name, health, addresses }))).toEqual(
      expect.arrayContaining([
        { name: 'tcp', health: 'healthy', addresses: ['tcp:8080'] },
        { name: 'udp', health: 'healthy', addresses: ['udp:8080'] },
        {
          name: 'unix',
          health: 'healthy',
          addresses: expect.arrayContaining(['/run/socketbed/stream.sock', '/run/socketbed/datagram.sock']),
        },
      ]),
    );
    expect(bed.clients.map(({ index, container }) => ({ index, container }))).toEqual([
      { index: 1, container: `${project}-client-1` },
      { index: 2, container: `${project}-client-2` },
    ]);
    const reply = { text: 'HELLO', roundTripMs: expect.any(Number) };
    const replies = Object.fromEntries(protocols.map((protocol) => [protocol, reply]));
    for (const client of bed.clients) expect(client.replies).toEqual(replies);

    const down = await socketbed(['down', '--project', project, '--json']);
    expect(JSON.parse(down.stdout)).toMatchObject({ volumes: [`${project}_sockets`] });
    expect(await standingBedParts(project)).toEqual({ project, ...nothing });
    const again = await socketbed(['down', '--project', project, '--json']);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(again.stdout)).toEqual({ project, ...nothing });
  });

  test('of a service that cannot start ends with 3 and what its container said', async () => {
    const project = ownProject();
    const args = ['up', '--clients', '1', '--project', project, '--json'];
    // A setting that the services refuse, so that they end at once.
    const { exitCode, stdout } = await socketbed(args, { LOG_CONNECTIONS: 'sometimes' });
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'COMPOSE_FAILED', message: expect.stringContaining('LOG_CONNECTIONS') },
    });
  });

  test('that is interrupted takes down what it had begun', async () => {
    const project = ownProject();
    const child = spawn(process.execPath, [main, 'up', '--clients', '1', '--project', project], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit');
    for await (const line of createInterface({ input: child.stderr })) {
      if (line.includes('starting the services')) child.kill('SIGINT');
    }
    expect(await ended).toEqual([130, null]);
    expect(await standingBedParts(project)).toEqual({ project, ...nothing });
  });
});

describe('the engine', () => {
  test('that somebody else started is left alone', async () => {
    // A cache of its own: this socketbed has started nothing.
    const env = { SOCKETBED_CACHE: temporaryDirectory() };
    const status = await socketbed(['engine', 'status', '--json'], env);
    expect(JSON.parse(status.stdout)).toMatchObject({ answers: true, startedBy: 'someone else' });
    const down = await socketbed(['engine', 'down', '--json'], env);
    expect(JSON.parse(down.stdout)).toEqual({ result: 'left alone' });
    expect((await runChild('docker', ['version'])).exitCode).toBe(0);
  });

  test('that answers is used as it is: nothing is installed or started', async () => {
    const up = await socketbed(['engine', 'up', '--json'], { SOCKETBED_CACHE: temporaryDirectory() });
    expect(up).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(up.stdout)).toMatchObject({ answers: true, startedBy: 'someone else' });
  });
});
