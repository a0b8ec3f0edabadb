// Node's own HTTP parser for sockets that our servers accepted: a node:http server that never listens.
//
//   accepted socket -> parser.emit('connection') -> 'request' (message, response) -> the socket's HTTPConnection
//                                                -> 'clientError' (what cannot be understood, what came too slowly)
//
// One for each handler class, because the limits are the class's.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HTTPConnection } from './http-connection.ts';
import { nodeHTTP } from './node-http.ts';

/** How much and how long a client may ask; fields of BaseHTTPRequestHandler. */
export interface HTTPLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly headerBytesMax: number;
}

const parsers = new WeakMap<object, Server>();
/** Requests that wait in vain are looked for so often. */
const checkIntervalMs = 250;

/** The parser of a handler class, with the limits of its first object. After `loadNodeHTTP`. */
export function parserOf(handlerClass: object, limits: HTTPLimits): Server {
  let parser = parsers.get(handlerClass);
  if (parser === undefined) {
    parser = createParser(limits);
    parsers.set(handlerClass, parser);
  }
  return parser;
}

function createParser(limits: HTTPLimits): Server {
  const parser = nodeHTTP().createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.headerBytesMax,
    connectionsCheckingInterval: checkIntervalMs,
    // Missing and doubled ones are refused with a page, like the other faults (see request-fault.ts).
    requireHostHeader: false,
    noDelay: false,
  });
  // Node would drop the headers over a maximum without a word; the handler counts them and refuses.
  parser.maxHeadersCount = 0;
  // A client that has finished sending still gets its answer.
  Object.assign(parser, { httpAllowHalfOpen: true });
  const onRequest = (message: IncomingMessage, response: ServerResponse): void =>
    HTTPConnection.of(message.socket)?.receive(message, response);
  parser.on('request', onRequest);
  // With a listener Node leaves the 100 Continue to us: the handler may refuse the request first.
  parser.on('checkContinue', onRequest);
  parser.on('connect', (_message: IncomingMessage, socket: Duplex) =>
    HTTPConnection.of(socket)?.refuse({ status: 501, detail: 'This server is no proxy.' }),
  );
  parser.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) =>
    HTTPConnection.of(socket)?.fail(error),
  );
  // Timeouts are checked by a timer that Node starts when a server listens.
  parser.emit('listening');
  return parser;
}
