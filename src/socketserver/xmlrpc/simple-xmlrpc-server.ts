// The XML-RPC servers: HTTP servers with a dispatcher. Register functions, start, done.
//
//   const server = new SimpleXMLRPCServer({ host: '127.0.0.1', port: 8001 });
//   server.registerFunction((a: number, b: number) => a + b, 'add');
//   await using running = await server.start();
//
//   SimpleXMLRPCServer      one call at a time, as Python's
//   ThreadingXMLRPCServer   many at once
//   UnixXMLRPCServer        over a Unix socket
//   MultiPathXMLRPCServer   several dispatchers, each at a path of its own
//
// Python's server has one connection at a time, too, so that a client that keeps its connection shuts all others out. Here
// only calls wait for one another.

import type { InternetAddress, UnixAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import { HTTPServer } from '../http/http-servers.ts';
import { UnixHTTPServer } from '../http/unix-http-servers.ts';
import type { RequestHandlerClass } from '../request-handler.ts';
import type { TCPServerOptions } from '../tcp-server.ts';
import { type ThreadingOptions, threading } from '../threading.ts';
import type { UnixStreamServerOptions } from '../unix-stream-server.ts';
import {
  type DispatcherOptions,
  type InstanceOptions,
  SimpleXMLRPCDispatcher,
  type XMLRPCRegistry,
} from './dispatcher.ts';
import type { FunctionOptions, XMLRPCFunction } from './registered-function.ts';
import { SimpleXMLRPCRequestHandler } from './simple-xmlrpc-request-handler.ts';
import { Turns } from './turns.ts';
import type { XMLRPCHost } from './xmlrpc-host.ts';

interface HostOptions<Address extends InternetAddress | UnixAddress> extends DispatcherOptions {
  /** Default: SimpleXMLRPCRequestHandler. */
  readonly requestHandler?: RequestHandlerClass<Connection, Address>;
  /** Whether each request is a line on stderr. Default true. */
  readonly logRequests?: boolean;
  /** Whether a failure of the server itself is told in X-exception and X-traceback. Default false. */
  readonly sendTracebackHeader?: boolean;
}

export type XMLRPCServerOptions = TCPServerOptions & HostOptions<InternetAddress>;

/**
 * Serves XML-RPC at `/` and `/RPC2`; with `tls`, over https. Calls never overlap, unless `concurrency` is given: then
 * connections share the process by it.
 */
export class SimpleXMLRPCServer extends HTTPServer implements XMLRPCHost, XMLRPCRegistry {
  readonly dispatcher: SimpleXMLRPCDispatcher;
  readonly turns: Turns | undefined;
  readonly logRequests: boolean;
  readonly sendTracebackHeader: boolean;

  constructor(address: InternetAddress, options: XMLRPCServerOptions = {}) {
    const { requestHandler = SimpleXMLRPCRequestHandler, concurrency = threading() } = options;
    super(address, requestHandler, { ...options, concurrency });
    this.dispatcher = new SimpleXMLRPCDispatcher(options);
    this.turns = options.concurrency === undefined ? new Turns() : undefined;
    this.logRequests = options.logRequests ?? true;
    this.sendTracebackHeader = options.sendTracebackHeader ?? false;
  }

  registerFunction<F extends XMLRPCFunction>(fn: F, options?: string | FunctionOptions): F {
    return this.dispatcher.registerFunction(fn, options);
  }

  registerInstance(instance: object, options?: InstanceOptions): void {
    this.dispatcher.registerInstance(instance, options);
  }

  registerIntrospectionFunctions(): void {
    this.dispatcher.registerIntrospectionFunctions();
  }

  registerMulticallFunctions(): void {
    this.dispatcher.registerMulticallFunctions();
  }
}

/** Answers many connections at once: what Python's users mix from ThreadingMixIn and SimpleXMLRPCServer. */
export class ThreadingXMLRPCServer extends SimpleXMLRPCServer {
  constructor(
    address: InternetAddress,
    options: Omit<XMLRPCServerOptions, 'concurrency'> & ThreadingOptions = {},
  ) {
    super(address, { ...options, concurrency: threading(options) });
  }
}

/** Serves XML-RPC over a Unix stream socket, as SimpleXMLRPCServer does over TCP. Register at its `dispatcher`. */
export class UnixXMLRPCServer extends UnixHTTPServer implements XMLRPCHost {
  readonly dispatcher: SimpleXMLRPCDispatcher;
  readonly turns: Turns | undefined;
  readonly logRequests: boolean;
  readonly sendTracebackHeader: boolean;

  constructor(address: UnixAddress, options: UnixStreamServerOptions & HostOptions<UnixAddress> = {}) {
    const { requestHandler = SimpleXMLRPCRequestHandler, concurrency = threading() } = options;
    super(address, requestHandler, { ...options, concurrency });
    this.dispatcher = new SimpleXMLRPCDispatcher(options);
    this.turns = options.concurrency === undefined ? new Turns() : undefined;
    this.logRequests = options.logRequests ?? true;
    this.sendTracebackHeader = options.sendTracebackHeader ?? false;
  }
}
