// socketbed serve http: the files of a directory, as `python -m http.server` serves them, with scripts and TLS on request.

import { resolve } from 'node:path';
import { Journal } from '../../services/journal.ts';
import type { Log } from '../../services/log.ts';
import { type Service, startService } from '../../services/service.ts';
import { upper } from '../../services/upper.ts';
import { SocketbedError } from '../errors/socketbed-error.ts';
import {
  CGIHTTPRequestHandler,
  type Connection,
  formatAddress,
  type InternetAddress,
  type RequestHandlerClass,
  ThreadingHTTPServer,
  ThreadingHTTPSServer,
} from '../socketserver/index.ts';

export interface ServeFilesOptions {
  readonly host: string;
  readonly port: number;
  /** What is served. */
  readonly directory: string;
  /** Whether programs in `cgi-bin` and `htbin` are run. */
  readonly cgi: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export async function startFileService(options: ServeFilesOptions, log: Log): Promise<Service> {
  const { host, port, tlsCert, tlsKey } = options;
  if (tlsKey !== undefined && tlsCert === undefined) {
    const advice = 'Give the certificate too, with --tls-cert';
    throw new SocketbedError({ code: 'USAGE', what: '--tls-key was given without --tls-cert', advice });
  }
  const directory = resolve(options.directory);
  // Requests are told on stderr, as Python does; stdout has the ready line.
  const journal = new Journal('http', 'tcp', { log, logConnections: false });
  const Handler = handlerOf(directory, options.cgi);
  const onEvent = journal.problem;
  const server =
    tlsCert === undefined
      ? new ThreadingHTTPServer({ host, port }, Handler, { onEvent })
      : new ThreadingHTTPSServer({ host, port }, Handler, {
          onEvent,
          certfile: tlsCert,
          ...(tlsKey === undefined ? {} : { keyfile: tlsKey }),
        });
  const service = await startService([{ journal, server }], {
    log,
    drainMs: 5000,
  });
  const scheme = tlsCert === undefined ? 'http' : 'https';
  process.stderr.write(`Serving ${directory} at ${scheme}://${formatAddress(server.serverAddress)}/\n`);
  return service;
}

function handlerOf(directory: string, cgi: boolean): RequestHandlerClass<Connection, InternetAddress> {
  return class FileHandler extends CGIHTTPRequestHandler<InternetAddress> {
    override readonly directory: string = directory;
    override readonly cgiDirectories: readonly string[] = cgi ? ['/cgi-bin', '/htbin'] : [];

    /** The echo rule, for `socketbed client http`. */
    override async do_POST(): Promise<void> {
      if (this.path !== '/echo') return await super.do_POST();
      const body = upper(await this.rfile.read());
      this.sendResponse(200);
      this.sendHeader('Content-Type', 'application/octet-stream');
      this.sendHeader('Content-Length', body.length);
      this.endHeaders();
      await this.wfile.write(body);
    }
  };
}
