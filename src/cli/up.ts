// socketbed up: the standing bed, from a bare machine to a table of first replies.

import { join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parsePretty } from '../../services/parse-pretty.ts';
import { formatMs } from '../../services/pretty.ts';
import { protocols } from '../errors/transport.ts';
import { ensureBaseImage } from '../testbed/engine/base-image.ts';
import { ensureEngine } from '../testbed/engine/engine.ts';
import type { FirstReply, RoundLine } from '../testbed/first-replies.ts';
import { projectDirectory } from '../testbed/project.ts';
import {
  followClients,
  type StandingBed,
  type StandingBedOptions,
  startStandingBed,
  stopStandingBed,
} from '../testbed/standing-bed.ts';
import type { Ending } from './failure.ts';
import { catchInterrupt } from './interrupt.ts';
import { formatTable, paint, printJson, printLine, terminalProgress } from './output.ts';

interface UpOptions {
  readonly clients: number;
  readonly detach?: boolean;
  readonly project?: string;
  readonly json?: boolean;
}

const clientsMax = 500;
/** As a shell counts a program that Ctrl-C ended. */
const interruptedExitCode = 130;

export function upCommand(ending: Ending): Command {
  return new Command('up')
    .description('start the standing bed and show the first replies of its clients')
    .option('--clients <n>', `how many clients, 1 to ${clientsMax}`, parseClients, 4)
    .option('--detach', 'end when the clients have been answered; the bed stays up')
    .option('--project <name>', 'name of the compose project (default: from the directory)')
    .option('--json', 'print one JSON document; implies --detach')
    .action(async (options: UpOptions) => {
      if ((await up(options)) === 'interrupted') ending.exitCode = interruptedExitCode;
    });
}

function parseClients(text: string): number {
  const clients = Number(text);
  if (/^\d+$/.test(text) && clients >= 1 && clients <= clientsMax) return clients;
  throw new InvalidArgumentError(`It has to be a whole number from 1 to ${clientsMax}.`);
}

async function up({ clients, detach, project, json }: UpOptions): Promise<'up' | 'interrupted'> {
  await ensureEngine(terminalProgress);
  await ensureBaseImage(terminalProgress);
  using interrupt = catchInterrupt();
  const named = project === undefined ? {} : { project };
  try {
    const bed = await startBed({ clients, ...named, signal: interrupt.first });
    if (bed === undefined) return 'interrupted';
    if (json) printJson(bed);
    else printBed(bed);
    const isWatched = process.stdin.isTTY === true && process.stdout.isTTY === true;
    if (json || detach || !isWatched) {
      if (!json) printLeave(bed, { isAsked: detach === true, project });
      return 'up';
    }
    printLine(paint('dim', 'The clients go on; Ctrl-C takes the bed down.'));
    await followClients(bed.project, printLine, interrupt.first);
    return 'up';
  } finally {
    if (interrupt.first.aborted) await takeDown(named, interrupt.second);
  }
}

/** The clients of the compose file write for people. */
function parseLine(line: string): RoundLine | undefined {
  const event = parsePretty(line);
  return event?.event === 'round' ? event : undefined;
}

/** The bed, or undefined when Ctrl-C came first. */
async function startBed(
  options: Omit<StandingBedOptions, 'parseLine'> & { signal: AbortSignal },
): Promise<StandingBed | undefined> {
  try {
    return await startStandingBed({ ...options, parseLine, progress: terminalProgress });
  } catch (error) {
    if (options.signal.aborted) return undefined;
    throw error;
  }
}

async function takeDown(named: { project?: string }, hurry: AbortSignal): Promise<void> {
  const orderly = stopStandingBed({ ...named, progress: terminalProgress });
  const hurried = new Promise<void>((resolve) => {
    hurry.addEventListener('abort', () => resolve(), { once: true });
  }).then(() => stopStandingBed({ ...named, graceSeconds: 0 }));
  await Promise.race([orderly, hurried]);
}

function printBed({ services, clients }: StandingBed): void {
  const serviceRows = services.map(({ name, state, health, addresses }) => [
    name,
    paint(health === 'unhealthy' || state !== 'running' ? 'red' : 'green', health ?? state),
    addresses.join('  '),
  ]);
  printLine(formatTable(['service', 'state', 'listens on'], serviceRows));
  printLine();
  const clientRows = clients.map(({ index, container, replies }) => [
    String(index),
    container,
    ...protocols.map((protocol) => formatReply(replies[protocol])),
  ]);
  printLine(formatTable(['client', 'container', ...protocols], clientRows));
}

function formatReply({ text, roundTripMs }: FirstReply): string {
  return `${text} ${paint('green', formatMs(roundTripMs))}`;
}

function printLeave(
  { clients }: StandingBed,
  { isAsked, project }: { isAsked: boolean; project: string | undefined },
): void {
  const count = clients.length === 1 ? '1 client was' : `${clients.length} clients were`;
  printLine();
  if (!isAsked) printLine('No terminal here, so the bed is left up as with --detach.');
  printLine(`${count} answered over every protocol.`);
  // Compose looks for its file in the working directory only.
  const file = relative(process.cwd(), join(projectDirectory, 'docker-compose.yml'));
  const place = file === 'docker-compose.yml' ? '' : ` -f ${file}`;
  printLine(`watch  docker compose${place}${project === undefined ? '' : ` -p ${project}`} logs -f client`);
  printLine(`stop   ./socketbed down${project === undefined ? '' : ` --project ${project}`}`);
}
