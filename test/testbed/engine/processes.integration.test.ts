// Real processes: the child runner, the lock between processes, and which dockerd may be stopped.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { lastLines, mustRun, runChild } from '../../../src/testbed/engine/child.ts';
import { ownDaemon, stopDaemon } from '../../../src/testbed/engine/daemon.ts';
import { exclusively } from '../../../src/testbed/engine/lock.ts';
import { silentProgress } from '../../../src/testbed/engine/progress.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const node = process.execPath;

afterEach(() => vi.unstubAllEnvs());

describe('a child process', () => {
  test('gives both streams, their order and the exit code', async () => {
    const script = 'fs.writeSync(1, "one\\n"); fs.writeSync(2, "two\\nthree"); process.exitCode = 7';
    const lines: string[] = [];
    const logPath = join(temporaryDirectory(), 'child.log');
    const result = await runChild(node, ['-e', script], { logPath, onLine: (line) => lines.push(line) });
    expect(result).toMatchObject({ exitCode: 7, stdout: 'one\n', stderr: 'two\nthree', timedOut: false });
    expect(lines.sort()).toEqual(['one', 'two']);
    expect(readFileSync(logPath, 'utf8')).toHaveLength('one\ntwo\nthree'.length);
  });

  test('that does not exist is exit code 127', async () => {
    expect(await runChild('socketbed-no-such-program', [])).toMatchObject({ exitCode: 127, timedOut: false });
  });

  test('that says nothing is ended by the limit for its first output, one that speaks is not', async () => {
    const mute = await runChild(node, ['-e', 'setInterval(() => {}, 1000)'], { firstOutputMs: 300 });
    expect(mute).toMatchObject({ exitCode: 137, timedOut: true });
    const speaks = 'console.log("hi"); setTimeout(() => {}, 1500)';
    const limits = { firstOutputMs: 1000 };
    expect(await runChild(node, ['-e', speaks], limits)).toMatchObject({ exitCode: 0, timedOut: false });
  });

  test('that has to succeed and does not is an error with its last lines', async () => {
    const script = 'console.error("first\\n\\nthe disk is full"); process.exit(3)';
    const failure = { code: 'TOOL_MISSING', what: 'cannot do it' } as const;
    await expect(mustRun(node, ['-e', script], failure)).rejects.toMatchObject({
      code: 'TOOL_MISSING',
      message: expect.stringMatching(/^cannot do it: .*ended with 3\nfirst\nthe disk is full/),
    });
  });

  test('the last lines of a text are those with something in them', () => {
    expect(lastLines('a\n\nb\n \nc\n', 2)).toBe('b\nc');
  });
});

describe('a lock between processes', () => {
  test('lets one at a time in, and notes who is waited for', async () => {
    vi.stubEnv('SOCKETBED_CACHE', temporaryDirectory());
    const events: string[] = [];
    const release = Promise.withResolvers<void>();
    const first = exclusively('test', silentProgress, async () => {
      events.push('first in');
      await release.promise;
      events.push('first out');
    });
    const noted = Promise.withResolvers<string>();
    const progress = { ...silentProgress, note: noted.resolve };
    const second = exclusively('test', progress, async () => events.push('second in'));
    expect(await noted.promise).toContain(String(process.pid));
    release.resolve();
    await Promise.all([first, second]);
    expect(events).toEqual(['first in', 'first out', 'second in']);
  });

  test('is not kept by a process that died with it', async () => {
    const cache = temporaryDirectory();
    vi.stubEnv('SOCKETBED_CACHE', cache);
    const dead = spawnSync(node, ['-e', '']);
    writeFileSync(join(cache, 'test.lock'), String(dead.pid));
    expect(await exclusively('test', silentProgress, async () => 'in')).toBe('in');
    expect(existsSync(join(cache, 'test.lock'))).toBe(false);
  });
});

describe.runIf(process.platform === 'linux')('the daemon to stop', () => {
  test('is the one that was started here', async () => {
    const { child, startTicks } = await startNamed('dockerd');
    remember(child, startTicks);
    const ended = once(child, 'exit');
    expect(ownDaemon()).toMatchObject({ pid: child.pid });
    expect(await stopDaemon()).toBe(true);
    expect(await ended).toEqual([null, 'SIGTERM']);
    expect(ownDaemon()).toBeUndefined();
    expect(await stopDaemon()).toBe(false);
  });

  test.each([
    ['of another name', 'sleeper', 0],
    ['that has got the process id since', 'dockerd', 1],
  ])('is not a process %s', async (_what, name, ticksOff) => {
    const { child, startTicks } = await startNamed(name);
    remember(child, String(Number(startTicks) + ticksOff));
    expect(ownDaemon()).toBeUndefined();
    expect(await stopDaemon()).toBe(false);
    expect(child.signalCode).toBeNull();
    expect(() => process.kill(child.pid ?? 0, 0)).not.toThrow();
  });
});

/** A process that sleeps under a name, and when it was started. */
async function startNamed(name: string): Promise<{ child: ChildProcess; startTicks: string }> {
  const directory = temporaryDirectory();
  vi.stubEnv('SOCKETBED_CACHE', directory);
  const program = join(directory, name);
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  return { child, startTicks: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
}

function remember(child: ChildProcess, startTicks: string): void {
  const path = join(process.env.SOCKETBED_CACHE ?? '', 'engine.json');
  writeFileSync(path, JSON.stringify({ pid: child.pid, startTicks, logPath: '/dev/null' }));
}
