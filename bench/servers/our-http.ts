// node our-http.ts hello|files DIRECTORY: the library's HTTP servers. Prints the port.

import {
  BaseHTTPRequestHandler,
  SimpleHTTPRequestHandler,
  ThreadingHTTPServer,
} from '../../src/socketserver/index.ts';

class Hello extends BaseHTTPRequestHandler {
  do_GET(): void {
    this.sendResponse(200);
    this.sendHeader('Content-Type', 'text/plain');
    this.sendHeader('Content-Length', 6);
    this.endHeaders();
    void this.wfile.write('hello\n');
  }

  // The others write no log either.
  override logMessage(): void {}
}

class Files extends SimpleHTTPRequestHandler {
  override readonly directory = process.argv[3] ?? '.';
  override logMessage(): void {}
}

const Handler = process.argv[2] === 'files' ? Files : Hello;
const server = new ThreadingHTTPServer({ host: '127.0.0.1', port: 0 }, Handler, { onEvent: () => {} });
console.log((await server.start()).address.port);
