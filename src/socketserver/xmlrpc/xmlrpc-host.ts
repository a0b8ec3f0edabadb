// What a handler of XML-RPC needs of its server: who answers on which path.

import type { HandlerServer } from '../request-handler.ts';
import type { SimpleXMLRPCDispatcher } from './dispatcher.ts';
import type { Turns } from './turns.ts';

export interface XMLRPCHost extends HandlerServer {
  /** Answers the calls. */
  readonly dispatcher: SimpleXMLRPCDispatcher;
  /** Has calls take turns; without it they overlap. */
  readonly turns?: Turns | undefined;
  /** Whether each request is a line on stderr. Default true. */
  readonly logRequests?: boolean;
  /** Whether the answer to a failure of the server itself tells what it was, in X-exception and X-traceback. Default false. */
  readonly sendTracebackHeader?: boolean;
}

export function isXMLRPCHost(server: HandlerServer): server is XMLRPCHost {
  return 'dispatcher' in server;
}
