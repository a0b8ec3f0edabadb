// What a handler can do with an answer, and what a client gets when the handler fails.

import { expect, test } from 'vitest';
import { type ServerEvent, ThreadingHTTPServer } from '../../../src/socketserver/index.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { until } from '../../support/until.ts';
import { HelloHandler, QuietHandler } from './handlers.ts';
import { get, rawRequest, request } from './raw-request.ts';

const anyPort = { host: '127.0.0.1', port: 0 };

/** A server, and what it said. */
async function serve(Handler: ConstructorParameters<typeof ThreadingHTTPServer>[1]) {
  const events: ServerEvent[] = [];
  const server = new ThreadingHTTPServer(anyPort, Handler, { onEvent: (event) => events.push(event) });
  return { running: await server.start(), server, events };
}

test('without a length an answer is chunked, and its pieces leave when they are written', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  class Pieces extends QuietHandler {
    async do_GET(): Promise<void> {
      this.sendResponse(200);
      this.endHeaders();
      await this.wfile.write('first');
      await gate;
      await this.wfile.write('second');
    }
  }
  const { running } = await serve(Pieces);
  await using _ = running;
  await using client = await StreamClient.connect(running.address);
  client.send(get('/'));
  let text = '';
  while (!text.includes('first')) text += (await client.receive(1)).toString();
  expect(text).toContain('Transfer-Encoding: chunked');
  open();
  expect((await client.receiveAll()).toString()).toBe('\r\n6\r\nsecond\r\n0\r\n\r\n');
});

test('headers leave although the body has to be waited for', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  class Waiting extends QuietHandler {
    async do_GET(): Promise<void> {
      this.sendResponse(200);
      this.endHeaders();
      await gate;
    }
  }
  const { running } = await serve(Waiting);
  await using _ = running;
  await using client = await StreamClient.connect(running.address);
  client.send(get('/'));
  expect((await client.receive(15)).toString()).toBe('HTTP/1.1 200 OK');
  open();
  expect(await client.ending).toBe('end');
});

test('an HTTP/1.0 client gets no chunks; closing ends its answer', async () => {
  class Plain extends QuietHandler {
    do_GET(): void {
      this.sendResponse(200);
      this.endHeaders();
      void this.wfile.write('to the end');
    }
  }
  const { running } = await serve(Plain);
  await using _ = running;
  const { text, ending } = await rawRequest(running.address, 'GET / HTTP/1.0\r\n\r\n');
  expect(text).not.toContain('chunked');
  expect(text).toMatch(/\r\n\r\nto the end$/);
  expect(ending).toBe('end');
});

test('a handler that throws: 500, the connection closed, the error told', async () => {
  class Broken extends QuietHandler {
    do_GET(): void {
      throw new TypeError('a mistake');
    }
  }
  const { running, events } = await serve(Broken);
  await using _ = running;
  const { statuses, text } = await rawRequest(running.address, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(statuses).toEqual([500]);
  expect(text).not.toContain('mistake');
  await until('the event', () => events.length === 1);
  expect(events[0]).toMatchObject({ event: 'request-failed', error: { message: 'a mistake' } });
});

test.each([
  ['throws in the middle', (): void => {}],
  [
    'writes less than it promised',
    function (this: QuietHandler): void {
      this.sendHeader('Content-Length', 100);
    },
  ],
])('when a handler %s, its client cannot take what it has for the whole', async (name, prepare) => {
  class Broken extends QuietHandler {
    async do_GET(): Promise<void> {
      this.sendResponse(200);
      prepare.call(this);
      this.endHeaders();
      await this.wfile.write('part');
      await new Promise(setImmediate);
      if (name.startsWith('throws')) throw new TypeError('a mistake');
    }
  }
  const { running, events } = await serve(Broken);
  await using _ = running;
  const error = await fetch(`http://127.0.0.1:${running.address.port}/`)
    .then((response) => response.text())
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TypeError);
  await until('the event', () => events.length === 1);
  expect(events[0]).toMatchObject({ event: 'request-failed' });
});

test('more than was promised is not sent', async () => {
  class Generous extends QuietHandler {
    do_GET(): void {
      this.sendResponse(200);
      this.sendHeader('Content-Length', 2);
      this.endHeaders();
      void this.wfile.write('ok, and a forged answer');
    }
  }
  const { running, events } = await serve(Generous);
  await using _ = running;
  expect((await rawRequest(running.address, get('/'))).text).not.toContain('forged');
  await until('the event', () => events.length === 1);
});

test('a header that would be two is an error, not two headers', async () => {
  class Split extends QuietHandler {
    do_GET(): void {
      this.sendResponse(200);
      this.sendHeader('X-Name', 'a\r\nSet-Cookie: b');
      this.endHeaders();
    }
  }
  const { running } = await serve(Split);
  await using _ = running;
  const { statuses, text } = await rawRequest(running.address, get('/'));
  expect(statuses).toEqual([500]);
  expect(text).not.toContain('Set-Cookie');
});

test.each([204, 205, 304])('sendError(%i) has no body and keeps the connection in order', async (status) => {
  class Empty extends QuietHandler {
    do_GET(): void {
      void this.sendError(status);
    }
  }
  const { running } = await serve(Empty);
  await using _ = running;
  const { statuses, text } = await rawRequest(
    running.address,
    `GET / HTTP/1.1\r\nHost: x\r\n\r\n${get('/')}`,
  );
  expect(statuses).toEqual([status, status]);
  expect(text).not.toMatch(/Content-Type|chunked|<html/i);
});

test('the words of sendError are escaped', async () => {
  class Echo extends QuietHandler {
    do_GET(): void {
      void this.sendError(404, undefined, decodeURIComponent(this.path));
    }
  }
  const { running } = await serve(Echo);
  await using _ = running;
  const { text } = await rawRequest(running.address, get('/%3Cscript%3Ealert(1)%3C/script%3E'));
  expect(text).toContain('&lt;script&gt;alert(1)');
  expect(text).not.toContain('<script');
});

test('a client that waits for 100 Continue gets it; one that is refused does not', async () => {
  class Choosy extends HelloHandler {
    override handleExpect100(): boolean {
      if (this.path === '/good') return super.handleExpect100() === true;
      void this.sendError(417);
      return false;
    }
  }
  const { running } = await serve(Choosy);
  await using _ = running;
  const expecting = ['Content-Length: 2', 'Expect: 100-continue'];
  const good = await rawRequest(running.address, request('POST', '/good', expecting, 'ab'));
  expect(good.statuses).toEqual([100, 200]);
  const bad = await rawRequest(running.address, request('POST', '/bad', expecting), { end: true });
  expect(bad.statuses).toEqual([417]);
});

test('a half-closed client gets its answer', async () => {
  const { running } = await serve(HelloHandler);
  await using _ = running;
  const { text } = await rawRequest(running.address, 'GET /half HTTP/1.1\r\nHost: x\r\n\r\n', { end: true });
  expect(text).toContain('hello /half');
});

test('a client that leaves aborts the signal of its handler', async () => {
  let begun = false;
  let aborted = false;
  class Watching extends QuietHandler {
    async do_GET(): Promise<void> {
      begun = true;
      await new Promise<void>((resolve) => {
        this.signal.addEventListener('abort', () => {
          aborted = true;
          resolve();
        });
      });
    }
  }
  const { running } = await serve(Watching);
  await using _ = running;
  const client = await StreamClient.connect(running.address);
  client.send(get('/'));
  await until('the request runs', () => begun);
  client.socket.destroy();
  await until('the handler knows', () => aborted);
});

test('writes to a client that has gone reject with EPIPE, and nothing else happens', async () => {
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>();
  let begun = false;
  let code: unknown;
  class Late extends QuietHandler {
    async do_GET(): Promise<void> {
      begun = true;
      await gone;
      await new Promise((resolve) => {
        this.signal.addEventListener('abort', resolve);
        if (this.signal.aborted) resolve(undefined);
      });
      this.sendResponse(200);
      this.endHeaders();
      void this.wfile.write('unawaited');
      await this.wfile.write('late').catch((error: NodeJS.ErrnoException) => {
        code = error.code;
      });
    }
  }
  const { running } = await serve(Late);
  await using _ = running;
  const client = await StreamClient.connect(running.address);
  client.send(get('/'));
  await until('the request runs', () => begun);
  client.reset();
  await client.ending;
  leave();
  await until('the write failed', () => code !== undefined);
  expect(code).toBe('EPIPE');
  expect((await rawRequest(running.address, request('PUT', '/'))).statuses).toEqual([501]);
});

test('a body over the limit: 413, before it is read and while it is read', async () => {
  class Small extends HelloHandler {
    override readonly bodyBytesMax = 10;
  }
  const { running } = await serve(Small);
  await using _ = running;
  const announced = request('POST', '/', ['Content-Length: 11'], 'x'.repeat(11));
  expect((await rawRequest(running.address, announced)).statuses).toEqual([413]);
  const chunked = request('POST', '/', ['Transfer-Encoding: chunked'], `b\r\n${'x'.repeat(11)}\r\n0\r\n\r\n`);
  expect((await rawRequest(running.address, chunked)).statuses).toEqual([413]);
});

test('the log has the line that Python writes, with control characters made visible', async () => {
  const lines: string[] = [];
  class Logged extends HelloHandler {
    override logMessage(text?: string): void {
      lines.push(text ?? '');
    }
  }
  const { running } = await serve(Logged);
  await using _ = running;
  await rawRequest(running.address, get('/a'));
  await rawRequest(running.address, 'no request at all\r\n\r\n');
  expect(lines).toEqual(['"GET /a HTTP/1.1" 200 -', expect.stringMatching(/^code 400, message .*/)]);
});
