// The client: says hello to every server it is given, in turn, for ever, and tells what came back. It survives
// whatever happens to the servers; that is what it is for.
//
// Environment: MESSAGE, TCP_TARGET, UDP_TARGET, UNIX_STREAM_PATH, UNIX_DATAGRAM_PATH, HTTP_TARGET, XMLRPC_TARGET (those left
// empty are left out), CLIENT_ROUNDS (empty: for ever), CLIENT_INTERVAL_MS, CLIENT_TIMEOUT_MS, CLIENT_INDEX, LOG_FORMAT.

import { SocketbedError } from '../src/errors/socketbed-error.ts';
import { type Protocol, protocols } from '../src/errors/transport.ts';
import type { Exchange } from './exchange/exchange.ts';
import { exchangeWith } from './exchange/targets.ts';
import { createLog, logFormatOf } from './log.ts';
import { createPace } from './pace.ts';
import { runProgram } from './program.ts';
import { findReplica } from './replica.ts';
import { allReplied, runRounds } from './rounds.ts';
import { type Environment, numberSetting, textSetting, timerMsMax } from './settings.ts';

/** Where the environment names the server of each protocol. */
const targetVariables: Readonly<Record<Protocol, string>> = {
  tcp: 'TCP_TARGET',
  udp: 'UDP_TARGET',
  'unix-stream': 'UNIX_STREAM_PATH',
  'unix-datagram': 'UNIX_DATAGRAM_PATH',
  http: 'HTTP_TARGET',
  xmlrpc: 'XMLRPC_TARGET',
};

export const clientDefaults = { message: 'hello', timeoutMs: 2000 } as const;

/** Runs a client from its environment: 0 when every attempt was answered right, else 1. */
export async function runClient(env: Environment, signal: AbortSignal): Promise<number> {
  const log = createLog(logFormatOf(env));
  const message = textSetting(env, 'MESSAGE', clientDefaults.message);
  const rounds = numberSetting(env, 'CLIENT_ROUNDS', { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 0 });
  const timeouts = { min: 1, max: timerMsMax, fallback: clientDefaults.timeoutMs };
  const timeoutMs = numberSetting(env, 'CLIENT_TIMEOUT_MS', timeouts);
  const intervalMs = numberSetting(env, 'CLIENT_INTERVAL_MS', { min: 0, max: timerMsMax, fallback: -1 });
  const exchanges = exchangesOf(env);
  const replica = await findReplica(env);
  const { index } = replica;
  log.ready({
    event: 'ready',
    service: 'client',
    index,
    transports: exchanges.map(({ transport }) => transport),
  });
  const summary = await runRounds({
    ...{ client: index, exchanges, message, timeoutMs, signal },
    rounds: rounds === 0 ? undefined : rounds,
    intervalMs: intervalMs >= 0 ? () => intervalMs : createPace(replica),
    onEvent: log.write,
  });
  log.write(summary);
  return signal.aborted || allReplied(summary) ? 0 : 1;
}

function exchangesOf(env: Environment): Exchange[] {
  const exchanges = protocols.flatMap((transport) => {
    const variable = targetVariables[transport];
    const target = textSetting(env, variable);
    return target === undefined ? [] : [exchangeWith(transport, target, variable)];
  });
  if (exchanges.length > 0) return exchanges;
  throw new SocketbedError({
    code: 'OPTION_INVALID',
    what: 'the client has nobody to talk to',
    found: `none of ${Object.values(targetVariables).join(', ')} is set`,
    advice: 'Set at least one, such as TCP_TARGET=127.0.0.1:8080',
  });
}

if (import.meta.main) await runProgram(runClient);
