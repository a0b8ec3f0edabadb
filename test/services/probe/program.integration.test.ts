// The probe as a process: its ready line, how it ends, what it leaves behind, and that it rests while nothing happens.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { base64, Driver, received } from './driver.ts';

test('the ready line is first and exact', async () => {
  await using probe = await Driver.start();
  await probe.socket('tcp').close();
  expect(probe.lines[0]).toBe('{"event":"ready","service":"probe"}');
});

test.each(['its controller is gone', 'SIGTERM', 'SIGINT'] as const)(
  'it ends when %s, with all that waits, and leaves no file',
  async (why) => {
    await using probe = await Driver.start();
    const path = join(temporaryDirectory(), 's');
    const { client, server } = await probe.pair('unix-stream', { path });
    const waiting = [client.receive(), server.receive()];
    for (const each of waiting) each.catch(() => {});
    await client.send('');
    expect(existsSync(path)).toBe(true);
    if (why === 'its controller is gone') probe.child.stdin.end();
    else probe.child.kill(why);
    expect(await probe.ended).toEqual({ code: 0, signal: null });
    expect(probe.stderr).toBe('');
    expect(existsSync(path)).toBe(false);
  },
);

test('it ends when nobody reads its answers any more', async () => {
  await using probe = await Driver.start();
  probe.child.stdout.destroy();
  probe.write('{"id":1,"op":"closeAll"}\n');
  expect(await probe.ended).toEqual({ code: 0, signal: null });
});

test('a line that it cannot read ends it, with words', async () => {
  await using probe = await Driver.start();
  const path = join(temporaryDirectory(), 's');
  await probe.server('unix-stream', { path });
  probe.write('{"id":1,"op":"close"}\n{"id":99,"op":"closeAll"}\n');
  expect(await probe.ended).toEqual({ code: 2, signal: null });
  expect(probe.stderr).toMatch(
    /^the probe cannot read the command .*close cannot have this socket.*\(USAGE\)\n$/,
  );
  expect(probe.lines.some((each) => each.includes('"id":99'))).toBe(false);
  expect(existsSync(path)).toBe(false);
});

test('lines may come in pieces, a piece may hold many, and a character may be cut', async () => {
  await using probe = await Driver.start();
  const path = join(temporaryDirectory(), 'ü-✓');
  const socket = { op: 'socket', socket: 1, transport: 'unix-stream', options: {} };
  const lines = [
    { id: 1, ...socket },
    { id: 2, op: 'bind', socket: 1, to: { path } },
    { id: 3, op: 'listen', socket: 1, backlog: 1 },
  ];
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  for (let index = 0; index < bytes.length; index += 1) {
    await new Promise((resolve) => probe.child.stdin.write(bytes.subarray(index, index + 1), resolve));
  }
  await until('three answers', () => probe.lines.length === 4);
  expect(JSON.parse(probe.lines[2] ?? '')).toMatchObject({ id: 2, outcome: { kind: 'bound', local: path } });
  probe.write(Array.from({ length: 500 }, (_, index) => `{"id":${index + 10},"op":"closeAll"}\n`).join(''));
  await until('500 more', () => probe.lines.length === 504);
});

test('closeAll ends what waits, says how many were open, removes files, and frees the numbers', async () => {
  await using probe = await Driver.start();
  const path = join(temporaryDirectory(), 's');
  const closed = await probe.server('unix-datagram', { path: `${path}-closed` });
  await closed.socket.close();
  expect(existsSync(`${path}-closed`)).toBe(true);
  const { client, listener } = await probe.pair('unix-stream', { path });
  const receiving = client.receive();
  const { socket: server, at } = await probe.server('udp');
  const asking = probe.ask('udp', at, 'hello');
  await server.receive();
  expect(await probe.closeAll()).toBe(4);
  expect(await receiving).toMatchObject({ kind: 'failed', code: 'ECANCELED', syscall: 'recv' });
  expect(await asking).toMatchObject({ kind: 'failed', code: 'ECANCELED', syscall: 'recv' });
  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${path}-closed`)).toBe(false);
  expect(await listener.listen()).toMatchObject({ code: 'EBADF' });
  expect(await probe.closeAll()).toBe(0);
});

test('commands and closeAll in one piece leave nothing open', async () => {
  await using probe = await Driver.start();
  const path = join(temporaryDirectory(), 's');
  const { socket, at } = await probe.server('unix-stream', { path: `${path}1` });
  await probe.socket('unix-stream').connect(at);
  probe.child.stdin.cork();
  const accepting = socket.accept();
  const binding = probe.socket('unix-stream').bind({ path: `${path}2` });
  const connecting = probe.socket('unix-stream').connect(at);
  const closing = probe.closeAll();
  probe.child.stdin.uncork();
  expect(await closing).toBe(5);
  expect(await accepting).toMatchObject({ outcome: { kind: 'accepted' } });
  expect(await Promise.all([binding, connecting])).toMatchObject([
    { code: 'ECANCELED' },
    { code: 'ECANCELED' },
  ]);
  expect(existsSync(`${path}2`)).toBe(false);
  expect(await probe.closeAll()).toBe(0);
});

test('a file that somebody else has put there is left alone', async () => {
  await using probe = await Driver.start();
  const path = join(temporaryDirectory(), 's');
  await probe.server('unix-stream', { path });
  writeFileSync(`${path}-new`, '');
  renameSync(`${path}-new`, path);
  expect(await probe.closeAll()).toBe(1);
  expect(existsSync(path)).toBe(true);
});

test('2,000 sockets at once, each connection with bytes of its own', async () => {
  const timeoutMs = 60_000;
  await using probe = await Driver.start();
  const { socket: listener, at } = await probe.server('tcp', { backlog: 2000 });
  const clients = Array.from({ length: 1000 }, () => probe.socket('tcp'));
  const accepting = clients.map(() => listener.accept(timeoutMs));
  const connected = await Promise.all(clients.map((client) => client.connect(at, timeoutMs)));
  expect(new Set(connected.map(({ kind }) => kind))).toEqual(new Set(['connected']));
  const servers = (await Promise.all(accepting)).map(({ connection }) => connection);
  const receiving = servers.map((server) => server.receive({ bytes: 5, timeoutMs }));
  const names = clients.map((_, index) => String(index).padStart(5, '0'));
  await Promise.all(clients.map((client, index) => client.send(names[index] ?? '')));
  const seen = (await Promise.all(receiving)).map((outcome) => outcome.kind === 'received' && outcome.data);
  expect(seen.toSorted()).toEqual(names.map(base64).toSorted());
  expect(await probe.closeAll()).toBe(2001);
}, 120_000);

test('while nothing happens it rests, whatever state its sockets are in', async () => {
  await using probe = await Driver.start();
  const reset = await probe.pair('tcp');
  await reset.server.reset();
  const halfRead = await probe.pair('tcp');
  await halfRead.client.send('half read');
  await halfRead.server.receive({ bytes: 4 });
  const ended = await probe.pair('unix-stream', { path: join(temporaryDirectory(), 's') });
  await ended.client.close();
  const peeked = [
    halfRead.server,
    (await probe.pair('unix-stream', { path: `\0probe-rest-${process.pid}` })).server,
  ];
  const waiting = peeked.map((socket) => socket.receive({ peek: true, bytes: 100, timeoutMs: 2 ** 31 - 1 }));
  const failed = probe.socket('udp', { receiveErrors: true });
  await failed.send('hello', { to: { host: '127.0.0.1', port: 1 } });
  await failed.receive();
  waiting.push(
    failed.receive({ timeoutMs: 2 ** 31 - 1 }),
    reset.listener.accept().then(({ outcome }) => outcome),
  );
  for (const each of waiting) each.catch(() => {});
  await halfRead.client.send('more');
  const ticksPerSecond = 100;
  const before = cpuTicks(probe.child.pid);
  const beganMs = performance.now();
  await until('half a second has passed', () => performance.now() - beganMs >= 500);
  expect(cpuTicks(probe.child.pid) - before).toBeLessThan(0.1 * ticksPerSecond);
  expect(await halfRead.server.send('still there')).toMatchObject({ kind: 'sent' });
  expect(await halfRead.client.receive()).toMatchObject(received('still there'));
});

/** Time on the processor, user and system, in hundredths of a second. */
function cpuTicks(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
