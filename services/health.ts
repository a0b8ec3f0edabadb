// The health check of a service, run inside its container: one message over the real protocol must come back right.
//
//   node services/health.ts tcp | udp | unix | http | xmlrpc
//
// It runs every few seconds, so it loads no more than it needs: not the server library, native code only for `unix`, node:http only for `http`.

import { SocketbedError } from '../src/errors/socketbed-error.ts';
import type { Protocol } from '../src/errors/transport.ts';
import { exchangeWith } from './exchange/targets.ts';
import { runProgram } from './program.ts';
import { type Environment, textSetting } from './settings.ts';

const timeoutMs = 1500;

type Target = [transport: Protocol, target: string];

function targetsOf(service: string | undefined, env: Environment): Target[] {
  const place = `127.0.0.1:${textSetting(env, 'PORT', '8080')}`;
  switch (service) {
    case 'tcp':
      return [['tcp', place]];
    case 'udp':
      return [['udp', place]];
    case 'unix':
      return [
        ['unix-stream', textSetting(env, 'SOCKET_PATH', '/run/socketbed/stream.sock')],
        ['unix-datagram', textSetting(env, 'DATAGRAM_PATH', '/run/socketbed/datagram.sock')],
      ];
    case 'http':
      return [['http', `127.0.0.1:${textSetting(env, 'PORT', '8000')}`]];
    case 'xmlrpc':
      return [['xmlrpc', `127.0.0.1:${textSetting(env, 'PORT', '8001')}`]];
    default:
      throw new SocketbedError({
        code: 'USAGE',
        what: `no health check for ${service ?? 'nothing'}`,
        advice: 'Give tcp, udp, unix, http or xmlrpc',
      });
  }
}

/** 0 when every transport of the service answers right; else 1 and a line that Docker keeps with the check. */
export async function checkHealth(service: string | undefined, env: Environment): Promise<number> {
  let exitCode = 0;
  for (const [transport, target] of targetsOf(service, env)) {
    const exchange = exchangeWith(transport, target, 'the target');
    const outcome = await exchange.send('health', { timeoutMs });
    exchange.close();
    if (outcome.kind === 'reply') continue;
    const code = 'code' in outcome ? ` (${outcome.code})` : '';
    process.stderr.write(`${transport} ${target}: ${outcome.kind}${code}\n`);
    exitCode = 1;
  }
  return exitCode;
}

if (import.meta.main) await runProgram((env) => checkHealth(process.argv[2], env));
