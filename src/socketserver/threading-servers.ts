// The four transports with threading: many requests at once. Each class states only its pairing.

import type { InternetAddress, UnixAddress } from './address.ts';
import type { Connection } from './connection.ts';
import type { Datagram } from './datagram-server.ts';
import type { RequestHandlerClass } from './request-handler.ts';
import { TCPServer, type TCPServerOptions } from './tcp-server.ts';
import { type ThreadingOptions, threading } from './threading.ts';
import { UDPServer, type UDPServerOptions } from './udp-server.ts';
import { UnixDatagramServer, type UnixDatagramServerOptions } from './unix-datagram-server.ts';
import { UnixStreamServer, type UnixStreamServerOptions } from './unix-stream-server.ts';

type Threaded<Options> = Omit<Options, 'concurrency'> & ThreadingOptions;

export class ThreadingTCPServer extends TCPServer {
  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Connection, InternetAddress>,
    options: Threaded<TCPServerOptions> = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

export class ThreadingUDPServer extends UDPServer {
  constructor(
    address: InternetAddress,
    RequestHandler: RequestHandlerClass<Datagram<InternetAddress>, InternetAddress>,
    options: Threaded<UDPServerOptions> = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

export class ThreadingUnixStreamServer extends UnixStreamServer {
  constructor(
    address: UnixAddress,
    RequestHandler: RequestHandlerClass<Connection, UnixAddress>,
    options: Threaded<UnixStreamServerOptions> = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}

export class ThreadingUnixDatagramServer extends UnixDatagramServer {
  constructor(
    address: UnixAddress,
    RequestHandler: RequestHandlerClass<Datagram<UnixAddress>, UnixAddress>,
    options: Threaded<UnixDatagramServerOptions> = {},
  ) {
    super(address, RequestHandler, { ...options, concurrency: threading(options) });
  }
}
