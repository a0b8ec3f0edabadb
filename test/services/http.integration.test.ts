// The service `http` as a process: what it answers, how its requests share it, and `socketbed serve http`.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificate } from '../../services/tls/certificate.ts';
import { rawRequest } from '../socketserver/http/raw-request.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { Program } from './program.ts';

const service = (env: Record<string, string> = {}): Program =>
  Program.node(['services/http.ts'], { HOST: '127.0.0.1', PORT: '0', ...env });
const socketbed = (...args: string[]): Program => Program.node(['src/cli/main.ts', ...args]);

test('the ready line is first and exact, and everything on the first page is answered', async () => {
  await using program = service();
  const port = await program.port();
  expect(program.lines[0]).toBe(
    `{"event":"ready","service":"http","transport":"tcp","address":"127.0.0.1","port":${port}}`,
  );
  const url = `http://127.0.0.1:${port}`;
  const text = async (path: string): Promise<string> => (await fetch(url + path)).text();
  const page = await text('/');
  for (const link of Array.from(page.matchAll(/href="([^"]*)"/g), ([, path]) => path ?? ''))
    expect([link, (await fetch(url + link)).status]).toEqual([link, link === '/status/404' ? 404 : 200]);
  expect(await text('/hello')).toBe('hello\n');
  expect(await text('/chunks/3')).toBe('chunk 1\nchunk 2\nchunk 3\n');
  expect(await text('/slow/1')).toBe('slow 1\n');
  const bytes = Buffer.from(await (await fetch(`${url}/bytes/70000`)).arrayBuffer());
  expect(bytes).toHaveLength(70_000);
  expect(bytes.every((byte, index) => byte === (index % 65_536) % 256)).toBe(true);
  for (const path of ['/bytes/x', '/bytes/-1', '/bytes/99999999999', '/status/99'])
    expect((await fetch(url + path)).status, path).toBe(400);
  const echo = await fetch(`${url}/echo`, { method: 'POST', body: 'Grüße, 1a' });
  expect(await echo.text()).toBe('GRüßE, 1A');
  expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});

test.each(['serial', 'threading', 'forking'])(
  '%s, on a port and on a Unix socket',
  { timeout: 60_000 },
  async (CONCURRENCY) => {
    const path = join(temporaryDirectory(), 'http.sock');
    await using tcp = service({ CONCURRENCY });
    await using unix = service({ CONCURRENCY, SOCKET_PATH: path });
    const port = await tcp.port();
    expect(await unix.line(/ready/)).toBe(
      `{"event":"ready","service":"http","transport":"unix-stream","path":"${path}"}`,
    );
    for (const address of [{ host: '127.0.0.1', port }, { path }]) {
      const request = 'GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const answers = await Promise.all(Array.from({ length: 4 }, () => rawRequest(address, request)));
      for (const { text } of answers) expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nhello\n$/);
    }
  },
);

test('limits come from the environment', async () => {
  await using program = service({ HEADERS_TIMEOUT_MS: '1000', KEEP_ALIVE_MS: '50' });
  const address = { host: '127.0.0.1', port: await program.port() };
  expect((await rawRequest(address, 'GET / HT')).statuses).toEqual([408]);
  const kept = await rawRequest(address, 'GET /hello HTTP/1.1\r\nHost: x\r\n\r\n');
  expect([kept.statuses, kept.ending]).toEqual([[200], 'end']);
});

test('the client asks it, and its health check says whether it answers', async () => {
  await using program = service();
  const port = await program.port();
  await using client = Program.node(['services/client.ts'], {
    ...{ CLIENT_INDEX: '1', CLIENT_ROUNDS: '2', CLIENT_INTERVAL_MS: '1' },
    HTTP_TARGET: `127.0.0.1:${port}`,
  });
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(client.lines.some((line) => line.includes('"transport":"http","outcome":"reply"'))).toBe(true);
  const check = async (): Promise<[number | null, string]> => {
    await using health = Program.node(['services/health.ts', 'http'], { PORT: String(port) });
    const { code } = await health.ended;
    return [code, health.stderr];
  };
  expect(await check()).toEqual([0, '']);
  await program.kill('SIGTERM');
  expect(await check()).toEqual([1, `http 127.0.0.1:${port}: refused (ECONNREFUSED)\n`]);
});

test('serve http: the files of a directory, told on stderr, and the echo for the client', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'file'), 'a file');
  await using server = socketbed(
    'serve',
    'http',
    '--port',
    '0',
    '--bind',
    '127.0.0.1',
    '--directory',
    directory,
  );
  const port = await server.port();
  expect(server.lines[0]).toBe(
    `{"event":"ready","service":"http","transport":"tcp","address":"127.0.0.1","port":${port}}`,
  );
  expect(await (await fetch(`http://127.0.0.1:${port}/file`)).text()).toBe('a file');
  await using client = socketbed('client', 'http', `127.0.0.1:${port}`, '--rounds', '1');
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(await server.kill('SIGINT')).toEqual({ code: 0, signal: null });
  expect(server.stderr).toContain('"GET /file HTTP/1.1" 200 -');
});

test('serve http: scripts only with --cgi, TLS with a certificate', { timeout: 60_000 }, async () => {
  const directory = temporaryDirectory();
  const { cert, key } = makeCertificate({ name: 'localhost' });
  writeFileSync(join(directory, 'both.pem'), cert + key);
  await using plain = socketbed('serve', 'http', '--port', '0', '--directory', directory);
  const url = `http://127.0.0.1:${await plain.port()}`;
  expect((await fetch(`${url}/cgi-bin/`)).status).toBe(404);
  await using scripts = socketbed('serve', 'http', '--port', '0', '--directory', directory, '--cgi');
  expect((await fetch(`http://127.0.0.1:${await scripts.port()}/cgi-bin/nope`)).status).toBe(404);
  const certificate = join(directory, 'both.pem');
  await using tls = socketbed(
    'serve',
    'http',
    '--port',
    '0',
    '--tls-cert',
    certificate,
    '--directory',
    directory,
  );
  const { connect } = await import('node:tls');
  const port = await tls.port();
  const socket = connect({ port, host: '127.0.0.1', ca: cert, servername: 'localhost' });
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    socket.on('data', (data) => {
      received += data.toString();
    });
    socket.on('end', () => resolve(received)).on('error', reject);
    socket.write('GET /nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  });
  expect(text).toMatch(/^HTTP\/1\.1 404 /);
  await using wrong = socketbed('serve', 'http', '--tls-key', certificate);
  expect(await wrong.ended).toEqual({ code: 2, signal: null });
});
