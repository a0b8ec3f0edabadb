// The command line: arguments -> command -> exit code. The only place that sets the exit code.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { isSystemError } from '../errors/socketbed-error.ts';
import { isCheckout, projectDirectory } from '../testbed/project.ts';
import { checkCommand } from './check.ts';
import { clientCommand } from './client.ts';
import { doctorCommand } from './doctor.ts';
import { downCommand } from './down.ts';
import { engineCommand } from './engine.ts';
import { explainCommand } from './explain.ts';
import { asSocketbedError, type Ending, printCauses, printFailure } from './failure.ts';
import { listCommand } from './list.ts';
import { reportCommand } from './report.ts';
import { reproduceCommand } from './reproduce.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { testCommand } from './test.ts';
import { upCommand } from './up.ts';

const ending: Ending = { exitCode: 0 };

function program(): Command {
  const { version } = JSON.parse(readFileSync(join(projectDirectory, 'package.json'), 'utf8'));
  const command = new Command('socketbed')
    .description('Break the connection between real programs, see what your code gets, keep the packets.')
    .version(String(version))
    .option('--verbose', 'on an error, show where it came from')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  const commands = [
    upCommand(ending),
    downCommand(),
    listCommand(),
    runCommand(ending),
    reproduceCommand(ending),
    checkCommand(ending),
    explainCommand(),
    reportCommand(),
    // A package carries no tests.
    ...(isCheckout ? [testCommand(ending)] : []),
    serveCommand(),
    clientCommand(ending),
    engineCommand(ending),
    doctorCommand(ending),
  ];
  for (const each of commands) command.addCommand(inherit(command, each));
  return command;
}

// addCommand, unlike command(), hands down nothing: exitOverride and the silence of configureOutput are set by hand.
function inherit(parent: Command, child: Command): Command {
  child.copyInheritedSettings(parent);
  for (const grandchild of child.commands) inherit(child, grandchild);
  return child;
}

async function main(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const verbose = args.includes('--verbose') || process.env.DEBUG === 'socketbed';
  try {
    const command = program();
    if (args.length === 0) {
      command.outputHelp({ error: true });
      ending.exitCode = 2;
      return;
    }
    await command.parseAsync(args, { from: 'user' });
  } catch (thrown) {
    const error = asSocketbedError(thrown);
    if (error !== undefined) {
      printFailure(error, { json, verbose });
      ending.exitCode = error.exitCode;
    } else if (
      !(thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('commander.'))
    ) {
      // A bug of ours: the stack is what its report needs.
      if (thrown instanceof Error) printCauses(thrown);
      else process.stderr.write(`${thrown}\n`);
      ending.exitCode = 1;
    }
  } finally {
    process.exitCode = ending.exitCode;
  }
}

// `socketbed list | head` is no error.
process.stdout.on('error', (error) => {
  if (isSystemError(error) && error.code === 'EPIPE') process.exit(ending.exitCode);
  throw error;
});

await main(process.argv.slice(2));
