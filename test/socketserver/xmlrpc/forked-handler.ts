// A handler for child processes: it brings its own dispatcher, since its server is in another process.

import {
  SimpleXMLRPCDispatcher,
  SimpleXMLRPCRequestHandler,
} from '../../../src/socketserver/xmlrpc/index.ts';

const dispatcher = new SimpleXMLRPCDispatcher();
dispatcher.registerFunction(() => process.pid, 'pid');

export class ForkedHandler extends SimpleXMLRPCRequestHandler {
  protected override get dispatcher(): SimpleXMLRPCDispatcher {
    return dispatcher;
  }

  override logMessage(): void {}
}
