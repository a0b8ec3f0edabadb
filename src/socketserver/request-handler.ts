// The handler side of the family: one object per request, with a life of three steps.
//
//   setup() -> handle() -> finish()        finish runs whenever setup succeeded, also when handle threw
//
// Python runs this in the constructor; a JavaScript constructor cannot wait, so the server calls run().

import { SocketbedError } from '../errors/socketbed-error.ts';
import type { SocketAddress } from './address.ts';
import type { Connection } from './connection.ts';

/** What a handler may know of the server it works for; in a worker or a child process this is all there is. */
export interface HandlerServer {
  /** Where the server listens. */
  readonly serverAddress: SocketAddress;
}

/** A hook may be plain or asynchronous; plain ones cost nothing. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Base of all request handlers: override `handle`, and `setup` or `finish` where needed.
 * @typeParam Request `Connection` under stream servers, `Datagram` under datagram servers
 */
export abstract class BaseRequestHandler<
  Request = Connection,
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> {
  readonly request: Request;
  /** The peer; `{ path: '' }` for one without a name. */
  readonly clientAddress: Address;
  readonly server: Server;

  constructor(request: Request, clientAddress: Address, server: Server) {
    this.request = request;
    this.clientAddress = clientAddress;
    this.server = server;
  }

  /** Override: prepares the request. If it throws, neither `handle` nor `finish` runs. */
  setup(): Awaitable<void> {}

  /** Override: the service itself. The request is over when it returns. */
  abstract handle(): Awaitable<void>;

  /** Override: cleans up after `handle`, however that ended. */
  finish(): Awaitable<void> {}

  /** Called by the server: the whole life of the request. Rejects, or throws, with what a step threw. */
  run(): Awaitable<void> {
    // The type checker demands handle; plain JavaScript and casts arrive here without it.
    if (typeof this.handle !== 'function') throw handlerWithoutHandle(this.constructor.name);
    // Most handlers have neither: without this frame a waiting connection takes a fifth less memory.
    const { setup, finish } = BaseRequestHandler.prototype;
    if (this.setup === setup && this.finish === finish) return this.handle();
    return this.#runSteps();
  }

  async #runSteps(): Promise<void> {
    await this.setup();
    try {
      await this.handle();
    } finally {
      await this.finish();
    }
  }
}

/** What a server needs of a handler: its whole life in one call. */
export interface RequestHandler {
  run(): Awaitable<void>;
}

/** Any class of handlers that takes this kind of request: a subclass of BaseRequestHandler, as a rule. */
export type RequestHandlerClass<Request, Address extends SocketAddress> = new (
  request: Request,
  clientAddress: Address,
  server: HandlerServer,
) => RequestHandler;

function handlerWithoutHandle(name: string): SocketbedError {
  return new SocketbedError({
    code: 'HANDLER_WITHOUT_HANDLE',
    what: `the request handler ${name} has no method handle`,
    found: 'its clients see their connection closed or aborted (WinError 10053 on Windows)',
    advice: `Define handle() in class ${name}; it is called once for each request`,
  });
}
