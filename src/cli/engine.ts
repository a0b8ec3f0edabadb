// socketbed engine status | up | down: the Docker engine of this machine.

import { Command } from 'commander';
import { type EngineStatus, engineStatus, ensureEngine, stopEngine } from '../testbed/engine/engine.ts';
import type { Ending } from './failure.ts';
import { printJson, printLine, terminalProgress } from './output.ts';

interface EngineOptions {
  readonly json?: boolean;
}

export function engineCommand(ending: Ending): Command {
  const command = new Command('engine')
    .description('show, bring up or stop the Docker engine')
    .helpCommand(false);
  command
    .command('status')
    .description('which engine answers, and who started it')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: EngineOptions) => {
      const status = await engineStatus();
      if (!status.answers) ending.exitCode = 3;
      if (json) printJson(status);
      else printLine(formatStatus(status));
    });
  command
    .command('up')
    .description('install (Debian and Ubuntu, as root) and start an engine where none answers')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: EngineOptions) => {
      const status = await ensureEngine(terminalProgress);
      if (json) printJson(status);
      else printLine(formatStatus(status));
    });
  command
    .command('down')
    .description('stop the engine that socketbed started; another is left alone')
    .option('--json', 'print one JSON document')
    .action(async ({ json }: EngineOptions) => {
      const result = await stopEngine(terminalProgress);
      if (json) printJson({ result });
      else printLine(downMessages[result]);
    });
  return command;
}

const downMessages = {
  stopped: 'The Docker engine has stopped.',
  'left alone': 'socketbed did not start the engine that answers here, so it was left alone.',
  'not running': 'No Docker engine is running.',
} as const;

function formatStatus(status: EngineStatus): string {
  if (!status.answers) {
    return `no engine answers at ${status.address}\n${status.reason ?? ''}\nbring one up with: ./socketbed engine up`;
  }
  const lines = [
    `engine   ${status.version}`,
    `compose  ${status.composeVersion ?? 'not installed'}`,
    `address  ${status.address}`,
    `started  by ${status.startedBy}${status.pid === undefined ? '' : ` (pid ${status.pid}, log ${status.logPath})`}`,
  ];
  return lines.join('\n');
}
