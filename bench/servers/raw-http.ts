// node raw-http.ts hello|files DIRECTORY: a plain node:http server, and the library `send` used bare: the ceilings.
// Prints the port.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import send from 'send';

const [, , kind, root = '.'] = process.argv;
const server = createServer((request, response) => {
  if (kind === 'files') {
    send(request, request.url ?? '/', { root }).pipe(response);
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': 6 });
  response.end('hello\n');
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  console.log((server.address() as AddressInfo).port),
);
