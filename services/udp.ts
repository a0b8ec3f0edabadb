// The service `udp`: answers each datagram to where it came from.
//
// Environment: HOST, PORT, CONCURRENCY, WARM_CHILDREN, HANDLER, DRAIN_MS, LOG_FORMAT.

import { type InternetAddress, UDPServer } from '../src/socketserver/index.ts';
import { handlingOf } from './concurrency.ts';
import { DatagramEcho, datagramBytesMax, echoModules } from './echo.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { portSetting, textSetting } from './settings.ts';

export interface UdpServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`: the service is for other containers. */
  readonly host?: string;
  /** Default 8080; 0 takes a free port. */
  readonly port?: number;
}

export function startUdpService(options: UdpServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 8080 } = options;
  const journal = new Journal('udp', 'udp', options);
  const echo = { class: DatagramEcho<InternetAddress>, module: echoModules.datagram };
  const { Handler, concurrency } = handlingOf(options, echo);
  const server = new UDPServer({ host, port }, Handler, {
    concurrency,
    maxPacketSize: datagramBytesMax,
    onEvent: journal.problem,
  });
  return startService([{ journal, server }], options);
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const host = textSetting(env, 'HOST', '0.0.0.0');
    const service = await startUdpService({
      ...serviceOptions(env),
      host,
      port: portSetting(env, 'PORT', 8080),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
