// The service `xmlrpc` as a process: its ready line, its health check, the bed's client, and `socketbed serve xmlrpc`.

import { expect, test } from 'vitest';
import { ServerProxy } from '../../src/socketserver/xmlrpc/index.ts';
import { Program } from './program.ts';

const service = (env: Record<string, string> = {}): Program =>
  Program.node(['services/xmlrpc.ts'], { HOST: '127.0.0.1', PORT: '0', ...env });

test('the ready line is first and exact; functions of every kind; an end in good order', async () => {
  await using program = service();
  const port = await program.port();
  expect(program.lines[0]).toBe(
    `{"event":"ready","service":"xmlrpc","transport":"tcp","address":"127.0.0.1","port":${port}}`,
  );
  await using client = new ServerProxy(`http://127.0.0.1:${port}`);
  expect(await client.call('add', 2, 3)).toBe(5);
  expect(await client.call('pow', 6, 8)).toBe(1679616);
  expect(await client.call('upper', 'hällo <&>')).toBe('HäLLO <&>');
  expect(await client.call('upper', Buffer.from('a\0b'))).toEqual(Buffer.from('A\0B'));
  expect(Object.keys((await client.call('types')) as object)).toHaveLength(10);
  await expect(client.call('fault', 7, 'x')).rejects.toMatchObject({ faultCode: 7, faultString: 'x' });
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(await page.text()).toContain('socketbed: the service xmlrpc');
  client.close();
  expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(program.stderr).toBe('');
  expect(JSON.parse(program.lines.at(-1) ?? '')).toMatchObject({ event: 'stopped', drained: true });
});

test('the health check is 0 while it answers and 1 when it does not', async () => {
  await using program = service();
  const PORT = String(await program.port());
  await using healthy = Program.node(['services/health.ts', 'xmlrpc'], { PORT });
  expect(await healthy.ended).toEqual({ code: 0, signal: null });
  await program.kill('SIGKILL');
  await using sick = Program.node(['services/health.ts', 'xmlrpc'], { PORT });
  expect(await sick.ended).toEqual({ code: 1, signal: null });
  expect(sick.stderr).toBe(`xmlrpc 127.0.0.1:${PORT}: refused (ECONNREFUSED)\n`);
});

test('the bed’s client talks to it, in the format of the others', async () => {
  await using program = service({ LOG_CONNECTIONS: 'no' });
  await using client = Program.node(['services/client.ts'], {
    ...{ CLIENT_INDEX: '1', CLIENT_ROUNDS: '2', CLIENT_INTERVAL_MS: '1', LOG_FORMAT: 'pretty' },
    XMLRPC_TARGET: `127.0.0.1:${await program.port()}`,
  });
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(client.lines[0]).toBe('{"event":"ready","service":"client","index":1,"transports":["xmlrpc"]}');
  expect(client.lines[1]).toMatch(/^client 1 {4}#1 {5}HELLO {3}xmlrpc [\d.]+ ms$/);
});

test('with forking, calls are answered in child processes', async () => {
  await using program = service({ CONCURRENCY: 'forking' });
  await using client = new ServerProxy(`http://127.0.0.1:${await program.port()}`);
  expect(await client.call('upper', 'hello')).toBe('HELLO');
});

test('socketbed serve xmlrpc', async () => {
  await using program = Program.node(['src/cli/main.ts', 'serve', 'xmlrpc', '--port', '0']);
  const port = await program.port();
  await using client = new ServerProxy(`http://127.0.0.1:${port}`);
  expect(await client.call('add', 2, 3)).toBe(5);
  client.close();
  expect(await program.kill('SIGINT')).toEqual({ code: 0, signal: null });
});
