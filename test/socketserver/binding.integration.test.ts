// Where servers listen: what the kernel refuses gives an error with a code and advice, and leaves nothing behind.

import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  BaseRequestHandler,
  type InternetAddress,
  TCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixStreamServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { DatagramEcho, LineEcho } from './handlers.ts';

const directory = mkdtempSync(join(tmpdir(), 'binding-'));
afterAll(() => rmSync(directory, { recursive: true }));

const anyPort: InternetAddress = { host: '127.0.0.1', port: 0 };
const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

test('port 0 becomes the port that the kernel gave', async () => {
  await using running = await new TCPServer(anyPort, LineEcho).start();
  expect(running.address.port).toBeGreaterThan(0);
});

test('a port in use says so, for TCP and UDP', async () => {
  await using tcp = await new TCPServer(anyPort, LineEcho).start();
  await expect(new TCPServer(tcp.address, LineEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: expect.stringContaining(
      `cannot listen on 127.0.0.1:${tcp.address.port}: another program has it`,
    ),
    advice: expect.stringContaining('port 0'),
    cause: { code: 'EADDRINUSE' },
  });
  await using udp = await new UDPServer(anyPort, DatagramEcho).start();
  await expect(new UDPServer(udp.address, DatagramEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
  });
});

test('a server that could not bind can be tried again when the port is free', async () => {
  const first = await new TCPServer(anyPort, LineEcho).start();
  const second = new TCPServer(first.address, LineEcho);
  await expect(second.start()).rejects.toMatchObject({ code: 'ADDRESS_IN_USE' });
  await first.stop();
  await using running = await second.start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.exchange('hello\n')).toBe('hello\n');
});

// The kernel answers a connect() to a Unix socket at once: EAGAIN when the queue is full.
const connectMany = `
  let connected = 0, refused = 0;
  const [path, count] = process.argv.slice(1);
  const done = () => connected + refused === Number(count) && (console.log(connected), process.exit());
  for (let i = 0; i < Number(count); i++)
    require('net').connect(path).on('connect', () => { connected++; done(); }).on('error', () => { refused++; done(); });
`;

test.each([
  [{ requestQueueSize: 3 }, 10, 4],
  [{}, 600, 600],
])(
  'with %o, of %i connections %i wait in the kernel while the program is busy',
  async (options, count, expected) => {
    const path = join(directory, `queue-${count}`);
    await using _running = await new UnixStreamServer({ path }, LineEcho, options).start();
    // This process accepts nothing meanwhile.
    const connected = execFileSync(process.execPath, ['-e', connectMany, path, String(count)], {
      encoding: 'utf8',
    });
    expect(Number(connected)).toBe(expected);
  },
);

test.each([
  [{ host: '192.0.2.1', port: 0 }, 'ADDRESS_NOT_AVAILABLE'],
  [{ host: '127.0.0.1', port: -1 }, 'ADDRESS_INVALID'],
  [{ host: '127.0.0.1', port: 65_536 }, 'ADDRESS_INVALID'],
  [{ host: 'no-such-host.invalid', port: 0 }, 'ADDRESS_UNRESOLVED'],
])('%o gives %s', async (address, code) => {
  await expect(new TCPServer(address, LineEcho).start()).rejects.toMatchObject({ code });
  await expect(new UDPServer(address, DatagramEcho).start()).rejects.toMatchObject({ code });
});

test('a thousand failed binds leave no descriptor open', async () => {
  await using taken = await new TCPServer(anyPort, LineEcho).start();
  const before = openDescriptors();
  for (let round = 0; round < 1000; round += 1) {
    await new TCPServer(taken.address, LineEcho).listen().catch(() => {});
  }
  expect(openDescriptors()).toBeLessThanOrEqual(before + 2);
});

test('reusePort: two servers have the port, and the kernel spreads connections over both', async () => {
  const named = (name: string) =>
    class extends BaseRequestHandler {
      override handle(): Promise<void> {
        return this.request.sendAll(name);
      }
    };
  await using first = await new ThreadingTCPServer(anyPort, named('1'), { reusePort: true }).start();
  await using second = await new ThreadingTCPServer(first.address, named('2'), { reusePort: true }).start();
  expect(second.address).toEqual(first.address);
  const reached = new Set<string>();
  // The kernel chooses by a hash of the ports: that 100 clients all meet the same one is as good as impossible.
  for (let index = 0; index < 100; index += 1) {
    await using client = await StreamClient.connect(first.address);
    reached.add((await client.receive(1)).toString());
  }
  expect([...reached].toSorted()).toEqual(['1', '2']);
});

test('reusePort: two UDP servers have the port', async () => {
  await using first = await new ThreadingUDPServer(anyPort, DatagramEcho, { reusePort: true }).start();
  await using second = await new ThreadingUDPServer(first.address, DatagramEcho, { reusePort: true }).start();
  expect(second.address).toEqual(first.address);
  await expect(new ThreadingUDPServer(first.address, DatagramEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
  });
});

test.runIf(hasIPv6)(':: serves IPv6 and IPv4, unless ipv6Only', async () => {
  await using both = await new ThreadingTCPServer({ host: '::', port: 0 }, LineEcho).start();
  for (const host of ['::1', '127.0.0.1']) {
    await using client = await StreamClient.connect({ host, port: both.address.port });
    expect(await client.exchange('hello\n')).toBe('hello\n');
  }
  await using six = await new ThreadingTCPServer({ host: '::', port: 0 }, LineEcho, {
    ipv6Only: true,
  }).start();
  await expect(StreamClient.connect({ host: '127.0.0.1', port: six.address.port })).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await using udp = await new ThreadingUDPServer({ host: '::1', port: 0 }, DatagramEcho).start();
  const socket = createSocket('udp6');
  socket.send('hello', udp.address.port, '::1');
  const [reply] = await once(socket, 'message');
  expect(reply.toString()).toBe('hello');
  socket.close();
});

test('the empty host is every IPv4 address, as in Python', async () => {
  await using running = await new TCPServer({ host: '', port: 0 }, LineEcho).start();
  expect(running.address.host).toBe('0.0.0.0');
});

test('a Unix path is removed on close, and its permissions can be set', async () => {
  const path = join(directory, 'mode');
  const running = await new UnixStreamServer({ path }, LineEcho, { mode: 0o666 }).start();
  expect(statSync(path).mode & 0o777).toBe(0o666);
  await running.stop();
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['stream', 1, (path: string) => new UnixStreamServer({ path }, LineEcho)],
  ['datagram', 2, (path: string) => new UnixDatagramServer({ path }, DatagramEcho)],
])('a stale %s path, left by a server that was killed, is taken over', async (kind, type, server) => {
  const path = join(directory, `stale-${kind}`);
  const bindAndDie = `import os, socket; socket.socket(socket.AF_UNIX, ${type}).bind('${path}'); os._exit(0)`;
  execFileSync('python3', ['-c', bindAndDie]);
  expect(statSync(path).isSocket()).toBe(true);
  const running = await server(path).start();
  await running.stop();
  expect(existsSync(path)).toBe(false);
});

test('a path on which somebody answers is not taken over, by either kind of server', async () => {
  const path = join(directory, 'live');
  await using running = await new ThreadingUnixStreamServer({ path }, LineEcho).start();
  await expect(new UnixStreamServer({ path }, LineEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
  });
  await expect(new UnixDatagramServer({ path }, DatagramEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
  });
  await using client = await StreamClient.connect(running.address);
  expect(await client.exchange('hello\n')).toBe('hello\n');
});

test('a file that is no socket is left alone', async () => {
  const path = join(directory, 'precious');
  writeFileSync(path, 'keep me');
  await expect(new UnixStreamServer({ path }, LineEcho).start()).rejects.toMatchObject({
    code: 'PATH_UNUSABLE',
    message: expect.stringContaining('not a socket'),
  });
  expect(existsSync(path)).toBe(true);
});

test('closing does not remove the file of the server that took the path over', async () => {
  const path = join(directory, 'mine');
  const first = await new UnixStreamServer({ path }, LineEcho).start();
  rmSync(path);
  await using second = await new ThreadingUnixStreamServer({ path }, LineEcho).start();
  await first.stop();
  await using client = await StreamClient.connect(second.address);
  expect(await client.exchange('hello\n')).toBe('hello\n');
});

test.each([
  [join(directory, 'x'.repeat(108)), 'PATH_TOO_LONG'],
  ['', 'ADDRESS_INVALID'],
  [join(directory, 'no', 'such', 'directory'), 'PATH_UNUSABLE'],
  [join(directory, 'file', 'below'), 'PATH_UNUSABLE'],
])('the path %j gives %s', async (path, code) => {
  writeFileSync(join(directory, 'file'), '');
  await expect(new UnixStreamServer({ path }, LineEcho).start()).rejects.toMatchObject({ code });
  await expect(new UnixDatagramServer({ path }, DatagramEcho).start()).rejects.toMatchObject({ code });
});

test('a directory without permission, for a user who is not root', async () => {
  const locked = mkdtempSync(join(directory, 'locked-'));
  chmodSync(locked, 0o555);
  const program = `
    import { UnixStreamServer, BaseRequestHandler } from '${new URL('../../src/socketserver/index.ts', import.meta.url).href}';
    if (process.getuid() === 0) process.setuid(65534);
    class H extends BaseRequestHandler { handle() {} }
    await new UnixStreamServer({ path: '${join(locked, 's')}' }, H).start().then(() => console.log('bound'), (e) => console.log(e.code));
    process.exit();`;
  chmodSync(directory, 0o755);
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('ADDRESS_NOT_PERMITTED');
});

test('an abstract name is served, and leaves no file', async () => {
  const path = `\0socketbed-binding-${process.pid}`;
  await using running = await new ThreadingUnixStreamServer({ path }, LineEcho).start();
  await using client = await StreamClient.connect(running.address);
  expect(await client.exchange('hello\n')).toBe('hello\n');
  await expect(new UnixStreamServer({ path }, LineEcho).start()).rejects.toMatchObject({
    code: 'ADDRESS_IN_USE',
    message: expect.stringContaining('@socketbed-binding'),
  });
});
