// The service `unix`: the two echo servers on files instead of ports, a stream and a datagram socket.
//
// Environment: SOCKET_PATH, DATAGRAM_PATH, CONCURRENCY, WARM_CHILDREN, HANDLER, DRAIN_MS, LOG_FORMAT,
// LOG_CONNECTIONS.

import {
  type Connection,
  type UnixAddress,
  UnixDatagramServer,
  UnixStreamServer,
} from '../src/socketserver/index.ts';
import { handlingOf } from './concurrency.ts';
import { DatagramEcho, datagramBytesMax, echoModules, streamEcho } from './echo.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { textSetting } from './settings.ts';

export const unixPaths = {
  stream: '/run/socketbed/stream.sock',
  datagram: '/run/socketbed/datagram.sock',
} as const;

export interface UnixServiceOptions extends ServiceOptions {
  /** Of the stream socket. Default `/run/socketbed/stream.sock`. */
  readonly path?: string;
  /** Of the datagram socket. Default `/run/socketbed/datagram.sock`. */
  readonly datagramPath?: string;
}

// Clients of a bed come from images of all kinds and run as any user.
const mode = 0o666;

export function startUnixService(options: UnixServiceOptions): Promise<Service> {
  const { path = unixPaths.stream, datagramPath = unixPaths.datagram } = options;
  const stream = new Journal('unix', 'unix-stream', options);
  const datagram = new Journal('unix', 'unix-datagram', options);
  const onStream = handlingOf<Connection, UnixAddress>(options, {
    class: streamEcho(stream),
    module: echoModules.stream,
  });
  const streamServer = new UnixStreamServer({ path }, onStream.Handler, {
    mode,
    concurrency: onStream.concurrency,
    onEvent: stream.problem,
  });
  const datagramEcho = { class: DatagramEcho<UnixAddress>, module: echoModules.datagram };
  const onDatagram = handlingOf(options, datagramEcho);
  const datagramServer = new UnixDatagramServer({ path: datagramPath }, onDatagram.Handler, {
    mode,
    concurrency: onDatagram.concurrency,
    maxPacketSize: datagramBytesMax,
    onEvent: datagram.problem,
  });
  const members = [
    { journal: stream, server: streamServer },
    { journal: datagram, server: datagramServer },
  ];
  return startService(members, options);
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const path = textSetting(env, 'SOCKET_PATH', unixPaths.stream);
    const datagramPath = textSetting(env, 'DATAGRAM_PATH', unixPaths.datagram);
    const service = await startUnixService({ ...serviceOptions(env), path, datagramPath });
    await service.serveUntil(signal);
    return 0;
  });
}
