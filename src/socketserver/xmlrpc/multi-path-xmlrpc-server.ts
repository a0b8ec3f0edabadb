// Several dispatchers in one server, each at a path of its own.

import type { InternetAddress } from '../address.ts';
import { type Dispatch, SimpleXMLRPCDispatcher } from './dispatcher.ts';
import { faultOf } from './fault-of.ts';
import { dumpFault } from './marshal.ts';
import { SimpleXMLRPCRequestHandler } from './simple-xmlrpc-request-handler.ts';
import { SimpleXMLRPCServer, type XMLRPCServerOptions } from './simple-xmlrpc-server.ts';
import { invalid, quoted } from './xmlrpc-error.ts';

/** Takes calls at every path; the server decides which it knows. */
export class MultiPathXMLRPCRequestHandler extends SimpleXMLRPCRequestHandler<InternetAddress> {
  protected override readonly rpcPaths: readonly string[] = [];
}

/** A call to a path without a dispatcher gets a fault, as from Python's server. Nothing is served before `addDispatcher`. */
export class MultiPathXMLRPCServer extends SimpleXMLRPCServer {
  override readonly dispatcher: PathDispatcher;

  constructor(address: InternetAddress, options: XMLRPCServerOptions = {}) {
    super(address, { requestHandler: MultiPathXMLRPCRequestHandler, ...options });
    this.dispatcher = new PathDispatcher(options);
  }

  /** Answers calls to `path` (with its query, if any) by `dispatcher`. Gives it back. */
  addDispatcher<D extends SimpleXMLRPCDispatcher>(path: string, dispatcher: D): D {
    this.dispatcher.paths.set(path, dispatcher);
    return dispatcher;
  }

  /** The dispatcher of `path`. */
  getDispatcher(path: string): SimpleXMLRPCDispatcher | undefined {
    return this.dispatcher.paths.get(path);
  }
}

/** Hands each call to the dispatcher of its path. */
class PathDispatcher extends SimpleXMLRPCDispatcher {
  readonly paths = new Map<string, SimpleXMLRPCDispatcher>();

  override async marshaledDispatch(body: Uint8Array, dispatch?: Dispatch, path = ''): Promise<Buffer> {
    try {
      const dispatcher = this.paths.get(path);
      if (dispatcher === undefined) throw invalid('KeyError', quoted(path));
      return await dispatcher.marshaledDispatch(body, dispatch, path);
    } catch (error) {
      // A dispatcher of somebody's own may throw.
      return dumpFault(faultOf(error), this.marshalOptions);
    }
  }
}
