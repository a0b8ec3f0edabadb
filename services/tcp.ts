// The service `tcp`: an echo server that serves each connection until its client closes.
//
// Environment: HOST, PORT, CONCURRENCY, WARM_CHILDREN, HANDLER, DRAIN_MS, LOG_FORMAT, LOG_CONNECTIONS.

import { TCPServer } from '../src/socketserver/index.ts';
import { handlingOf } from './concurrency.ts';
import { echoModules, streamEcho } from './echo.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { portSetting, textSetting } from './settings.ts';

export interface TcpServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`: the service is for other containers. */
  readonly host?: string;
  /** Default 8080; 0 takes a free port. */
  readonly port?: number;
}

export function startTcpService(options: TcpServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 8080 } = options;
  const journal = new Journal('tcp', 'tcp', options);
  const echo = { class: streamEcho(journal), module: echoModules.stream };
  const { Handler, concurrency } = handlingOf(options, echo);
  const server = new TCPServer({ host, port }, Handler, { concurrency, onEvent: journal.problem });
  return startService([{ journal, server }], options);
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const host = textSetting(env, 'HOST', '0.0.0.0');
    const service = await startTcpService({
      ...serviceOptions(env),
      host,
      port: portSetting(env, 'PORT', 8080),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
