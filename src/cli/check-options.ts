// The options of `socketbed check`: their names, their words in --help, and what is read out of each by itself. What goes
// together is for check.ts to say.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ServerTransport, serverTransports } from '../check/server/server-program.ts';

export interface CheckOptions {
  readonly server?: string;
  readonly client?: string;
  readonly answer?: string;
  readonly upstream?: string;
  readonly upstreamPort?: number;
  readonly upstreamCommand?: string;
  readonly upstreamEnv?: Readonly<Record<string, string>>;
  readonly patienceMs?: number;
  readonly transport?: ServerTransport;
  readonly port?: number;
  readonly path?: string;
  readonly health?: string;
  readonly probe?: string;
  readonly expect?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly command?: string;
  readonly idleTimeoutMs?: number;
  readonly timeoutMs?: number;
  readonly startMs?: number;
  readonly graceMs?: number;
  readonly connections?: number;
  readonly file?: string;
  readonly schema?: boolean;
  readonly json?: boolean;
}

export function addCheckOptions(command: Command): void {
  command
    .option('--server <image>', 'a server: played with by good clients and bad ones')
    .option(
      '--client <image>',
      'a client: sent to good servers and bad ones; see SOCKETBED_TARGET in the README',
    )
    .addOption(
      new Option(
        '--transport <name>',
        'what the server, or the target of a client, is reached over (default: tcp)',
      ).choices(serverTransports),
    )
    .option('--port <port>', 'the TCP or UDP port that the server listens on', portNumber)
    .option(
      '--path <path>',
      'the Unix socket that the server makes, as it is in the container; its directory becomes a volume',
    )
    .option(
      '--probe <text>',
      'what a good client says first (over UDP: has to be said); \\r \\n \\xNN \\\\ are understood',
    )
    .option('--expect <text>', 'what the answer to it begins with')
    .option('--env <name=value>', 'a variable of its environment; may be given again', variable)
    .option(
      '--command <words>',
      "the command to run in it, words quoted as for a shell (default: the image's)",
    )
    .option(
      '--health <words>',
      'a command that ends with 0 in the container when the server is ready, quoted as --command',
    )
    .option(
      '--idle-timeout-ms <ms>',
      'the server promises to close clients that say nothing for so long',
      wholeNumber,
    )
    .option('--timeout-ms <ms>', 'how long a good client waits for an answer (default: 3000)', wholeNumber)
    .option(
      '--start-ms <ms>',
      'how long a server, or an upstream, may take to start (default: 15000)',
      wholeNumber,
    )
    .option(
      '--grace-ms <ms>',
      'how long it may take to end after its stop signal (default: 10000)',
      wholeNumber,
    )
    .option('--connections <number>', 'clients at once at the most (default: 200)', wholeNumber)
    .option(
      '--answer <text>',
      'what the target of a client answers to each request (default: it, in upper case)',
    )
    .option('--upstream <image>', 'a real server that answers a client: the target relays to it')
    .option('--upstream-port <port>', 'the TCP port that it listens on', portNumber)
    .option('--upstream-command <words>', "the command to run in it (default: the image's)")
    .option('--upstream-env <name=value>', 'a variable of its environment; may be given again', variable)
    .option('--patience-ms <ms>', 'how long a client may take in each case (default: 15000)', wholeNumber)
    .option('--file <path>', 'the programs to check, all of them (default: socketbed.yml, if there is one)')
    .option('--schema', 'print the schema of that file')
    .option('--json', 'print one JSON document');
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number above 0.');
}

function portNumber(text: string): number {
  if (wholeNumber(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('It has to be from 1 to 65535.');
}

function variable(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It has to be NAME=VALUE.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
