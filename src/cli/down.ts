// socketbed down: takes the standing bed away, with everything that carries its label.

import { Command } from 'commander';
import { engineStatus } from '../testbed/engine/engine.ts';
import { describeParts, stopStandingBed } from '../testbed/standing-bed.ts';
import { printJson, printLine, terminalProgress } from './output.ts';

interface DownOptions {
  readonly project?: string;
  readonly json?: boolean;
}

export function downCommand(): Command {
  return new Command('down')
    .description('take the standing bed down: containers, networks, volumes')
    .option('--project <name>', 'name of the compose project (default: from the directory)')
    .option('--json', 'print one JSON document')
    .action(down);
}

async function down({ project, json }: DownOptions): Promise<void> {
  if (!(await engineStatus()).answers) {
    if (json) printJson({ containers: [], networks: [], volumes: [] });
    else printLine('No Docker engine is running, so there is nothing to take down.');
    return;
  }
  const named = project === undefined ? {} : { project };
  const removed = await stopStandingBed({ ...named, progress: terminalProgress });
  if (json) {
    printJson(removed);
  } else if (removed.containers.length + removed.networks.length + removed.volumes.length === 0) {
    printLine(`Nothing of ${removed.project} is there.`);
  } else {
    printLine(`Removed ${describeParts(removed)} of ${removed.project}.`);
  }
}
