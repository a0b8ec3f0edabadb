// An XML-RPC server that shows people a page about its methods when they open it in a browser.

import type { InternetAddress, SocketAddress } from '../address.ts';
import type { Connection } from '../connection.ts';
import type { HandlerServer } from '../request-handler.ts';
import { CGIXMLRPCRequestHandler } from './cgi-xmlrpc-request-handler.ts';
import { documentationStyle, stylePath } from './documentation-page.ts';
import { SimpleXMLRPCRequestHandler } from './simple-xmlrpc-request-handler.ts';
import { SimpleXMLRPCServer, type XMLRPCServerOptions } from './simple-xmlrpc-server.ts';
import { XMLRPCDocGenerator } from './xmlrpc-doc-generator.ts';

/** Answers a GET at the same paths with the page, and at `/pydoc.css` with its style. */
export class DocXMLRPCRequestHandler<
  Address extends SocketAddress = SocketAddress,
> extends SimpleXMLRPCRequestHandler<Address> {
  readonly #generator: XMLRPCDocGenerator;

  constructor(request: Connection, clientAddress: Address, server: HandlerServer) {
    super(request, clientAddress, server);
    this.#generator = generatorOf(server);
  }

  async do_GET(): Promise<void> {
    if (!this.isRpcPathValid()) return this.report404();
    const isStyle = this.path === stylePath;
    const body = Buffer.from(
      isStyle ? documentationStyle : await this.#generator.generateHtmlDocumentation(this.dispatcher),
    );
    this.sendResponse(200);
    this.sendHeader('Content-Type', `text/${isStyle ? 'css' : 'html'}; charset=UTF-8`);
    this.sendHeader('Content-Length', body.length);
    // Should a name get markup onto the page in spite of all, it can do nothing there.
    this.sendHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    );
    this.sendHeader('X-Content-Type-Options', 'nosniff');
    this.endHeaders();
    await this.wfile.write(body);
  }
}

/** Say what the page shows by setServerTitle, setServerName, setServerDocumentation; before the start or later. */
export class DocXMLRPCServer extends SimpleXMLRPCServer {
  readonly documentation = new XMLRPCDocGenerator();

  constructor(address: InternetAddress, options: XMLRPCServerOptions = {}) {
    super(address, { requestHandler: DocXMLRPCRequestHandler, ...options });
  }

  setServerTitle(title: string): void {
    this.documentation.setServerTitle(title);
  }

  setServerName(name: string): void {
    this.documentation.setServerName(name);
  }

  setServerDocumentation(documentation: string): void {
    this.documentation.setServerDocumentation(documentation);
  }

  generateHtmlDocumentation(): Promise<string> {
    return this.documentation.generateHtmlDocumentation(this.dispatcher);
  }
}

/** The same in a CGI script; its style is on the page itself. */
export class DocCGIXMLRPCRequestHandler extends CGIXMLRPCRequestHandler {
  readonly documentation = new XMLRPCDocGenerator();

  override async handleGet(): Promise<void> {
    const page = await this.documentation.generateHtmlDocumentation(this);
    const link = /<link rel="stylesheet"[^>]*>/;
    await this.write(
      undefined,
      'text/html; charset=UTF-8',
      Buffer.from(page.replace(link, () => `<style>${documentationStyle}</style>`)),
    );
  }
}

function generatorOf(server: HandlerServer): XMLRPCDocGenerator {
  if ('documentation' in server && server.documentation instanceof XMLRPCDocGenerator)
    return server.documentation;
  return new XMLRPCDocGenerator();
}
