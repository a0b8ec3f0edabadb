// A CGI script with XML-RPC; PLAIN makes one without a page.

import {
  CGIXMLRPCRequestHandler,
  DocCGIXMLRPCRequestHandler,
} from '../../../src/socketserver/xmlrpc/index.ts';

const handler =
  process.env.PLAIN === undefined ? new DocCGIXMLRPCRequestHandler() : new CGIXMLRPCRequestHandler();
handler.registerFunction((a: number, b: number) => a + b, 'add');
await handler.handleRequest();
