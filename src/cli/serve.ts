// socketbed serve: a service without Docker, in this process, until Ctrl-C.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { createLog, logFormatOf } from '../../services/log.ts';
import { stopSignal } from '../../services/program.ts';
import type { Service } from '../../services/service.ts';
import { parseWholeNumber, ports } from '../../services/settings.ts';
import { startTcpService } from '../../services/tcp.ts';
import { startUdpService } from '../../services/udp.ts';
import { startUnixService } from '../../services/unix.ts';

const services = ['tcp', 'udp', 'unix'] as const;
type ServiceName = (typeof services)[number];

interface ServeOptions {
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly datagramPath: string;
}

/** Where the Unix sockets lie without Docker; `socketbed client` looks there too. */
export const localPaths = {
  stream: join(tmpdir(), 'socketbed-stream.sock'),
  datagram: join(tmpdir(), 'socketbed-datagram.sock'),
} as const;

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve echoes on this machine, without Docker, until Ctrl-C')
    .addArgument(new Argument('<service>', 'what to serve').choices(services))
    .option('--host <address>', 'tcp, udp: where to listen', '127.0.0.1')
    .option('--port <number>', 'tcp, udp: the port; 0 takes a free one', '8080')
    .option('--path <file>', 'unix: the stream socket', localPaths.stream)
    .option('--datagram-path <file>', 'unix: the datagram socket', localPaths.datagram)
    .action(serve);
}

async function serve(name: ServiceName, options: ServeOptions): Promise<void> {
  const signal = stopSignal();
  const service = await start(name, options);
  await service.serveUntil(signal);
}

function start(name: ServiceName, options: ServeOptions): Promise<Service> {
  const { host, path, datagramPath } = options;
  const log = createLog(logFormatOf(process.env));
  if (name === 'unix') return startUnixService({ log, path, datagramPath });
  const port = parseWholeNumber(options.port, '--port', ports);
  return name === 'tcp' ? startTcpService({ log, host, port }) : startUdpService({ log, host, port });
}
