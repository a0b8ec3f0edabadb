// Handlers for the tests of HTTP servers.

import { BaseHTTPRequestHandler, type SocketAddress } from '../../../src/socketserver/index.ts';

/** Without lines on stderr. */
export abstract class QuietHandler<
  Address extends SocketAddress = SocketAddress,
> extends BaseHTTPRequestHandler<Address> {
  override logMessage(): void {}

  answer(text: string, status = 200): void {
    this.sendResponse(status);
    this.sendHeader('Content-Type', 'text/plain; charset=utf-8');
    this.sendHeader('Content-Length', Buffer.byteLength(text));
    this.endHeaders();
    void this.wfile.write(text);
  }
}

/** GET says what was asked for, POST gives the body back in upper case. */
export class HelloHandler<Address extends SocketAddress = SocketAddress> extends QuietHandler<Address> {
  do_GET(): void {
    this.answer(`hello ${this.path}\n`);
  }

  async do_POST(): Promise<void> {
    const body = await this.rfile.read();
    this.answer(body.toString().toUpperCase());
  }
}
