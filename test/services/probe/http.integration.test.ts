// The probe's `request`: what node:http and fetch each tell a program of the same bytes, sent by hand, and the same end.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type HttpClient, type HttpOptions, httpClients } from '../../../src/protocol/http.ts';
import type { ProbeAddress } from '../../../src/protocol/probe.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { patienceMs, sharedDriver } from './driver.ts';

const probe = sharedDriver();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that does as told with each piece of a request. */
async function serving(
  answer: (socket: Socket, piece: string) => void,
  path?: string,
): Promise<ProbeAddress> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => answer(socket, data.toString()));
  });
  servers.push(server);
  server.listen(path === undefined ? { port: 0, host: '127.0.0.1' } : { path });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null
    ? { host: '127.0.0.1', port: address.port }
    : { path: path ?? '' };
}
const request = (client: HttpClient, to: ProbeAddress, options: HttpOptions = {}, timeoutMs = patienceMs) =>
  probe().outcome({ op: 'request', client, to, options, timeoutMs });

const head = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';

describe.each(httpClients)('%s', (client) => {
  test('method, path, headers and body go out, status and body come back', async () => {
    let asked = '';
    const to = await serving((socket, piece) => {
      asked += piece;
      if (asked.endsWith('hello')) socket.end('HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno');
    });
    const options = { method: 'POST', path: '/a?b=c', headers: { 'X-Mine': 'yes' }, body: 'hello' };
    expect(await request(client, to, options)).toMatchObject({ kind: 'reply', status: 404, reply: 'no' });
    expect(asked).toMatch(/^POST \/a\?b=c HTTP\/1\.1\r\n/);
    expect(asked.toLowerCase()).toContain('x-mine: yes');
    expect(asked.toLowerCase()).toContain('connection: close');
  });

  test('nobody listens', async () => {
    const to = await serving(() => {});
    servers.splice(0)[0]?.close();
    const refused = { kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', errno: 111 };
    expect(await request(client, to)).toMatchObject(refused);
  });

  test('a silent server is a timeout, and the status is told where it had come', async () => {
    const silent = await serving(() => {});
    expect(await request(client, silent, {}, 100)).toMatchObject({ kind: 'timeout' });
    const slow = await serving((socket) => socket.write(`${head}12345`));
    expect(await request(client, slow, {}, 500)).toMatchObject({ kind: 'timeout', status: 200, bytes: 5 });
  });

  test('a kept connection is used again', async () => {
    const seen = new Set<Socket>();
    const to = await serving((socket) => {
      seen.add(socket);
      socket.write(`${head}0123456789`);
    });
    for (let count = 0; count < 3; count += 1)
      expect(await request(client, to, { keepAlive: true })).toMatchObject({ kind: 'reply' });
    expect(seen.size).toBe(1);
    for (const socket of seen) socket.destroy();
  });
});

test('a kept connection whose answer did not come whole is not used again', async () => {
  const seen: Socket[] = [];
  const to = await serving((socket) => {
    seen.push(socket);
    socket.write(seen.length === 1 ? `${head}01234` : `${head}0123456789`);
  });
  expect(await request('http', to, { keepAlive: true }, 500)).toMatchObject({ kind: 'timeout' });
  const [first] = seen;
  if (first?.destroyed === false) await once(first, 'close');
  expect(await request('http', to, { keepAlive: true })).toMatchObject({ kind: 'reply' });
  expect(seen[1]).not.toBe(first);
});

test.each<[what: string, act: (socket: Socket) => void, http: object, fetch: object]>([
  [
    'a reset after the request',
    (socket) => socket.resetAndDestroy(),
    { kind: 'reset', code: 'ECONNRESET', syscall: 'read' },
    { kind: 'reset', code: 'ECONNRESET', syscall: 'read' },
  ],
  [
    'a FIN after the request',
    (socket) => socket.end(),
    { kind: 'closed', code: 'ECONNRESET', message: 'socket hang up' },
    { kind: 'closed', code: 'UND_ERR_SOCKET', message: 'other side closed' },
  ],
  [
    'a body that is cut short',
    (socket) => socket.end(`${head}12345`),
    { kind: 'closed', code: 'ECONNRESET', message: 'aborted', status: 200, bytes: 5 },
    { kind: 'closed', code: 'UND_ERR_SOCKET', message: 'other side closed', status: 200 },
  ],
  [
    'a chunk without a size',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n'),
    { kind: 'failed', code: 'HPE_INVALID_CHUNK_SIZE', status: 200 },
    { kind: 'failed', status: 200 },
  ],
  [
    'what is no HTTP',
    (socket) => socket.end('hello\r\n\r\n'),
    { kind: 'failed', code: 'HPE_INVALID_CONSTANT' },
    { kind: 'failed' },
  ],
])('%s', async (_what, act, http, fetch) => {
  const to = await serving(act);
  expect(await request('http', to)).toMatchObject(http);
  expect(await request('fetch', to)).toMatchObject(fetch);
});

test('a Unix socket', async () => {
  const path = join(temporaryDirectory(), 'http.sock');
  const to = await serving((socket) => socket.end(`${head}0123456789`), path);
  expect(await request('http', to)).toMatchObject({ kind: 'reply', reply: '0123456789' });
});

test('closing all ends what was left open', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const to = await serving((socket) => {
    socket.on('close', () => resolve());
    socket.write(`${head}0123456789`);
  });
  expect(await request('http', to, { keepAlive: true })).toMatchObject({ kind: 'reply' });
  await probe().request({ op: 'closeAll' });
  await promise;
});

describe('load', () => {
  const load = (to: ProbeAddress, requests: number, connections = 5) =>
    probe().outcome({
      ...{ op: 'load', to, timeoutMs: patienceMs },
      options: { path: '/load', connections, requests, expected: '0123456789' },
    });

  test('every request is answered, counted and timed, over TCP and over a Unix socket', async () => {
    for (const path of [undefined, join(temporaryDirectory(), 'load.sock')]) {
      const connections = new Set<Socket>();
      const to = await serving((socket, piece) => {
        connections.add(socket);
        for (const _ of piece.matchAll(/GET \/load HTTP/g)) socket.write(`${head}0123456789`);
      }, path);
      expect(await load(to, 100)).toMatchObject({
        ...{ kind: 'loaded', requests: 100, wrong: 0, lost: 0 },
        latencyMs: { p50: expect.any(Number), p99: expect.any(Number) },
      });
      expect(connections.size).toBe(5);
    }
  });

  test('a wrong reply is counted as wrong', async () => {
    let count = 0;
    const to = await serving((socket) => {
      count += 1;
      socket.write(`${head}${count === 3 ? '012345678X' : '0123456789'}`);
    });
    expect(await load(to, 10, 1)).toMatchObject({ kind: 'loaded', requests: 10, wrong: 1, lost: 0 });
  });

  test('a reset connection is a lost request', async () => {
    let count = 0;
    const to = await serving((socket) => {
      count += 1;
      if (count === 3) socket.resetAndDestroy();
      else socket.write(`${head}0123456789`);
    });
    const outcome = await load(to, 10, 1);
    expect(outcome).toMatchObject({ kind: 'loaded', wrong: 0 });
    expect(outcome).not.toMatchObject({ lost: 0 });
  });

  test('a silent server is a timeout', async () => {
    const to = await serving(() => {});
    const command = { op: 'load', to, timeoutMs: 300 } as const;
    const options = { connections: 1, requests: 1, expected: '' };
    expect(await probe().outcome({ ...command, options })).toMatchObject({ kind: 'timeout' });
  });
});
