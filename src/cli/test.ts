// socketbed test: npm test, on a machine that has first been given all it needs.

import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { ensureBaseImage } from '../testbed/engine/base-image.ts';
import { buildEnvironment } from '../testbed/engine/certificates.ts';
import { engineEnvironment, ensureEngine } from '../testbed/engine/engine.ts';
import { projectDirectory } from '../testbed/project.ts';
import type { Ending } from './failure.ts';
import { terminalProgress } from './output.ts';

export function testCommand(ending: Ending): Command {
  return new Command('test')
    .description('run the tests of socketbed itself, all of them')
    .argument('[args...]', 'passed on to vitest, after --')
    .action(async (args: string[]) => {
      const engine = await ensureEngine(terminalProgress);
      await ensureBaseImage(terminalProgress);
      ending.exitCode = await npmTest(args, engineEnvironment(engine, buildEnvironment()));
    });
}

function npmTest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn('npm', ['test', '--silent', '--', ...args], {
    cwd: projectDirectory,
    env,
    stdio: 'inherit',
  });
  child.once('error', (cause) => {
    reject(
      new SocketbedError({
        code: 'TOOL_MISSING',
        what: 'npm cannot be run',
        found: cause.message,
        advice: 'Start socketbed by its launcher ./socketbed',
        cause,
      }),
    );
  });
  // Ctrl-C reaches npm too: wait for it, so that its exit code is ours.
  const onInterrupt = () => {};
  process.on('SIGINT', onInterrupt);
  child.once('close', (code) => {
    process.off('SIGINT', onInterrupt);
    resolve(code ?? 130);
  });
  return promise;
}
