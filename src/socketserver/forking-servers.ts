// The four transports with forking: requests in child processes. Each class states only its pairing.
//
// Where other servers take a handler class these take its module, since a child loads it afresh:
// `new ForkingTCPServer(address, new URL('./handlers.ts#EchoHandler', import.meta.url))`.

import type { InternetAddress, UnixAddress } from './address.ts';
import { type ForkingOptions, forking } from './forking.ts';
import { BaseRequestHandler } from './request-handler.ts';
import { SystemExit } from './system-exit.ts';
import { TCPServer, type TCPServerOptions } from './tcp-server.ts';
import { UDPServer, type UDPServerOptions } from './udp-server.ts';
import { UnixDatagramServer, type UnixDatagramServerOptions } from './unix-datagram-server.ts';
import { UnixStreamServer, type UnixStreamServerOptions } from './unix-stream-server.ts';

type Forked<Options> = Omit<Options, 'concurrency'> & ForkingOptions;

/** Stands where a handler class would; the real one lives in the children only. */
class ElsewhereHandler extends BaseRequestHandler<unknown> {
  override handle(): void {
    throw new SystemExit('the handlers of a forking server run in its children');
  }
}

export class ForkingTCPServer extends TCPServer {
  constructor(address: InternetAddress, handlerModule: URL, options: Forked<TCPServerOptions> = {}) {
    super(address, ElsewhereHandler, { ...options, concurrency: forking(handlerModule, options) });
  }
}

export class ForkingUDPServer extends UDPServer {
  constructor(address: InternetAddress, handlerModule: URL, options: Forked<UDPServerOptions> = {}) {
    super(address, ElsewhereHandler, { ...options, concurrency: forking(handlerModule, options) });
  }
}

export class ForkingUnixStreamServer extends UnixStreamServer {
  constructor(address: UnixAddress, handlerModule: URL, options: Forked<UnixStreamServerOptions> = {}) {
    super(address, ElsewhereHandler, { ...options, concurrency: forking(handlerModule, options) });
  }
}

export class ForkingUnixDatagramServer extends UnixDatagramServer {
  constructor(address: UnixAddress, handlerModule: URL, options: Forked<UnixDatagramServerOptions> = {}) {
    super(address, ElsewhereHandler, { ...options, concurrency: forking(handlerModule, options) });
  }
}
