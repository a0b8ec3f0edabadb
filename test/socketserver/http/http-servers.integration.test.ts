// One suite over the HTTP servers: what a client gets does not depend on the transport or the concurrency.

import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  ForkingHTTPServer,
  ForkingUnixHTTPServer,
  HTTPServer,
  type RunningServer,
  type SocketAddress,
  ThreadingHTTPServer,
  ThreadingUnixHTTPServer,
  ThreadingUnixStreamServer,
  UnixHTTPServer,
} from '../../../src/socketserver/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { HelloHandler } from './handlers.ts';
import { rawRequest } from './raw-request.ts';

const tcp = { host: '127.0.0.1', port: 0 };
const module = new URL('./handlers.ts#HelloHandler', import.meta.url);
const path = () => ({ path: join(temporaryDirectory(), 'http.sock') });

const servers: Record<string, () => { start(): Promise<RunningServer<SocketAddress>> }> = {
  HTTPServer: () => new HTTPServer(tcp, HelloHandler),
  ThreadingHTTPServer: () => new ThreadingHTTPServer(tcp, HelloHandler),
  ForkingHTTPServer: () => new ForkingHTTPServer(tcp, module),
  UnixHTTPServer: () => new UnixHTTPServer(path(), HelloHandler),
  ThreadingUnixHTTPServer: () => new ThreadingUnixHTTPServer(path(), HelloHandler),
  ForkingUnixHTTPServer: () => new ForkingUnixHTTPServer(path(), module),
  'a Unix server with an HTTP handler': () => new ThreadingUnixStreamServer(path(), HelloHandler),
  'ThreadingHTTPServer with workers': () =>
    new ThreadingHTTPServer(tcp, HelloHandler, { workers: { handlerModule: module, count: 1 } }),
};

describe.each(Object.entries(servers))('%s', (_name, make) => {
  test('answers GET, POST and HEAD on one connection', async () => {
    await using server = await make().start();
    const requests = [
      'GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello',
      'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      'HEAD /d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ];
    const { text, statuses, ending } = await rawRequest(server.address, requests.join(''));
    expect(statuses).toEqual([200, 200, 200, 200]);
    const bodies = text.split(/HTTP\/1\.1 200 OK\r\n/).map((each) => each.split('\r\n\r\n')[1]);
    expect(bodies.slice(1)).toEqual(['hello /a?b=c\n', 'HELLO', 'ABCDE', '']);
    expect(ending).toBe('end');
  });

  test("answers Node's own client, four at once", { timeout: 60_000 }, async () => {
    await using server = await make().start();
    const { address } = server;
    const ask = (each: number): Promise<string> =>
      new Promise((resolve, reject) => {
        const target = 'path' in address ? { socketPath: address.path } : address;
        const request = httpRequest({ ...target, path: `/${each}`, method: 'GET' }, (response) => {
          response.setEncoding('utf8');
          response.once('data', resolve);
        });
        request.once('error', reject).end();
      });
    const numbers = Array.from({ length: 4 }, (_, index) => index);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map((each) => `hello /${each}\n`));
  });
});
