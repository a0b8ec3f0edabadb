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
import { startXmlRpcService } from '../../services/xmlrpc.ts';
import { startFileService } from './serve-files.ts';

const services = ['tcp', 'udp', 'unix', 'http', 'xmlrpc'] as const;
type ServiceName = (typeof services)[number];

interface ServeOptions {
  readonly host: string;
  readonly bind?: string;
  readonly port?: string;
  readonly path: string;
  readonly datagramPath: string;
  readonly directory: string;
  readonly cgi: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

const defaultPorts: Readonly<Record<Exclude<ServiceName, 'unix'>, string>> = {
  tcp: '8080',
  udp: '8080',
  http: '8000',
  xmlrpc: '8001',
};

const starters = { tcp: startTcpService, udp: startUdpService, xmlrpc: startXmlRpcService } as const;

/** Where the Unix sockets lie without Docker; `socketbed client` looks there too. */
export const localPaths = {
  stream: join(tmpdir(), 'socketbed-stream.sock'),
  datagram: join(tmpdir(), 'socketbed-datagram.sock'),
} as const;

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve echoes, files over HTTP or XML-RPC on this machine, without Docker, until Ctrl-C')
    .addArgument(new Argument('<service>', 'what to serve').choices(services))
    .option('--host <address>', 'tcp, udp, http, xmlrpc: where to listen', '127.0.0.1')
    .option('--bind <address>', 'the same as --host')
    .option('--port <number>', 'the port; 0 takes a free one (default: 8080, http 8000, xmlrpc 8001)')
    .option('--path <file>', 'unix: the stream socket', localPaths.stream)
    .option('--datagram-path <file>', 'unix: the datagram socket', localPaths.datagram)
    .option('--directory <path>', 'http: whose files are served', '.')
    .option('--cgi', 'http: run the programs in cgi-bin and htbin', false)
    .option('--tls-cert <file>', 'http: speak TLS with this certificate (PEM)')
    .option('--tls-key <file>', 'http: its private key (default: in the same file)')
    .action(serve);
}

async function serve(name: ServiceName, options: ServeOptions): Promise<void> {
  const signal = stopSignal();
  const service = await start(name, options);
  await service.serveUntil(signal);
}

function start(name: ServiceName, options: ServeOptions): Promise<Service> {
  const { path, datagramPath } = options;
  const host = options.bind ?? options.host;
  const log = createLog(logFormatOf(process.env));
  if (name === 'unix') return startUnixService({ log, path, datagramPath });
  const port = parseWholeNumber(options.port ?? defaultPorts[name], '--port', ports);
  if (name === 'http') return startFileService({ ...options, host, port }, log);
  return starters[name]({ log, host, port });
}
