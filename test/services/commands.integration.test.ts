import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Program } from './program.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'commands-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const socketbed = (...args: string[]): Program => Program.node(['src/cli/main.ts', ...args]);

const cellOf = { tcp: /tcp \d+(\.\d+)? ms/, udp: /udp \d+(\.\d+)? ms/ };

test.each(['tcp', 'udp'] as const)('serve %s and client %s talk without Docker', async (transport) => {
  await using server = socketbed('serve', transport, '--port', '0');
  const port = await server.port();
  expect(server.lines[0]).toContain('"address":"127.0.0.1"');
  await using client = socketbed(
    'client',
    transport,
    `127.0.0.1:${port}`,
    '--rounds',
    '2',
    '--interval',
    '1',
  );
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(client.lines).toEqual([
    expect.stringMatching(/^client 1 +#1 +HELLO +/),
    expect.stringMatching(cellOf[transport]),
    expect.stringContaining(`2 rounds   ${transport} reply 2`),
  ]);
  expect(await server.kill('SIGINT')).toEqual({ code: 0, signal: null });
});

test('serve unix takes both paths; client says what it is told', async () => {
  const [stream, datagram] = [join(directory, 's'), join(directory, 'd')];
  await using server = socketbed('serve', 'unix', '--path', stream, '--datagram-path', datagram);
  await server.line(/unix-datagram/);
  for (const [transport, path] of [
    ['unix-stream', stream],
    ['unix-datagram', datagram],
  ] as const) {
    await using client = socketbed('client', transport, path, '--rounds', '1', '--message', 'good day');
    expect(await client.ended).toEqual({ code: 0, signal: null });
    expect(client.lines[0]).toContain('"GOOD DAY"');
  }
});

test('a client that is refused says so and ends with 1', async () => {
  await using server = socketbed('serve', 'tcp', '--port', '0');
  const port = await server.port();
  await server.kill('SIGTERM');
  await using client = socketbed('client', 'tcp', `127.0.0.1:${port}`, '--rounds', '1');
  expect(await client.ended).toEqual({ code: 1, signal: null });
  expect(client.lines[0]).toMatch(/start -> refused +ECONNREFUSED connect/);
});

test.each([
  [['client', 'tcp', 'nowhere'], 'the target is "nowhere": expected a host and a port'],
  [['client', 'tcp', '--interval', 'soon'], '--interval is "soon"'],
  [['client', 'tcp', '--rounds', '0'], '--rounds is "0"'],
  [['client', 'tcp', '--timeout', '0'], '--timeout is "0"'],
  [['client', 'tcp', '--message', ''], '--message is ""'],
  [['serve', 'tcp', '--port', '99999'], '--port is "99999"'],
])('%o is wrong usage', async (args, message) => {
  await using program = socketbed(...args);
  expect(await program.ended).toEqual({ code: 2, signal: null });
  expect(program.stderr).toContain(message);
});
