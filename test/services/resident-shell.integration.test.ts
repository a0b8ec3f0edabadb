// The shell that runs the sidecar's tools: what is said comes back whole, and nothing that is said is a command.

import { expect, test } from 'vitest';
import { ResidentShell } from '../../services/sidecar/resident-shell.ts';

const timeoutMs = 10_000;
const shell = new ResidentShell();
const run = (...words: string[]) => shell.run(words, timeoutMs);

test('what a tool says, on which stream, and its exit code', async () => {
  expect(await run('sh', '-c', 'echo out; echo err >&2; exit 3')).toEqual({
    ...{ exitCode: 3, stdout: 'out\n', stderr: 'err\n' },
  });
  expect(await run('true')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test.each(["it's", '$(echo no)', '`echo no`', 'a; echo no', '"', 'two\nlines', '', '\\', '-n', 'ü'])(
  'the word %j stays one word',
  async (word) => {
    expect((await run('printf', '%s|', 'x', word)).stdout).toBe(`x|${word}|`);
  },
);

test('tools run one after the other, each with its own answer', async () => {
  const numbers = Array.from({ length: 50 }, (_, number) => String(number));
  const ran = await Promise.all(numbers.map((number) => run('echo', number)));
  expect(ran.map(({ stdout }) => stdout.trim())).toEqual(numbers);
});

test('a long answer comes whole', async () => {
  expect((await run('head', '-c', '3000000', '/dev/zero')).stdout).toHaveLength(3_000_000);
});

test('a tool that is not there ends with 127', async () => {
  expect(await run('socketbed-has-no-such-tool')).toMatchObject({ exitCode: 127, stdout: '' });
});

test('a tool that hangs is ended, and the next one runs', async () => {
  await expect(shell.run(['sleep', '1000'], 100)).rejects.toThrow('did not end in 100 ms');
  expect(await run('echo', 'next')).toMatchObject({ stdout: 'next\n' });
});

test('a shell that was killed is told, and the next tool has another one', async () => {
  await expect(run('sh', '-c', 'kill -9 $PPID')).rejects.toThrow('the shell ended with SIGKILL');
  expect(await run('echo', 'next')).toMatchObject({ stdout: 'next\n' });
});

test('a tool finds nothing on its stdin', async () => {
  expect(await run('cat')).toMatchObject({ exitCode: 0, stdout: '' });
});
