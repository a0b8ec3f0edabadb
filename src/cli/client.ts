// socketbed client: one client for one transport, without Docker; the code is the containers'.

import { Argument, Command } from 'commander';
import { clientDefaults } from '../../services/client.ts';
import { exchangeWith } from '../../services/exchange/targets.ts';
import { createLog, logFormatOf } from '../../services/log.ts';
import { stopSignal } from '../../services/program.ts';
import { allReplied, runRounds } from '../../services/rounds.ts';
import { checkMessage, parseWholeNumber, timerMsMax } from '../../services/settings.ts';
import { type Protocol, protocols } from '../errors/transport.ts';
import type { Ending } from './failure.ts';
import { localPaths } from './serve.ts';

interface ClientOptions {
  readonly message: string;
  readonly rounds?: string;
  readonly interval: string;
  readonly timeout: string;
}

const defaultTargets: Readonly<Record<Protocol, string>> = {
  tcp: '127.0.0.1:8080',
  udp: '127.0.0.1:8080',
  'unix-stream': localPaths.stream,
  'unix-datagram': localPaths.datagram,
  http: '127.0.0.1:8000',
  xmlrpc: '127.0.0.1:8001',
};

export function clientCommand(ending: Ending): Command {
  return new Command('client')
    .description('say hello to a server, again and again, and show what comes back; no Docker')
    .addArgument(new Argument('<transport>', 'how to talk to it').choices(protocols))
    .argument('[target]', 'HOST:PORT or a path (default: where `socketbed serve` serves)')
    .option('--message <text>', 'what to say', clientDefaults.message)
    .option('--rounds <n>', 'how often (default: until Ctrl-C)')
    .option('--interval <ms>', 'from one message to the next', '1000')
    .option('--timeout <ms>', 'how long to wait for each answer', String(clientDefaults.timeoutMs))
    .action((transport: Protocol, target: string | undefined, options: ClientOptions) =>
      talk(transport, target ?? defaultTargets[transport], options, ending),
    );
}

async function talk(
  transport: Protocol,
  target: string,
  options: ClientOptions,
  ending: Ending,
): Promise<void> {
  const { message, rounds } = options;
  const intervalMs = parseWholeNumber(options.interval, '--interval', { min: 0, max: timerMsMax });
  const log = createLog(logFormatOf(process.env, 'pretty'));
  const signal = stopSignal();
  const summary = await runRounds({
    client: 1,
    exchanges: [exchangeWith(transport, target, 'the target')],
    message: checkMessage(message, '--message'),
    rounds: rounds === undefined ? undefined : parseWholeNumber(rounds, '--rounds', { min: 1, max: 1e9 }),
    intervalMs: () => intervalMs,
    timeoutMs: parseWholeNumber(options.timeout, '--timeout', { min: 1, max: timerMsMax }),
    onEvent: log.write,
    signal,
  });
  log.write(summary);
  if (!signal.aborted && !allReplied(summary)) ending.exitCode = 1;
}
