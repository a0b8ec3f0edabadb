// TLS on stream servers: the handler is the same, the bytes on the way are not.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, expect, test } from 'vitest';
import { type ServerEvent, ThreadingTCPServer } from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { until } from '../support/until.ts';
import { LineEcho } from './handlers.ts';

const directory = mkdtempSync(join(tmpdir(), 'tls-'));
afterAll(() => rmSync(directory, { recursive: true }));

const [keyFile, certFile] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ].concat([
    '-keyout',
    keyFile,
    '-out',
    certFile,
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ]),
  { stdio: 'ignore' },
);
const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };

test('a TLS client gets its lines back, and the end in good order', async () => {
  await using running = await new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, LineEcho, {
    tls,
  }).start();
  const socket = connect({ ...running.address, ca: tls.cert, servername: 'localhost' });
  const received: string[] = [];
  socket.on('data', (data) => received.push(data.toString()));
  const ended = new Promise((resolve) => socket.on('end', resolve));
  socket.write('hello over TLS\n');
  await until('the answer', () => received.join('') === 'hello over TLS\n');
  expect(socket.authorized).toBe(true);
  socket.end();
  await ended;
});

test('a client that does not speak TLS is told about, and the server serves on', async () => {
  const events: ServerEvent[] = [];
  await using running = await new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, LineEcho, {
    tls,
    onEvent: (event) => events.push(event),
  }).start();
  await using plain = await StreamClient.connect(running.address);
  plain.send('hello in plain text\n');
  expect(await plain.ending).toMatch(/^(end|ECONNRESET)$/);
  await until('it is told', () => events.length > 0);
  expect(events).toMatchObject([{ event: 'connection-lost' }]);
  const socket = connect({ ...running.address, ca: tls.cert, servername: 'localhost' });
  socket.write('hello\n');
  const answer = await new Promise((resolve) => socket.on('data', (data) => resolve(data.toString())));
  expect(answer).toBe('hello\n');
  socket.destroy();
});

test('a TLS connection that holds the stop up is cut off', async () => {
  const server = new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, LineEcho, { tls, onEvent: () => {} });
  const running = await server.start();
  const socket = connect({ ...running.address, ca: tls.cert, servername: 'localhost' });
  const closed = new Promise((resolve) => socket.on('close', resolve));
  socket.on('error', () => {});
  socket.write('hello\n');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(await running.stop({ deadlineMs: 20 })).toMatchObject({ drained: false });
  await closed;
});
