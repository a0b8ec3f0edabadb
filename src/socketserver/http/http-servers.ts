// The HTTP servers: the TCP servers for handlers that are BaseHTTPRequestHandlers. Each class states only its pairing.
//
// A kept-alive connection gives way when others wait: a serial server answers one connection at a time, as Python's does,
// but lets go of one whose client says nothing as soon as another client comes. Over Unix sockets: unix-http-servers.ts.

import type { InternetAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import { ForkingTCPServer } from '../forking-servers.ts';
import type { RequestHandlerClass } from '../request-handler.ts';
import { TCPServer, type TCPServerOptions } from '../tcp-server.ts';
import { type ThreadingOptions, threading } from '../threading.ts';
import { loadNodeHTTP } from './node-http.ts';

/** One connection at a time. */
export class HTTPServer extends TCPServer {
  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: TCPServerOptions = {},
  ) {
    super(address, RequestHandler, { idleGivesWay: true, ...options });
  }

  override async serverActivate(): Promise<void> {
    await loadNodeHTTP();
    await super.serverActivate();
  }
}

/** Many connections at once: what browsers, and nearly all users, need. */
export class ThreadingHTTPServer extends HTTPServer {
  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: Omit<TCPServerOptions, 'concurrency'> & ThreadingOptions = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

/** Each connection in a child process, which answers all of its requests. Takes the module of the handler, not its class. */
export class ForkingHTTPServer extends ForkingTCPServer {
  constructor(...[address, handlerModule, options]: ConstructorParameters<typeof ForkingTCPServer>) {
    super(address, handlerModule, { idleGivesWay: true, ...options });
  }
}
