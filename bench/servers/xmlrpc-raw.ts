// node xmlrpc-raw.ts: node:http with the one answer that is right, and nothing of XML: the ceiling. Prints the port.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dumpResponse } from '../../src/socketserver/xmlrpc/index.ts';

const answer = dumpResponse(5);
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'Content-Type': 'text/xml', 'Content-Length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
