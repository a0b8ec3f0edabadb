// The service `http`: pages, files and an echo over HTTP/1.1, on a port or on a Unix socket (see http/handler.ts).
//
// Environment: HOST, PORT, or SOCKET_PATH for a Unix socket instead; CONCURRENCY, WARM_CHILDREN, HANDLER, DRAIN_MS, LOG_FORMAT,
// LOG_CONNECTIONS, HEADERS_TIMEOUT_MS, REQUEST_TIMEOUT_MS, KEEP_ALIVE_MS.

import {
  type Connection,
  HTTPServer,
  type InternetAddress,
  type UnixAddress,
  UnixHTTPServer,
} from '../src/socketserver/index.ts';
import { handlingOf } from './concurrency.ts';
import { httpModule, journalHttpHandler } from './http/handler.ts';
import { Journal } from './journal.ts';
import { runProgram } from './program.ts';
import { type Service, type ServiceOptions, serviceOptions, startService } from './service.ts';
import { portSetting, textSetting } from './settings.ts';

export interface HttpServiceOptions extends ServiceOptions {
  /** Default `0.0.0.0`: the service is for other containers. */
  readonly host?: string;
  /** Default 8000; 0 takes a free one. */
  readonly port?: number;
  /** A Unix socket instead of a port. */
  readonly path?: string;
}

// Clients of a bed come from images of all kinds and run as any user.
const mode = 0o666;

export function startHttpService(options: HttpServiceOptions): Promise<Service> {
  const { host = '0.0.0.0', port = 8000, path } = options;
  if (path === undefined) {
    const journal = new Journal('http', 'tcp', options);
    const { Handler, concurrency } = handlingOf<Connection, InternetAddress>(options, {
      class: journalHttpHandler(journal),
      module: httpModule,
    });
    const server = new HTTPServer({ host, port }, Handler, { concurrency, onEvent: journal.problem });
    return startService([{ journal, server }], options);
  }
  const journal = new Journal('http', 'unix-stream', options);
  const { Handler, concurrency } = handlingOf<Connection, UnixAddress>(options, {
    class: journalHttpHandler(journal),
    module: httpModule,
  });
  const server = new UnixHTTPServer({ path }, Handler, { mode, concurrency, onEvent: journal.problem });
  return startService([{ journal, server }], options);
}

if (import.meta.main) {
  await runProgram(async (env, signal) => {
    const path = textSetting(env, 'SOCKET_PATH');
    const service = await startHttpService({
      ...serviceOptions(env),
      host: textSetting(env, 'HOST', '0.0.0.0'),
      port: portSetting(env, 'PORT', 8000),
      ...(path === undefined ? {} : { path }),
    });
    await service.serveUntil(signal);
    return 0;
  });
}
