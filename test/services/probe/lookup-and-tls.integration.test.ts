// The probe's `lookup` and `tls`, against the service `tls`: each way in which it serves, as both ends see it.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TlsCredentials, type TlsMode, type TlsOptions, tlsModes } from '../../../src/protocol/tls.ts';
import { Program } from '../program.ts';
import { base64, patienceMs, sharedDriver } from './driver.ts';

const probe = sharedDriver();
const modes = Object.keys(tlsModes);
let program: Program;
let ports: number[] = [];
let credentials: TlsCredentials;
beforeAll(async () => {
  program = Program.node(['services/tls.ts'], { HOST: '127.0.0.1', PORT: '0' });
  credentials = JSON.parse(await program.line(/^\{"event":"credentials"/));
  ports = program.lines.slice(0, modes.length).map((line) => JSON.parse(line).port);
});
afterAll(() => program[Symbol.asyncDispose]());

const at = (mode: TlsMode) => ({ host: '127.0.0.1', port: ports[modes.indexOf(mode)] ?? 0 });
function tls(mode: TlsMode, options: TlsOptions = {}, more: { data?: string; bytes?: number } = {}) {
  const { servername, ca } = credentials;
  const data = base64('hello');
  const command = { op: 'tls', to: at(mode), timeoutMs: patienceMs, data, ...more } as const;
  return probe().outcome({ ...command, options: { servername, ca, ...options } });
}

test('lookup: addresses of both families or of one, and a name that there is not', async () => {
  const lookup = (name: string, family?: 4 | 6) =>
    probe().outcome({
      op: 'lookup',
      name,
      timeoutMs: patienceMs,
      ...(family === undefined ? {} : { family }),
    });
  expect(await lookup('127.0.0.1')).toMatchObject({ kind: 'resolved', addresses: ['127.0.0.1'] });
  expect(await lookup('localhost', 4)).toMatchObject({ kind: 'resolved', addresses: ['127.0.0.1'] });
  // A look-up needs no name server to find out that this is no name.
  expect(await lookup('no such name')).toMatchObject({ kind: 'unresolved', syscall: 'getaddrinfo' });
});

test('a reply over TLS, and a connection without a word', async () => {
  expect(await tls('good')).toEqual({
    kind: 'reply',
    reply: 'HELLO',
    roundTripMs: expect.any(Number),
    atMs: expect.any(Number),
    durationMs: expect.any(Number),
  });
  const { servername, ca } = credentials;
  const options = { servername, ca };
  expect(await probe().outcome({ op: 'tls', to: at('good'), options, timeoutMs: patienceMs })).toMatchObject({
    kind: 'connected',
    local: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    peer: `127.0.0.1:${at('good').port}`,
  });
});

test.each([
  ['expired', {}, 'untrusted', 'CERT_HAS_EXPIRED'],
  ['wrongName', {}, 'untrusted', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['selfSigned', {}, 'untrusted', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['oldVersion', { minVersion: 'TLSv1.3' }, 'handshake', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ['clientCertificate', {}, 'untrusted', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
  ['plaintext', {}, 'handshake', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ['flipped', {}, 'garbled', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'],
  ['good', { servername: 'other.test' }, 'untrusted', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const)('%s with %o is %s', async (mode, options, kind, code) => {
  const outcome = await tls(mode, options);
  expect(outcome).toMatchObject({ kind, code, message: expect.any(String) });
  expect(outcome).not.toHaveProperty('errno');
});

test('a cipher that the server has not: each end has its code', async () => {
  const options = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' } as const;
  expect(await tls('oneCipher', options)).toMatchObject({
    ...{ kind: 'handshake', code: 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE' },
  });
  await program.line(/"event":"problem".*"code":"ERR_SSL_NO_SHARED_CIPHER"/);
  expect(await tls('good', options)).toMatchObject({ kind: 'reply' });
});

test('a certificate of its own lets a client in', async () => {
  const { cert, key } = credentials;
  expect(await tls('clientCertificate', { cert, key })).toMatchObject({ kind: 'reply', reply: 'HELLO' });
});

test('a reset has the errno of the kernel, an end none', async () => {
  expect(await tls('reset')).toMatchObject({
    ...{ kind: 'reset', code: 'ECONNRESET', syscall: 'read', errno: 104 },
  });
  const ended = await tls('end');
  expect(ended).toMatchObject({ kind: 'closed', code: 'ECONNRESET' });
  expect(ended).not.toHaveProperty('syscall');
});

test('an answer of another length: less is enough, more never comes', async () => {
  expect(await tls('good', {}, { bytes: 4 })).toMatchObject({ kind: 'reply', reply: 'HELL' });
});

/** A server that takes a ClientHello and says nothing. */
async function silentServer() {
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => asked.resolve());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gone = once(server, 'close');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { server, asked: asked.promise, gone, to: { host: '127.0.0.1', port } };
}

test('silence lasts until the deadline, and nobody there refuses', async () => {
  const { server, to, gone } = await silentServer();
  const command = { op: 'tls', to, options: {} } as const;
  expect(await probe().outcome({ ...command, timeoutMs: 1500 })).toMatchObject({
    ...{ kind: 'timeout', syscall: 'read' },
  });
  // The probe has closed its end: the server is left without a connection.
  server.close();
  await gone;
  expect(await probe().outcome({ ...command, timeoutMs: patienceMs })).toMatchObject({
    ...{ kind: 'refused', code: 'ECONNREFUSED', syscall: 'connect', errno: 111 },
  });
});

test('closeAll ends one that waits', async () => {
  const { server, to, asked, gone } = await silentServer();
  const waiting = probe().outcome({ op: 'tls', to, options: {}, timeoutMs: patienceMs });
  await asked;
  await probe().closeAll();
  expect(await waiting).toMatchObject({ kind: 'failed', code: 'ECANCELED', syscall: 'read' });
  server.close();
  await gone;
});
