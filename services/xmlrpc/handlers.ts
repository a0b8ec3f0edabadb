// The handlers of the service `xmlrpc`: what answers calls, and shows the page about them.

import type { InternetAddress } from '../../src/socketserver/index.ts';
import { DocXMLRPCRequestHandler, SimpleXMLRPCDispatcher } from '../../src/socketserver/xmlrpc/index.ts';
import type { Journal } from '../journal.ts';
import { registerFunctions } from './functions.ts';

/** Answers calls; tells of its connections in `journal`, and not of each request on stderr. */
export function journalXmlRpc(journal: Journal) {
  return class JournalXmlRpc extends DocXMLRPCRequestHandler<InternetAddress> {
    readonly #startedMs = performance.now();

    override setup(): void {
      super.setup();
      journal.connected(this.clientAddress);
    }

    override async finish(): Promise<void> {
      await super.finish();
      journal.closed(this.clientAddress, this.request.socket.bytesRead, performance.now() - this.#startedMs);
    }

    override logMessage(): void {}
  };
}

const dispatcher = new SimpleXMLRPCDispatcher({ allowNone: true });
registerFunctions(dispatcher);

/** For children, which have no server to ask and no journal. */
export class ForkedXmlRpc extends DocXMLRPCRequestHandler<InternetAddress> {
  protected override get dispatcher(): SimpleXMLRPCDispatcher {
    return dispatcher;
  }

  override logMessage(): void {}
}

/** A child process is told where to find it: `new URL('./handlers.ts#ForkedXmlRpc', import.meta.url)`. */
export const xmlRpcModule = new URL('./handlers.ts#ForkedXmlRpc', import.meta.url);
