// The services as processes: what they print, how they stop, and that the original's clients in Python are answered.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from '../../services/journal.ts';
import type { LogEvent } from '../../services/log.ts';
import { startService } from '../../services/service.ts';
import { BaseRequestHandler, ThreadingTCPServer } from '../../src/socketserver/index.ts';
import { StreamClient } from '../support/stream-client.ts';
import { Program } from './program.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'service-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const service = (name: string, env: Record<string, string> = {}): Program =>
  Program.node([`services/${name}.ts`], { HOST: '127.0.0.1', PORT: '0', ...env });

const unixEnv = (): Record<string, string> => ({
  SOCKET_PATH: join(directory, 's'),
  DATAGRAM_PATH: join(directory, 'd'),
});

test.each([
  ['tcp', 'tcp_client'],
  ['udp', 'udp_client'],
])('%s: the ready line is first and exact; Python’s client gets HELLO', async (name, client) => {
  await using program = service(name);
  const port = await program.port();
  expect(program.lines[0]).toBe(
    `{"event":"ready","service":"${name}","transport":"${name}","address":"127.0.0.1","port":${port}}`,
  );
  await using python = Program.python(client, '127.0.0.1', port, 3);
  expect(await python.ended).toEqual({ code: 0, signal: null });
  expect(python.lines).toEqual(["b'HELLO'", "b'HELLO'", "b'HELLO'"]);
});

test('unix: two ready lines; both sockets answer', async () => {
  await using program = service('unix', unixEnv());
  await program.line(/unix-datagram/);
  expect(program.lines).toEqual([
    `{"event":"ready","service":"unix","transport":"unix-stream","path":"${directory}/s"}`,
    `{"event":"ready","service":"unix","transport":"unix-datagram","path":"${directory}/d"}`,
  ]);
  await using client = Program.node(['services/client.ts'], {
    ...{ CLIENT_INDEX: '1', CLIENT_ROUNDS: '2', CLIENT_INTERVAL_MS: '1' },
    ...{ UNIX_STREAM_PATH: join(directory, 's'), UNIX_DATAGRAM_PATH: join(directory, 'd') },
  });
  expect(await client.ended).toEqual({ code: 0, signal: null });
});

test('unix: files that a killed service left are taken over', async () => {
  await using killed = service('unix', unixEnv());
  await killed.line(/unix-datagram/);
  await killed.kill('SIGKILL');
  expect(existsSync(join(directory, 's'))).toBe(true);
  expect(existsSync(join(directory, 'd'))).toBe(true);
  await using program = service('unix', unixEnv());
  await program.line(/unix-datagram/);
  await using health = Program.node(['services/health.ts', 'unix'], unixEnv());
  expect(await health.ended).toEqual({ code: 0, signal: null });
});

test('unix: when one socket cannot be had, the other is not left behind', async () => {
  await using program = service('unix', { ...unixEnv(), DATAGRAM_PATH: join(directory, 'none', 'd') });
  expect((await program.ended).code).toBe(1);
  expect(program.stderr).toContain('its directory does not exist');
  expect(program.lines).toEqual([]);
  expect(existsSync(join(directory, 's'))).toBe(false);
});

test('a port in use is one line with advice, and exit code 1', async () => {
  await using first = service('tcp');
  await using second = service('tcp', { PORT: String(await first.port()) });
  expect(await second.ended).toEqual({ code: 1, signal: null });
  expect(second.stderr).toMatch(
    /^cannot listen on 127\.0\.0\.1:\d+: another program has it.*another address.*\n$/,
  );
});

test.each([
  ['tcp', { PORT: '80a' }, 'PORT is "80a": expected a whole number from 0 to 65535'],
  ['udp', { DRAIN_MS: '-1' }, 'DRAIN_MS is "-1"'],
  ['tcp', { LOG_CONNECTIONS: 'perhaps' }, 'LOG_CONNECTIONS is "perhaps": expected yes or no'],
  ['unix', { SOCKET_PATH: `/${'x'.repeat(200)}` }, 'too long'],
])('%s with %o is one line, and exit code 2', async (name, env, message) => {
  await using program = service(name, env);
  expect(await program.ended).toEqual({ code: 2, signal: null });
  expect(program.stderr).toContain(message);
  expect(program.stderr.trimEnd().split('\n')).toHaveLength(1);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: connections that wait are ended in good order, exit code 0',
  async (signal) => {
    await using program = service('tcp');
    await using client = await StreamClient.connect({ host: '127.0.0.1', port: await program.port() });
    expect(await client.exchange('hello')).toBe('HELLO');
    expect(await program.kill(signal)).toEqual({ code: 0, signal: null });
    expect(await client.ending).toBe('end');
    const stopped = JSON.parse(program.lines.at(-1) ?? '');
    expect(stopped).toMatchObject({ event: 'stopped', service: 'tcp', signal, drained: true, heldUpBy: [] });
  },
);

test('a drain that is held up ends at its deadline and says by whom', async () => {
  const events: LogEvent[] = [];
  const log = { ready: () => {}, write: (event: LogEvent) => events.push(event) };
  const journal = new Journal('tcp', 'tcp', { log });
  class Stuck extends BaseRequestHandler {
    override async handle(): Promise<void> {
      await this.request.sendAll('here');
      await new Promise(() => {});
    }
  }
  const server = new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Stuck, { onEvent: journal.problem });
  const running = await startService([{ journal, server }], { log, drainMs: 50 });
  const [address = { path: '' }] = running.addresses;
  await using client = await StreamClient.connect(address);
  await client.receive(4);
  const name = `127.0.0.1:${client.socket.localPort}`;
  await running.stop('SIGTERM');
  expect(events).toMatchObject([
    { event: 'problem', what: 'drain-deadline', message: expect.stringContaining(name) },
    { event: 'stopped', signal: 'SIGTERM', drained: false, heldUpBy: [name] },
  ]);
});

test('connections are told, unless LOG_CONNECTIONS says no', async () => {
  await using loud = service('tcp');
  await using quiet = service('tcp', { LOG_CONNECTIONS: 'no' });
  for (const program of [loud, quiet]) {
    await using client = await StreamClient.connect({ host: '127.0.0.1', port: await program.port() });
    await client.exchange('hello');
    client.end();
    await client.ending;
    await program.kill('SIGTERM');
  }
  expect(loud.lines.map((line) => JSON.parse(line).event)).toEqual(['ready', 'connect', 'close', 'stopped']);
  expect(JSON.parse(loud.lines[2] ?? '')).toMatchObject({ event: 'close', bytes: 5, ms: expect.any(Number) });
  expect(quiet.lines.map((line) => JSON.parse(line).event)).toEqual(['ready', 'stopped']);
});

test('LOG_FORMAT=pretty is for people, except for the ready line', async () => {
  await using program = service('tcp', { LOG_FORMAT: 'pretty' });
  await program.port();
  await program.kill('SIGTERM');
  expect(program.lines[0]).toMatch(/^\{"event":"ready"/);
  expect(program.lines[1]).toBe('tcp    stopped   tcp   SIGTERM   drained');
});

test.each(['tcp', 'udp'])(
  'the health check of %s is 0 while it answers and 1 when it does not',
  async (name) => {
    await using program = service(name);
    const PORT = String(await program.port());
    await using healthy = Program.node(['services/health.ts', name], { PORT });
    expect(await healthy.ended).toEqual({ code: 0, signal: null });
    await program.kill('SIGKILL');
    await using sick = Program.node(['services/health.ts', name], { PORT });
    expect(await sick.ended).toEqual({ code: 1, signal: null });
    expect(sick.stderr).toBe(`${name} 127.0.0.1:${PORT}: refused (ECONNREFUSED)\n`);
  },
);

test('the health check of unix wants both sockets', async () => {
  await using program = service('unix', unixEnv());
  await program.line(/unix-datagram/);
  rmSync(join(directory, 'd'));
  await using health = Program.node(['services/health.ts', 'unix'], unixEnv());
  expect(await health.ended).toEqual({ code: 1, signal: null });
  expect(health.stderr).toBe(`unix-datagram ${directory}/d: missing (ENOENT)\n`);
});
