// One suite over all twelve servers: the same two clients, one for streams and one for datagrams, on each.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
  type InternetAddress,
  type RunningServer,
  type SocketAddress,
  TCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
  UDPServer,
  type UnixAddress,
  UnixDatagramServer,
  UnixDatagramSocket,
  UnixStreamServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { DatagramEcho, LineEcho } from './handlers.ts';

const directory = mkdtempSync(join(tmpdir(), 'socketserver-'));
afterAll(() => rmSync(directory, { recursive: true }));

const tcp: InternetAddress = { host: '127.0.0.1', port: 0 };
const path = (name: string): UnixAddress => ({ path: join(directory, name) });
const lineEcho = new URL('./handlers.ts#LineEcho', import.meta.url);
const datagramEcho = new URL('./handlers.ts#DatagramEcho', import.meta.url);

interface Startable {
  start(): Promise<RunningServer<SocketAddress>>;
}

const streamServers: Record<string, () => Startable> = {
  TCPServer: () => new TCPServer(tcp, LineEcho),
  ThreadingTCPServer: () => new ThreadingTCPServer(tcp, LineEcho),
  ForkingTCPServer: () => new ForkingTCPServer(tcp, lineEcho),
  UnixStreamServer: () => new UnixStreamServer(path('s1'), LineEcho),
  ThreadingUnixStreamServer: () => new ThreadingUnixStreamServer(path('s2'), LineEcho),
  ForkingUnixStreamServer: () => new ForkingUnixStreamServer(path('s3'), lineEcho),
  'ThreadingTCPServer with workers': () =>
    new ThreadingTCPServer(tcp, LineEcho, { workers: { handlerModule: lineEcho, count: 2 } }),
  'ForkingTCPServer with warm children': () =>
    new ForkingTCPServer(tcp, lineEcho, { warmChildren: 2, requestsPerChild: 4 }),
};

const datagramServers: Record<string, () => Startable> = {
  UDPServer: () => new UDPServer(tcp, DatagramEcho),
  ThreadingUDPServer: () => new ThreadingUDPServer(tcp, DatagramEcho),
  ForkingUDPServer: () => new ForkingUDPServer(tcp, datagramEcho),
  UnixDatagramServer: () => new UnixDatagramServer(path('d1'), DatagramEcho),
  ThreadingUnixDatagramServer: () => new ThreadingUnixDatagramServer(path('d2'), DatagramEcho),
  ForkingUnixDatagramServer: () => new ForkingUnixDatagramServer(path('d3'), datagramEcho),
  'ThreadingUDPServer with workers': () =>
    new ThreadingUDPServer(tcp, DatagramEcho, { workers: { handlerModule: datagramEcho, count: 2 } }),
};

describe.each(Object.keys(streamServers))('%s', (name) => {
  test('serves three clients one after the other', async () => {
    await using server = await make(streamServers, name).start();
    for (let round = 1; round <= 3; round += 1) {
      await using client = await StreamClient.connect(server.address);
      expect(await client.exchange(`hello world ${round}\n`)).toBe(`hello world ${round}\n`);
      client.end();
      expect(await client.ending).toBe('end');
    }
  });

  test('gives a half-closed client its whole answer', async () => {
    await using server = await make(streamServers, name).start();
    await using client = await StreamClient.connect(server.address);
    client.send('one\ntwo\nno newline');
    client.end();
    expect((await client.receiveAll()).toString()).toBe('one\ntwo\nno newline');
    expect(await client.ending).toBe('end');
  });
});

describe.each(Object.keys(datagramServers))('%s', (name) => {
  test('answers each of three datagrams, also an empty one', async () => {
    await using server = await make(datagramServers, name).start();
    for (const text of ['hello world\n', '', 'x'.repeat(8000)]) {
      expect((await ask(server.address, text)).toString()).toBe(text);
    }
  });
});

function make(servers: Record<string, () => Startable>, name: string): Startable {
  const factory = servers[name];
  if (factory === undefined) throw new Error(`no server ${name}`);
  return factory();
}

async function ask(address: SocketAddress, text: string): Promise<Buffer> {
  if ('path' in address) {
    const socket = new UnixDatagramSocket();
    socket.bind(join(directory, 'client'));
    const reply = once(socket, 'message');
    await socket.send(Buffer.from(text), address.path);
    const [data] = await reply;
    socket.close();
    return data;
  }
  const socket = createSocket('udp4');
  const reply = once(socket, 'message');
  socket.send(text, address.port, address.host);
  const [data] = await reply;
  socket.close();
  return data;
}
