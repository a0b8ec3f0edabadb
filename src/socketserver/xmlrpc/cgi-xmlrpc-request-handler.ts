// XML-RPC in a CGI script: one call from stdin, its answer on stdout.
//
//   const handler = new CGIXMLRPCRequestHandler();
//   handler.registerFunction((a: number, b: number) => a + b, 'add');
//   await handler.handleRequest();

import { buffer } from 'node:stream/consumers';
import { SimpleXMLRPCDispatcher } from './dispatcher.ts';
import { defaultLimits } from './limits.ts';

export class CGIXMLRPCRequestHandler extends SimpleXMLRPCDispatcher {
  /** Answers the request that the environment and stdin tell, or the document `body`. */
  async handleRequest(body?: Uint8Array | string): Promise<void> {
    if (body === undefined && process.env.REQUEST_METHOD === 'GET') return this.handleGet();
    const document = body === undefined ? await this.#readBody() : Buffer.from(body);
    if (document === undefined) return this.write('413 Content Too Large', 'text/plain', tooLong);
    await this.handleXmlrpc(document);
  }

  /** Answers a call's document. */
  async handleXmlrpc(document: Uint8Array): Promise<void> {
    await this.write(undefined, 'text/xml', await this.marshaledDispatch(document));
  }

  /** Answers a GET, which makes no call. Override to show a page. */
  async handleGet(): Promise<void> {
    await this.write('400 Bad Request', 'text/plain', Buffer.from('XML-RPC calls are POSTed'));
  }

  /** Writes a whole CGI answer; without a status it is 200. */
  protected async write(status: string | undefined, contentType: string, body: Buffer): Promise<void> {
    const head = [
      ...(status === undefined ? [] : [`Status: ${status}`]),
      `Content-Type: ${contentType}`,
      `Content-Length: ${body.length}`,
    ];
    await new Promise<void>((resolve, reject) => {
      const answer = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
      process.stdout.write(answer, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** As many bytes as were announced, fewer when stdin ends first; undefined for more than is taken. */
  async #readBody(): Promise<Buffer | undefined> {
    const { bodyBytesMax = defaultLimits.bodyBytesMax } = this.limits;
    const announced = /^\d{1,15}$/.test(process.env.CONTENT_LENGTH ?? '')
      ? Number(process.env.CONTENT_LENGTH)
      : Number.POSITIVE_INFINITY;
    if (Number.isFinite(announced) && announced > bodyBytesMax) return undefined;
    const body = await buffer(upTo(Math.min(announced, bodyBytesMax + 1)));
    return body.length > bodyBytesMax ? undefined : body;
  }
}

const tooLong = Buffer.from('the call is too long');

async function* upTo(bytesMax: number): AsyncGenerator<Buffer> {
  let missing = bytesMax;
  if (missing === 0) return;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    yield chunk.subarray(0, missing);
    missing -= chunk.length;
    if (missing <= 0) return;
  }
}
