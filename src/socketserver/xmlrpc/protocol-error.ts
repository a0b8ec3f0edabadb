// A server that answered, but not as XML-RPC: with another HTTP status than 200.

import type { IncomingHttpHeaders } from 'node:http';
import { SocketbedError } from '../../errors/socketbed-error.ts';

export class ProtocolError extends SocketbedError {
  /** Where the call went, without user and password. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;

  constructor(url: string, status: number, statusText: string, headers: IncomingHttpHeaders) {
    super({
      code: 'XMLRPC_STATUS',
      what: `a call to ${url} was not answered by XML-RPC`,
      found: `${status} ${statusText}`,
      advice: 'Look at the path of the URL: servers take calls at / and /RPC2 as a rule',
    });
    this.url = url;
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
  }
}
