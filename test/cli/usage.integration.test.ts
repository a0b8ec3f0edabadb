// The command line as a process: exit codes, and that stdout is one JSON document with --json. Needs no Docker.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runChild } from '../../src/testbed/engine/child.ts';
import { projectDirectory } from '../../src/testbed/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const main = join(projectDirectory, 'src/cli/main.ts');

/** Runs a command on a machine where `docker` cannot be reached. */
function socketbed(...args: string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SOCKETBED_CACHE: temporaryDirectory(),
    DOCKER_HOST: 'unix:///socketbed-test/nobody.sock',
  };
  return runChild(process.execPath, [main, ...args], { env });
}

describe('wrong usage ends with 2', () => {
  test.each([
    ['an unknown command', ['dwon'], 'Did you mean down?'],
    ['an unknown command below engine', ['engine', 'strat'], "unknown command 'strat'"],
    ['an unknown option', ['up', '--cleints', '3'], 'Did you mean --clients?'],
    ['no clients', ['up', '--clients', '0'], 'from 1 to 500'],
    ['too many clients', ['up', '--clients', '501'], 'from 1 to 500'],
    ['clients that are no number', ['up', '--clients', '4.5'], 'from 1 to 500'],
    ['an unknown scenario', ['list', 'concurency'], 'Did you mean concurrency'],
    ['a seed that is no number', ['run', 'udp', '--seed', 'abc'], 'a whole number'],
    ['an error that nobody knows', ['reproduce', 'qqqqqqqq'], 'no scenario and no error'],
    ['a scenario to run that is not there', ['run', 'concurrency/standing-bad'], 'concurrency/standing-bed'],
  ])('%s', async (_name, args, said) => {
    const { exitCode, stdout, stderr } = await socketbed(...args);
    expect(stderr).toMatch(/^error \[USAGE\]: /);
    expect(stderr).toContain(said);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('no command at all: the help, on stderr', async () => {
    const { exitCode, stdout, stderr } = await socketbed();
    expect(stderr).toContain('Commands:');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });
});

describe('--json', () => {
  test('makes an error the document', async () => {
    const { exitCode, stdout, stderr } = await socketbed('run', 'nowhere', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      error: { code: 'USAGE', message: 'there is no scenario nowhere', advice: expect.any(String) },
    });
  });

  test('of list is the catalogue', async () => {
    const { exitCode, stdout, stderr } = await socketbed('list', 'concurrency', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const document: { scenarios: object[] } = JSON.parse(stdout);
    expect(document.scenarios).toContainEqual({
      id: 'concurrency/standing-bed',
      path: 'scenarios/concurrency/standing-bed.scenario.ts',
      question: expect.stringMatching(/\?$/),
    });
  });
});

describe('help and version end with 0, on stdout', () => {
  test.each([['--help'], ['--version'], ['up', '--help'], ['engine', '--help']])('%s %s', async (...args) => {
    const { exitCode, stdout, stderr } = await socketbed(...args.filter((arg) => arg !== undefined));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});

describe('without an engine that answers', () => {
  test('a DOCKER_HOST that is named is not replaced by an engine of our own', async () => {
    const { exitCode, stdout } = await socketbed('up', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'ENGINE_UNREACHABLE', message: expect.stringContaining('/socketbed-test/nobody.sock') },
    });
  });

  test('engine status says so and ends with 3', async () => {
    const { exitCode, stdout } = await socketbed('engine', 'status', '--json');
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ answers: false, reason: expect.stringMatching(/./) });
  });

  test('there is nothing to take down, twice, and no engine to stop', async () => {
    for (let time = 1; time <= 2; time += 1) {
      const { exitCode, stdout } = await socketbed('down', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ containers: [], networks: [], volumes: [] });
    }
    expect((await socketbed('engine', 'down', '--json')).stdout).toContain('"not running"');
  });

  test('--verbose shows the stack of an error', async () => {
    const { stderr } = await socketbed('up', '--verbose');
    expect(stderr).toMatch(/^error \[ENGINE_UNREACHABLE\]/);
    expect(stderr).toMatch(/\n\s+at .*engine\.ts/);
  });
});
