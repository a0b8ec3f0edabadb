// The client as a process, against the original's servers in Python.

import { expect, test } from 'vitest';
import type { ChangeEvent, RoundEvent, SummaryEvent } from '../../services/log-event.ts';
import { parsePretty } from '../../services/parse-pretty.ts';
import { Program } from './program.ts';

const client = (env: Record<string, string>): Program =>
  Program.node(['services/client.ts'], { CLIENT_INDEX: '3', CLIENT_INTERVAL_MS: '20', ...env });

interface Ready {
  readonly event: 'ready';
}

function eventsOf(program: Program): (Ready | RoundEvent | ChangeEvent | SummaryEvent)[] {
  return program.lines.map((line) => JSON.parse(line));
}

test('Python’s TCP and UDP servers answer HELLO, round after round, on one connection', async () => {
  await using tcp = Program.python('tcp_server', '127.0.0.1', 0);
  await using udp = Program.python('udp_server', '127.0.0.1', 0);
  await using program = client({
    TCP_TARGET: `127.0.0.1:${await tcp.port()}`,
    UDP_TARGET: `localhost:${await udp.port()}`,
    CLIENT_ROUNDS: '3',
  });
  expect(await program.ended).toEqual({ code: 0, signal: null });
  const [ready, ...events] = eventsOf(program);
  expect(ready).toEqual({ event: 'ready', service: 'client', index: 3, transports: ['tcp', 'udp'] });
  const answered = { outcome: 'reply', ms: expect.any(Number) };
  const results = [
    { transport: 'tcp', ...answered },
    { transport: 'udp', ...answered },
  ];
  expect(events).toEqual([
    ...[1, 2, 3].map((round) => ({
      ...{ event: 'round', atMs: expect.any(Number), client: 3, round, reply: 'HELLO', results },
    })),
    {
      ...{ event: 'summary', atMs: expect.any(Number), client: 3, rounds: 3 },
      transports: [
        { transport: 'tcp', outcomes: { reply: 3 } },
        { transport: 'udp', outcomes: { reply: 3 } },
      ],
    },
  ]);
  expect(tcp.lines.filter((line) => line === "->client: b'hello'")).toHaveLength(3);
});

test('a server that is killed and started again: closed, refused, reply, each told once', async () => {
  await using first = Program.python('tcp_server', '127.0.0.1', 0);
  const port = await first.port();
  await using program = client({ TCP_TARGET: `127.0.0.1:${port}` });
  await program.line(/"event":"round".*"reply":"HELLO"/);
  await first.kill('SIGKILL');
  await program.line(/"from":"reply","to":"(closed|reset)"/);
  await program.line(/"to":"refused".*"ECONNREFUSED"/);
  await using second = Program.python('tcp_server', '127.0.0.1', port);
  await second.port();
  await program.line(/"from":"refused","to":"reply"/);
  await program.line(/"event":"round".*"reply":"HELLO"/);
  expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  const events = eventsOf(program);
  expect(events.filter(({ event }) => event === 'change')).toHaveLength(3);
  expect(events.at(-1)).toMatchObject({ event: 'summary', client: 3 });
});

test('with a number of rounds, failures make exit code 1 and are counted by outcome', async () => {
  await using udp = Program.python('udp_server', '127.0.0.1', 0);
  const target = `127.0.0.1:${await udp.port()}`;
  await using program = client({
    ...{ TCP_TARGET: target, UDP_TARGET: target, UNIX_STREAM_PATH: '/nowhere/stream.sock' },
    ...{ CLIENT_ROUNDS: '1', LOG_FORMAT: 'pretty' },
  });
  expect(await program.ended).toEqual({ code: 1, signal: null });
  expect(parsePretty(program.lines.at(-1) ?? '')).toEqual({
    ...{ event: 'summary', client: 3, rounds: 1 },
    transports: [
      { transport: 'tcp', outcomes: { refused: 1 } },
      { transport: 'udp', outcomes: { reply: 1 } },
      { transport: 'unix-stream', outcomes: { missing: 1 } },
    ],
  });
});

test('SIGTERM ends a client at once, also while it waits for an answer', async () => {
  await using silent = new Program('python3', [
    '-uc',
    'import socket; s = socket.create_server(("127.0.0.1", 0)); print("ready", s.getsockname()[1]); c = s.accept(); c[0].recv(9); print("asked"); s.accept()',
  ]);
  await using program = client({
    TCP_TARGET: `127.0.0.1:${await silent.port()}`,
    CLIENT_TIMEOUT_MS: '600000',
  });
  await silent.line(/asked/);
  expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(eventsOf(program).at(-1)).toMatchObject({ event: 'summary', rounds: 1 });
});

test.each([
  [{}, 'the client has nobody to talk to'],
  [{ TCP_TARGET: 'tcp' }, 'TCP_TARGET is "tcp": expected a host and a port'],
  [{ TCP_TARGET: 'tcp:1', CLIENT_ROUNDS: 'many' }, 'CLIENT_ROUNDS is "many"'],
  [{ TCP_TARGET: 'tcp:1', LOG_FORMAT: 'xml' }, 'LOG_FORMAT is "xml": expected json or pretty'],
])('%o is one line on stderr and exit code 2', async (env, message) => {
  await using program = client(env);
  expect(await program.ended).toEqual({ code: 2, signal: null });
  expect(program.stderr).toContain(message);
  expect(program.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(program.lines).toEqual([]);
});
