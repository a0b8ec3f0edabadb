// Unix datagrams between real sockets: this process, Python peers, child processes and worker threads.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UnixAddress } from '../../src/socketserver/address.ts';
import {
  UnixDatagramSocket,
  type UnixDatagramSocketOptions,
} from '../../src/socketserver/unix-datagram-socket.ts';

type Message = [data: Buffer, peer: UnixAddress, truncated: boolean];

const deadlineMs = 8_000;
const source = new URL('../../src/socketserver/unix-datagram-socket.ts', import.meta.url).href;
/** As many as fit into a queue: one more than its limit. */
const queueLength = Number(readFileSync('/proc/sys/net/unix/max_dgram_qlen', 'utf8')) + 1;

let directory: string;
let path: string;
let sockets: UnixDatagramSocket[];
let children: ChildProcessWithoutNullStreams[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'socketbed-'));
  path = join(directory, 'a.sock');
  sockets = [];
  children = [];
});

afterEach(() => {
  for (const socket of sockets) socket.close();
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function unbound(options?: UnixDatagramSocketOptions): UnixDatagramSocket {
  const socket = new UnixDatagramSocket(options);
  sockets.push(socket);
  return socket;
}

function bound(at?: string, options?: UnixDatagramSocketOptions): UnixDatagramSocket {
  const socket = unbound(options);
  socket.bind(at);
  return socket;
}

/** Like events.once, but sees every message of a burst. */
function messages(socket: UnixDatagramSocket, count: number): Promise<Message[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Message[]>();
  const received: Message[] = [];
  const deadline = setTimeout(
    () => reject(new Error(`${received.length} of ${count} messages came`)),
    deadlineMs,
  );
  const listener = (...message: Message): void => {
    if (received.push(message) < count) return;
    clearTimeout(deadline);
    socket.off('message', listener);
    resolve(received);
  };
  socket.on('message', listener);
  return promise;
}

async function message(socket: UnixDatagramSocket): Promise<Message> {
  const [first] = await messages(socket, 1);
  if (first === undefined) throw new Error('no message');
  return first;
}

interface Peer {
  /** The next line that it prints. */
  line(): Promise<string>;
  tell(line: string): void;
}

/** A Python program with `s`, a datagram socket, at hand; it dies with the test. */
function python(program: string): Peer {
  const setUp =
    'import os, socket, sys\ns = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.settimeout(8)\n';
  const child = spawn('python3', ['-uc', setUp + program, directory]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    line: async () => String((await lines.next()).value),
    tell: (line) => void child.stdin.write(`${line}\n`),
  };
}

/**
 * Runs a program in a Node of its own, with 600 descriptors, until it ends by itself. `UnixDatagramSocket` and `path`
 * are at hand.
 */
async function node(program: string, environment: Record<string, string> = {}): Promise<string> {
  const setUp = `const { UnixDatagramSocket } = await import(${JSON.stringify(source)});
    const path = ${JSON.stringify(path)};\n`;
  const limited = ['-c', 'ulimit -n 600; exec "$0" "$@"', process.execPath];
  const child = spawn('sh', [...limited, '--input-type=module', '-e', setUp + program], {
    env: { ...process.env, ...environment },
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const [code, signal] = await once(child, 'close', { signal: AbortSignal.timeout(deadlineMs) });
  return signal === null && code === 0 ? output.trim() : `${output.trim()} (exit ${code ?? signal})`;
}

describe('datagrams', () => {
  it('arrive whole, in order, with the name of the sender', async () => {
    const server = bound(path);
    const client = bound(join(directory, 'b.sock'));
    const received = messages(server, 2);
    await client.send(Buffer.from('one'), path);
    await client.send(Buffer.from('two'), path);
    expect((await received).map(([data, peer, truncated]) => [String(data), peer, truncated])).toEqual([
      ['one', { path: join(directory, 'b.sock') }, false],
      ['two', { path: join(directory, 'b.sock') }, false],
    ]);
  });

  it('are answered at the name that the kernel chose', async () => {
    const server = bound(path);
    const client = bound();
    server.on('message', (data, peer) => void server.send(data, peer.path));
    expect(client.address().path).toMatch(/^\0[0-9a-f]{5}$/);
    await client.send(Buffer.from('echo'), path);
    expect(String((await message(client))[0])).toBe('echo');
  });

  it('come from an empty path when the sender has no name', async () => {
    const server = bound(path);
    await unbound().send(Buffer.from('x'), path);
    const [, peer] = await message(server);
    expect(peer).toEqual({ path: '' });
    await expect(server.send(Buffer.from('x'), peer.path)).rejects.toMatchObject({ code: 'ADDRESS_INVALID' });
  });

  it('may be empty', async () => {
    const server = bound(path);
    await unbound().send(Buffer.alloc(0), path);
    const [data, , truncated] = await message(server);
    expect([data.length, truncated]).toEqual([0, false]);
  });

  it('are cut and flagged when longer than the buffer, and not when they just fit', async () => {
    const server = bound(path, { datagramBytesMax: 10 });
    const received = messages(server, 3);
    for (const text of ['0123456789ab', '0123456789', 'short']) await unbound().send(Buffer.from(text), path);
    expect((await received).map(([data, , truncated]) => [String(data), truncated])).toEqual([
      ['0123456789', true],
      ['0123456789', false],
      ['short', false],
    ]);
  });

  it('of 200,000 bytes arrive whole, and larger ones with a larger send buffer', async () => {
    const server = bound(path, { datagramBytesMax: 400_000, receiveBufferBytes: 400_000 });
    const received = messages(server, 2);
    await unbound().send(Buffer.alloc(200_000, 'a'), path);
    await unbound({ sendBufferBytes: 400_000 }).send(Buffer.alloc(300_000, 'b'), path);
    expect((await received).map(([data]) => [data.length, data.at(-1)])).toEqual([
      [200_000, 97],
      [300_000, 98],
    ]);
  });

  it('keep their bytes although the receive buffer is shared', async () => {
    const server = bound(path);
    const received = messages(server, 2);
    await unbound().send(Buffer.from('first'), path);
    await unbound().send(Buffer.from('other'), path);
    expect((await received).map(([data]) => String(data))).toEqual(['first', 'other']);
  });

  it('go to the connected peer without a path', async () => {
    const server = bound(path);
    const client = unbound();
    client.connect(path);
    await client.send(Buffer.from('x'));
    expect(String((await message(server))[0])).toBe('x');
  });
});

describe('errors of the kernel', () => {
  it('ENOENT: no such path', async () => {
    const missing = { code: 'ENOENT', errno: -2, address: path, path };
    await expect(unbound().send(Buffer.from('x'), path)).rejects.toMatchObject({
      ...missing,
      syscall: 'sendto',
    });
    expect(() => unbound().connect(path)).toThrow(
      expect.objectContaining({ ...missing, syscall: 'connect' }),
    );
  });

  it('ECONNREFUSED: the file is there, nobody has it open', async () => {
    await python('s.bind(sys.argv[1] + "/a.sock"); s.close(); print("closed")').line();
    const refused = { code: 'ECONNREFUSED', errno: -111 };
    await expect(unbound().send(Buffer.from('x'), path)).rejects.toMatchObject(refused);
    expect(() => unbound().connect(path)).toThrow(expect.objectContaining(refused));
  });

  it('EMSGSIZE: longer than the send buffer', async () => {
    bound(path);
    await expect(unbound().send(Buffer.alloc(300_000), path)).rejects.toMatchObject({ code: 'EMSGSIZE' });
  });

  it('ENOTCONN: no path and not connected', async () => {
    await expect(unbound().send(Buffer.from('x'))).rejects.toMatchObject({ code: 'ENOTCONN' });
  });

  it('EPROTOTYPE: a stream socket is there', async () => {
    const stream = createServer().listen(path);
    await once(stream, 'listening');
    await expect(unbound().send(Buffer.from('x'), path)).rejects.toMatchObject({ code: 'EPROTOTYPE' });
    expect(() => unbound().connect(path)).toThrow(expect.objectContaining({ code: 'EPROTOTYPE' }));
    stream.close();
  });

  it('EADDRINUSE, and the file stays its owner’s', async () => {
    bound(path);
    const second = unbound();
    const inUse = { code: 'EADDRINUSE', errno: -98, syscall: 'bind', address: path };
    expect(() => second.bind(path)).toThrow(expect.objectContaining(inUse));
    expect(second.fd).toBe(-1);
    second.close();
    expect(existsSync(path)).toBe(true);
  });

  it('ENOENT: no such directory to bind in', () => {
    const at = join(directory, 'missing', 'a.sock');
    expect(() => unbound().bind(at)).toThrow(expect.objectContaining({ code: 'ENOENT', syscall: 'bind' }));
  });

  it('EMFILE: the process has too few descriptors left, and no file is left either', async () => {
    const output = await node(`
      const { openSync, closeSync, existsSync } = await import('node:fs');
      new UnixDatagramSocket().bind(path);
      const socket = new UnixDatagramSocket();
      const taken = [];
      try { for (;;) taken.push(openSync('/dev/null')) } catch {}
      for (;;) {
        try { socket.bind(path + '2'); break; } catch ({ code, syscall }) {
          console.log(code, syscall, socket.fd, existsSync(path + '2'));
        }
        closeSync(taken.pop());
      }
      process.exit();`);
    expect(output.split('\n')).toEqual([
      'EMFILE socket -1 false',
      'EMFILE socket -1 false',
      'EMFILE epoll_create1 -1 false',
    ]);
  });

  it('EINVAL: a second name; the first still works', async () => {
    const server = bound(path);
    const second = join(directory, 'b.sock');
    expect(() => server.bind(second)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    await unbound().send(Buffer.from('x'), path);
    expect(String((await message(server))[0])).toBe('x');
  });

  it('ECONNRESET: the connected peer chose another before it read; the socket goes on receiving', async () => {
    const [server, peer] = await resetPair();
    const [error] = await once(server, 'error', { signal: AbortSignal.timeout(deadlineMs) });
    expect(error).toMatchObject({ code: 'ECONNRESET', errno: -104, syscall: 'recvfrom' });
    await expectReceives(server, peer);
  });

  it('ECONNRESET may come from a send instead; the socket goes on receiving', async () => {
    const [server, peer] = await resetPair();
    await expect(server.send(Buffer.from('x'))).rejects.toMatchObject({ code: 'ECONNRESET' });
    await nextTurn();
    await expectReceives(server, peer);
  });

  async function resetPair(): Promise<[server: UnixDatagramSocket, peer: UnixDatagramSocket]> {
    const server = bound(path);
    const peer = bound();
    server.connect(peer.address().path);
    peer.connect(path);
    await server.send(Buffer.from('unread'));
    peer.connect(bound().address().path);
    return [server, peer];
  }

  async function expectReceives(server: UnixDatagramSocket, peer: UnixDatagramSocket): Promise<void> {
    await peer.send(Buffer.from('x'), path);
    expect(String((await message(server))[0])).toBe('x');
  }
});

describe('names', () => {
  it('have 107 bytes at most', async () => {
    const longest = join(directory, 'x'.repeat(107 - directory.length - 1));
    const server = bound(longest);
    await unbound().send(Buffer.from('x'), longest);
    expect(String((await message(server))[0])).toBe('x');
    expect(server.address()).toEqual({ path: longest });
    expect(() => bound(`${longest}x`)).toThrow(expect.objectContaining({ code: 'PATH_TOO_LONG' }));
    await expect(server.send(Buffer.from('x'), `${longest}x`)).rejects.toMatchObject({
      code: 'PATH_TOO_LONG',
    });
  });

  it('have no NUL inside a path', () => {
    expect(() => bound(`${path}\0x`)).toThrow(expect.objectContaining({ code: 'ADDRESS_INVALID' }));
    expect(existsSync(path)).toBe(false);
  });

  it('are empty before bind', () => {
    const socket = unbound();
    expect([socket.address(), socket.fd]).toEqual([{ path: '' }, -1]);
    expect(bound(path).fd).toBeGreaterThan(2);
  });

  it('in the abstract namespace reach Python and come back', async () => {
    const name = `\0socketbed-${process.pid}-\0é`;
    const server = bound(name);
    const peer = python(`s.bind('\\0socketbed-${process.pid}-py')
s.sendto(b'hello', '\\0socketbed-${process.pid}-\\0é')
print(*s.recvfrom(100))`);
    const [data, { path: peerPath }] = await message(server);
    expect([String(data), peerPath]).toEqual(['hello', `\0socketbed-${process.pid}-py`]);
    await server.send(Buffer.from('back'), peerPath);
    const escaped = `\\x00socketbed-${process.pid}-\\x00\\xc3\\xa9`;
    expect(await peer.line()).toBe(`b'back' b'${escaped}'`);
  });

  it('that are not UTF-8 come back to the peer, and can be bound', async () => {
    const server = bound(path);
    const peer = python(`there = os.fsencode(sys.argv[1])
s.bind(there + b'/p\\xff\\xfe.sock')
s.sendto(b'hello', there + b'/a.sock')
print(s.recv(100), ascii(os.fsdecode(s.getsockname())[-7:]))
sys.stdin.readline()
s.sendto(b'again', there + b'/n\\xe9.sock')
print('sent')`);
    const [, { path: peerPath }] = await message(server);
    expect(peerPath).toBe(`${directory}/p\udcff\udcfe.sock`);
    await server.send(Buffer.from('back'), peerPath);
    // As Python itself decodes it.
    expect(await peer.line()).toBe(`b'back' '\\udcff\\udcfe.sock'`);
    const other = bound(`${directory}/n\udce9.sock`);
    peer.tell('go');
    expect(String((await message(other))[0])).toBe('again');
    const file = Buffer.from(`${directory}/n\xe9.sock`, 'latin1');
    expect(existsSync(file)).toBe(true);
    other.close();
    expect(existsSync(file)).toBe(false);
  });
});

describe('a full receiver', () => {
  it('gets 1200 of 1200, in order, once it reads', async () => {
    const peer = python(`s.bind(sys.argv[1] + '/a.sock')
print('bound')
sys.stdin.readline()
print([int(s.recv(100)) for _ in range(1200)] == list(range(1200)))`);
    expect(await peer.line()).toBe('bound');
    const client = unbound();
    let taken = 0;
    const sends = Array.from({ length: 1200 }, async (_, index) => {
      await client.send(Buffer.from(String(index)), path);
      taken += 1;
    });
    await nextTurn();
    expect(taken).toBe(queueLength);
    peer.tell('read');
    await Promise.all(sends);
    expect(await peer.line()).toBe('True');
  });

  it('fails a send with EAGAIN at its deadline and costs next to no CPU until then', async () => {
    // In a process of its own, because CPU time is counted per process.
    const output = await node(`
      const sender = new UnixDatagramSocket({ sendTimeoutMs: 700 });
      const python = process.getBuiltinModule('node:child_process').spawn('python3', ['-uc',
        'import socket, sys; s = socket.socket(1, 2); s.bind(sys.argv[1]); print(1); sys.stdin.read()', path]);
      await new Promise((resolve) => python.stdout.once('data', resolve));
      const cpu = process.cpuUsage(), start = performance.now();
      const sends = await Promise.allSettled(Array.from({ length: 40 }, () => sender.send(Buffer.from('x'), path)));
      const waitedMs = performance.now() - start, { user, system } = process.cpuUsage(cpu);
      console.log(JSON.stringify({ waitedMs, cpuShare: (user + system) / 1000 / waitedMs,
        refused: sends.filter(({ reason }) => reason?.code === 'EAGAIN' && reason.errno === -11).length }));
      python.kill(); sender.close();`);
    const { waitedMs, cpuShare, refused } = JSON.parse(output);
    expect(refused).toBe(40 - queueLength);
    expect(waitedMs).toBeGreaterThan(690);
    expect(cpuShare).toBeLessThan(0.4);
  });

  it('does not hold up sends to others', async () => {
    const other = bound(join(directory, 'b.sock'));
    const client = unbound();
    const peer = python(`s.bind(sys.argv[1] + '/a.sock'); print('bound'); sys.stdin.readline()`);
    await peer.line();
    const stuck = Array.from({ length: 50 }, () => client.send(Buffer.from('x'), path));
    const failures = Promise.allSettled(stuck);
    await client.send(Buffer.from('y'), join(directory, 'b.sock'));
    expect(String((await message(other))[0])).toBe('y');
    client.close();
    const codes = (await failures).map((send) => (send.status === 'rejected' ? send.reason.code : 'sent'));
    expect(codes.filter((code) => code === 'sent')).toHaveLength(queueLength);
    expect(codes.filter((code) => code === 'ECANCELED')).toHaveLength(50 - queueLength);
  });

  it('has a bound on what waits for it: ENOBUFS', async () => {
    const peer = python(`s.bind(sys.argv[1] + '/a.sock'); print('bound'); sys.stdin.readline()`);
    await peer.line();
    const client = unbound({ queuedSendsMax: 5 });
    const sends = Array.from({ length: queueLength + 6 }, () => client.send(Buffer.from('x'), path));
    const failures = Promise.allSettled(sends);
    await expect(sends.at(-1)).rejects.toMatchObject({ code: 'ENOBUFS' });
    client.close();
    expect((await failures).filter((send) => send.status === 'rejected')).toHaveLength(6);
  });

  it('in the same thread is read before a timer is needed', async () => {
    const server = bound(path);
    const client = unbound();
    const received = messages(server, 1200);
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const sends = Array.from({ length: 1200 }, (_, index) => client.send(Buffer.from(String(index)), path));
    await Promise.all(sends);
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
    expect((await received).map(([data]) => Number(data))).toEqual(Array.from({ length: 1200 }, (_, n) => n));
  });

  it('is not reached by a later send before those that wait', async () => {
    const server = bound(path);
    const client = unbound();
    const received = messages(server, queueLength + 3);
    // When the first is read there is room for one, and two wait.
    server.once('message', () => void client.send(Buffer.from('late'), path));
    for (let index = 0; index < queueLength + 2; index += 1) void client.send(Buffer.from('early'), path);
    expect(String((await received).at(-1)?.[0])).toBe('late');
  });

  it('has room for as many again once they are sent', async () => {
    const server = bound(path);
    const client = unbound({ queuedSendsMax: 20 });
    for (const round of [1, 2, 3]) {
      const received = messages(server, queueLength + 20);
      const burst = Array.from({ length: queueLength + 20 }, () => client.send(Buffer.of(round), path));
      await Promise.all(burst);
      expect((await received).every(([data]) => data[0] === round)).toBe(true);
    }
  });
});

describe('close', () => {
  it('inside a message listener ends the messages', async () => {
    const server = bound(path);
    let seen = 0;
    server.on('message', () => {
      seen += 1;
      server.close();
    });
    for (let index = 0; index < 5; index += 1) await unbound().send(Buffer.from('x'), path);
    await once(server, 'close', { signal: AbortSignal.timeout(deadlineMs) });
    await nextTurn();
    expect([seen, server.fd, server.address()]).toEqual([1, -1, { path: '' }]);
    server.ref().unref().close();
  });

  it('removes the file that bind made', () => {
    const server = bound(path);
    expect(existsSync(path)).toBe(true);
    server.close();
    expect(existsSync(path)).toBe(false);
  });

  it('leaves a file that somebody else put there', () => {
    const server = bound(path);
    rmSync(path);
    writeFileSync(path, 'not yours');
    server.close();
    expect(readFileSync(path, 'utf8')).toBe('not yours');
  });

  it('emits close once, and what comes after fails with EBADF', async () => {
    const server = bound(path);
    let closes = 0;
    server.on('close', () => (closes += 1));
    server.close();
    server.close();
    await nextTurn();
    expect(closes).toBe(1);
    await expect(server.send(Buffer.from('x'), path)).rejects.toMatchObject({ code: 'EBADF' });
    expect(() => server.bind(path)).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });
});

describe('the process', () => {
  it('stays while a socket is open, and ends by itself after close', async () => {
    const output = node(`
      const server = new UnixDatagramSocket();
      server.on('message', (data) => { console.log(String(data)); server.close(); });
      server.bind(path);
      console.log('bound');`);
    const child = children[0];
    await once(child?.stdout ?? process.stdin, 'data', { signal: AbortSignal.timeout(deadlineMs) });
    await unbound().send(Buffer.from('end'), path);
    expect(await output).toBe('bound\nend');
  });

  it('ends although an unref’d socket is open; ref() brings it back', async () => {
    expect(await node('new UnixDatagramSocket().unref().bind(path)')).toBe('');
    rmSync(path);
    const output = await node(`
      const server = new UnixDatagramSocket();
      server.bind(path);
      server.unref().ref();
      server.on('message', () => { console.log('heard'); server.unref(); });
      await new UnixDatagramSocket().send(Buffer.from('x'), path);`);
    expect(output).toBe('heard');
  });

  it('ends cleanly with datagrams unread', async () => {
    const output = await node(`
      const sockets = [1, 2, 3].map(() => new UnixDatagramSocket().unref());
      for (const socket of sockets) socket.bind();
      const fill = () => sockets.forEach((socket) => socket.send(Buffer.from('x'), sockets[0].address().path));
      fill();
      process.on('exit', fill);`);
    expect(output).toBe('');
  });

  it('needs no CPU for an idle socket', async () => {
    const output = await node(`
      const server = new UnixDatagramSocket();
      server.bind(path);
      await new UnixDatagramSocket().send(Buffer.from('x'), path);
      await new Promise((resolve) => server.once('message', resolve));
      const cpu = process.cpuUsage(), start = performance.now();
      setTimeout(() => {
        const { user, system } = process.cpuUsage(cpu);
        console.log((user + system) / 1000 / (performance.now() - start));
        server.close();
      }, 600);`);
    expect(Number(output)).toBeLessThan(0.2);
  });

  it('has its whole thread pool while 200 sockets are open', async () => {
    const output = await node(
      `const { stat } = await import('node:fs/promises');
      const sockets = Array.from({ length: 200 }, () => new UnixDatagramSocket());
      for (const socket of sockets) socket.bind();
      const heard = sockets.map((socket) => new Promise((resolve) => socket.once('message', resolve)));
      const stats = await Promise.all([1, 2, 3, 4].map(() => stat('/')));
      for (const socket of sockets) await sockets[0].send(Buffer.from('x'), socket.address().path);
      await Promise.all(heard);
      console.log(stats.length, heard.length);
      for (const socket of sockets) socket.close();`,
      { UV_THREADPOOL_SIZE: '1' },
    );
    expect(output).toBe('4 200');
  });

  it('hears of an exception in a listener at once, and the socket goes on', async () => {
    const output = await node(`
      process.on('uncaughtException', (error) => console.log('uncaught', error.message));
      const server = new UnixDatagramSocket();
      server.bind(path);
      let count = 0;
      server.on('message', (data) => {
        count += 1;
        if (count === 3) server.close();
        if (count === 1) throw new Error('first');
        console.log(String(data));
      });
      for (const text of ['one', 'two', 'three']) await new UnixDatagramSocket().send(Buffer.from(text), path);`);
    expect(output).toBe('uncaught first\ntwo\nthree');
  });

  it('can import the library without koffi and without Linux; only use fails', async () => {
    const attempt = `try { new UnixDatagramSocket().bind(path) } catch (error) { console.log(error.code, error.message) }`;
    const withoutKoffi = `process.getBuiltinModule('node:module').registerHooks({ resolve: (name, context, next) => {
      if (name === 'koffi') throw new Error('not installed');
      return next(name, context);
    } });`;
    expect(await node(withoutKoffi + attempt)).toMatch(/^UNSUPPORTED .*koffi/);
    const elsewhere = `Object.defineProperty(process, 'platform', { value: 'darwin' });`;
    expect(await node(elsewhere + attempt)).toMatch(/^UNSUPPORTED .*this is darwin, not Linux/);
  });
});

describe('a worker thread', () => {
  const program = (end: string): string => `(async () => {
    const { UnixDatagramSocket } = await import(${JSON.stringify(source)});
    const server = new UnixDatagramSocket();
    server.on('message', (data, peer) => {
      server.send(Buffer.from(String(data).toUpperCase()), peer.path);
      ${end}
    });
    server.bind(${JSON.stringify(path)});
    require('node:worker_threads').parentPort.postMessage('bound');
  })()`;

  it('has sockets, and ends by itself after close', async () => {
    const worker = new Worker(program('server.close()'), { eval: true });
    await once(worker, 'message', { signal: AbortSignal.timeout(deadlineMs) });
    const ended = once(worker, 'exit', { signal: AbortSignal.timeout(deadlineMs) });
    const client = bound();
    await client.send(Buffer.from('x'), path);
    expect(String((await message(client))[0])).toBe('X');
    expect(await ended).toEqual([0]);
    expect(existsSync(path)).toBe(false);
  });

  it('may be terminated at any time, with datagrams unread', async () => {
    // In a process of its own, because it may take the process with it, and koffi is then in the workers only.
    const output = await node(`
      const { Worker } = await import('node:worker_threads');
      const program = \`(async () => {
        const { UnixDatagramSocket } = await import(${JSON.stringify(source)});
        const sockets = [1, 2, 3].map(() => new UnixDatagramSocket());
        for (const socket of sockets) socket.bind();
        for (const socket of sockets) socket.on('message', () => socket.send(Buffer.from('x'), socket.address().path));
        for (const socket of sockets) socket.send(Buffer.from('x'), socket.address().path);
        (await import('node:worker_threads')).parentPort.postMessage('busy');
      })()\`;
      const { readdirSync } = await import('node:fs');
      const open = () => readdirSync('/proc/self/fd').length;
      const before = open();
      for (let round = 0; round < 5; round += 1) {
        const worker = new Worker(program, { eval: true });
        await new Promise((resolve) => worker.once('message', resolve));
        await worker.terminate();
      }
      console.log(open() - before);`);
    expect(output).toBe('0');
  });

  it('leaves no open socket behind when it is terminated', async () => {
    const worker = new Worker(program(''), { eval: true });
    await once(worker, 'message', { signal: AbortSignal.timeout(deadlineMs) });
    const client = bound();
    await client.send(Buffer.from('x'), path);
    expect(String((await message(client))[0])).toBe('X');
    await worker.terminate();
    // The file is still there; nobody has it open.
    await expect(client.send(Buffer.from('x'), path)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
