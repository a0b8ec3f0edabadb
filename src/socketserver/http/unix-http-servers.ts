// HTTP over Unix stream sockets: what `curl --unix-socket` and Docker's clients speak.

import type { UnixAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import { ForkingUnixStreamServer } from '../forking-servers.ts';
import type { RequestHandlerClass } from '../request-handler.ts';
import { type ThreadingOptions, threading } from '../threading.ts';
import { UnixStreamServer, type UnixStreamServerOptions } from '../unix-stream-server.ts';
import { loadNodeHTTP } from './node-http.ts';

/** One connection at a time. */
export class UnixHTTPServer extends UnixStreamServer {
  constructor(
    address: UnixAddress,
    RequestHandler: RequestHandlerClass<Connection, UnixAddress>,
    options: UnixStreamServerOptions = {},
  ) {
    super(address, RequestHandler, { idleGivesWay: true, ...options });
  }

  override async serverActivate(): Promise<void> {
    await loadNodeHTTP();
    await super.serverActivate();
  }
}

/** Many connections at once. */
export class ThreadingUnixHTTPServer extends UnixHTTPServer {
  constructor(
    address: UnixAddress,
    RequestHandler: RequestHandlerClass<Connection, UnixAddress>,
    options: Omit<UnixStreamServerOptions, 'concurrency'> & ThreadingOptions = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

/** Each connection in a child process. */
export class ForkingUnixHTTPServer extends ForkingUnixStreamServer {
  constructor(...[address, handlerModule, options]: ConstructorParameters<typeof ForkingUnixStreamServer>) {
    super(address, handlerModule, { idleGivesWay: true, ...options });
  }
}
