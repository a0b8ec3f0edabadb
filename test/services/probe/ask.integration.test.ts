// `ask`: one whole exchange as one outcome, with servers of Node's own, which know nothing of the probe.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProbeAddress } from '../../../src/protocol/probe.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { base64, sharedDriver, smallBuffers } from './driver.ts';

const probe = sharedDriver();

async function streamServer(serve: (socket: Socket) => void, at?: { path: string }): Promise<ProbeAddress> {
  const server = createServer(serve);
  server.listen(at ?? { host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null) throw new Error('the server does not listen');
  return typeof address === 'string' ? { path: address } : { host: '127.0.0.1', port: address.port };
}

const upper = (socket: Socket) => {
  socket.on('data', (data: Buffer) => socket.write(data.toString('latin1').toUpperCase(), 'latin1'));
  socket.on('error', () => {});
};

test.each(['tcp', 'unix-stream'] as const)(
  '%s: the reply, with its times, and the socket closed',
  async (kind) => {
    const ended = Promise.withResolvers<void>();
    const serve = (socket: Socket) => upper(socket.on('end', ended.resolve));
    const at = await streamServer(
      serve,
      kind === 'tcp' ? undefined : { path: join(temporaryDirectory(), 's') },
    );
    const outcome = await probe().ask(kind, at, 'hello');
    expect(outcome).toEqual({
      kind: 'reply',
      reply: 'HELLO',
      roundTripMs: expect.any(Number),
      atMs: expect.any(Number),
      durationMs: expect.any(Number),
    });
    await ended.promise;
    expect(outcome.kind === 'reply' && outcome.roundTripMs).toBeLessThanOrEqual(outcome.durationMs);
  },
);

test('a message longer than all buffers comes back whole', async () => {
  const at = await streamServer((socket) => socket.on('error', () => {}).pipe(socket));
  const message = 'long '.repeat(1_000_000);
  const outcome = await probe().ask('tcp', at, message, { options: smallBuffers });
  expect(outcome.kind === 'reply' && outcome.reply === message).toBe(true);
});

test('an answer may be of another length', async () => {
  const at = await streamServer((socket) => socket.end('goodbye'));
  expect(await probe().ask('tcp', at, 'hello', { bytes: 7 })).toMatchObject({ reply: 'goodbye' });
});

test('an end before the answer is whole, a reset, and silence', async () => {
  const short = await streamServer((socket) => socket.end('HE'));
  const { kind, ...rest } = await probe().ask('tcp', short, 'hello');
  expect({ kind, ...rest }).toMatchObject({ kind: 'closed', syscall: 'recv', bytes: 2, data: base64('HE') });
  const resetting = await streamServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await probe().ask('tcp', resetting, 'hello')).toMatchObject({ kind: 'reset', syscall: 'recv' });
  const silent = await streamServer((socket) => socket.on('error', () => {}).resume());
  expect(await probe().ask('tcp', silent, 'hello', { timeoutMs: 100 })).toMatchObject({
    ...{ kind: 'timeout', syscall: 'recv' },
  });
});

test.each(['tcp', 'udp'] as const)('%s: nobody there refuses', async (transport) => {
  const { socket, at } = await probe().server(transport);
  await socket.close();
  expect(await probe().ask(transport, at, 'hello')).toMatchObject({
    ...{
      kind: 'refused',
      code: 'ECONNREFUSED',
      errno: 111,
      syscall: transport === 'tcp' ? 'connect' : 'recv',
    },
  });
});

test('a server that accepts nothing more is a timeout of the connect', async () => {
  const { at } = await probe().server('tcp', { backlog: 0 });
  await probe().socket('tcp').connect(at);
  expect(await probe().ask('tcp', at, 'hello', { timeoutMs: 100 })).toMatchObject({
    ...{ kind: 'timeout', syscall: 'connect' },
  });
});

test('udp', async () => {
  const server = createSocket('udp4');
  onTestFinished(() => {
    server.close();
  });
  server.on('message', (data, { port, address }) =>
    server.send(data.toString().toUpperCase(), port, address),
  );
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  expect(await probe().ask('udp', { host: '127.0.0.1', port: server.address().port }, 'hello')).toMatchObject(
    {
      ...{ kind: 'reply', reply: 'HELLO' },
    },
  );
});

test.each(['a file', 'an abstract name'])('unix-datagram with %s: it has a name meanwhile', async (how) => {
  const directory = temporaryDirectory();
  const path = how === 'a file' ? join(directory, 's') : `\0probe-ask-${process.pid}`;
  const { socket, at } = await probe().server('unix-datagram', { path });
  const asking = probe().ask('unix-datagram', at, 'hello');
  const question = await socket.receive();
  const from = question.kind === 'received' ? (question.from ?? '') : '';
  expect(from).toMatch(how === 'a file' ? /\/probe-.*\.sock$/ : /^@[0-9a-f]{5}$/);
  const to = { path: how === 'a file' ? from : `\0${from.slice(1)}` };
  expect(await socket.send('HELLO', { to })).toMatchObject({ kind: 'sent' });
  expect(await asking).toMatchObject({ kind: 'reply', reply: 'HELLO' });
  expect(readdirSync(directory)).toEqual(how === 'a file' ? ['s'] : []);
});

test('unix-datagram: no file, no directory, nobody, silence: nothing is left behind', async () => {
  const directory = temporaryDirectory();
  const missing = { kind: 'missing', code: 'ENOENT', syscall: 'connect' };
  const path = join(directory, 's');
  expect(await probe().ask('unix-datagram', { path }, 'hello')).toMatchObject(missing);
  const nowhere = join(directory, 'none', 's');
  expect(await probe().ask('unix-datagram', { path: nowhere }, 'hello')).toMatchObject(missing);
  const { socket, at } = await probe().server('unix-datagram', { path });
  expect(await probe().ask('unix-datagram', at, 'hello', { timeoutMs: 50 })).toMatchObject({
    ...{ kind: 'timeout', syscall: 'recv' },
  });
  await socket.close();
  expect(await probe().ask('unix-datagram', at, 'hello')).toMatchObject({
    kind: 'refused',
    syscall: 'connect',
  });
  expect(readdirSync(directory)).toEqual(['s']);
});
