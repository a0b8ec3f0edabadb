// Images that do not work: each gets a sentence that says what is wrong, and what to do.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CheckedResult } from '../../src/check/checked.ts';
import { checkClient } from '../../src/check/client/check-client.ts';
import { checkServer } from '../../src/check/server/check-server.ts';
import { restart } from '../../src/check/server/restart.ts';
import { type ServerPlace, serverDefaults } from '../../src/check/server/server-program.ts';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { checkRun, leftoversOf } from './check-run.ts';
import { programImage } from './programs.ts';

const directory = mkdtempSync(join(tmpdir(), 'socketbed-images-'));
afterAll(() => rmSync(directory, { recursive: true }));

const place = (run: ReturnType<typeof checkRun>) => ({
  run,
  prefix: 'server',
  rerun: 'again',
  onChecked: () => {},
});

/** What is said of a server with this command; of one that works only the first line. */
async function said(
  command: readonly string[],
  { port = 7000, startMs = 30_000, files = {}, at = { port } as ServerPlace } = {},
): Promise<string> {
  const run = checkRun();
  const program = {
    ...serverDefaults,
    startMs,
    image: programImage,
    command,
    env: {},
    files,
    ...at,
    talk: at.transport === 'udp' ? { probe: Buffer.from('x') } : {},
  };
  const results = await checkServer(program, { ...place(run), checks: [] });
  expect(await leftoversOf(run)).toEqual([]);
  return line(results[0]);
}

const line = (result: CheckedResult | undefined): string =>
  `${result?.verdict}: ${result?.cause} → ${result?.advice ?? ''}`;
const perl = (source: string): string[] => [
  ...['perl', '-MSocket', '-e', `socket(my $s, PF_INET, SOCK_STREAM, 0); ${source}`],
];
/** Node sets SO_REUSEADDR always, Perl when it is told to. */
const bindAndListen = (host: string): string =>
  `bind($s, pack_sockaddr_in(7000, inet_aton("${host}"))) or die "bind: $!\\n"; listen($s, 5);`;
const node = (source: string): string[] => ['node', '-e', source];

test('no such image', async () => {
  const program = { ...serverDefaults, image: 'socketbed-no-such-image', env: {}, port: 1, talk: {} };
  const run = checkRun();
  const error = await checkServer(program, place(run)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SocketbedError);
  expect(error).toMatchObject({
    code: 'IMAGE_UNAVAILABLE',
    message: expect.stringMatching(
      /there is no image socketbed-no-such-image on this machine.*docker build --tag/s,
    ),
  });
  expect(await leftoversOf(run)).toEqual([]);
});

test('one that ends at once, with what it said last', async () => {
  expect(await said(node('console.error("no licence"); process.exit(3)'))).toMatch(
    /^failed: it ended with exit code 3 before it served; it said last\nno licence → /,
  );
});

test('one that goes into the background', async () => {
  expect(await said(node(''))).toMatch(
    /ended with exit code 0 .*it said nothing → It has to stay in the foreground/,
  );
});

test('one that needs a variable', async () => {
  expect(await said(node('throw new Error("DATABASE_URL is required")'))).toContain(
    'It seems to need the variable DATABASE_URL: give it with --env DATABASE_URL=...',
  );
});

test('one that never listens', async () => {
  const command = node('setInterval(() => {}, 1000); console.log("working")');
  expect(await said(command, { startMs: 8000 })).toMatch(
    /^failed: it runs, but listened on no TCP port within 8 s; it said last\nworking → /,
  );
});

test('one that listens on another port', async () => {
  expect(await said(node('require("net").createServer().listen(7001, "0.0.0.0")'))).toMatch(
    /^failed: it does not listen on port 7000 but on 0\.0\.0\.0:7001 → Check it with --port 7001/,
  );
});

test('one that listens only on localhost', async () => {
  expect(await said(node('require("net").createServer().listen(7000, "127.0.0.1")'))).toMatch(
    /^failed: it listens only on localhost \(127\.0\.0\.1:7000\).* → Make it listen on 0\.0\.0\.0/,
  );
});

test('one that listens only on an address of another network', async () => {
  expect(await said(node('require("net").createServer().listen(7000, "10.99.0.1")'))).toMatch(
    /EADDRNOTAVAIL.* → It wants an address that its machine does not have: make it listen on 0\.0\.0\.0/s,
  );
  // IP_FREEBIND: the address need not be there, or not yet.
  expect(
    await said(perl(`setsockopt($s, 0, 15, 1); ${bindAndListen('10.99.0.1')} sleep 1 while 1;`)),
  ).toMatch(
    /^failed: it listens only on 10\.99\.0\.1:7000, and that is no address of its network here \(it has [\d.]+\).* → Make it listen on 0\.0\.0\.0/,
  );
});

test('one that binds the same port twice', async () => {
  const twice = 'for (const _ of [1, 2]) require("net").createServer().listen(7000, "0.0.0.0")';
  expect(await said(node(twice))).toMatch(/EADDRINUSE.* → .*another of its own programs has the port/s);
});

test('one that does not set SO_REUSEADDR does not come back after a restart', async () => {
  // What it does not read would be reset, and hold no port.
  const accept = 'while (accept(my $c, $s)) { push @c, $c; sysread($c, my $x, 1) }';
  const run = checkRun();
  const results = await checkServer(
    {
      ...{ ...serverDefaults, image: programImage, command: perl(`${bindAndListen('0.0.0.0')} ${accept}`) },
      ...{ env: {}, port: 7000, talk: {} },
    },
    { ...place(run), checks: [restart] },
  );
  expect(await leftoversOf(run)).toEqual([]);
  expect(line(results[1])).toMatch(
    /^failed: killed .* did not come back: it ended with exit code \d+ \(“bind: Address already in use”\) → Its old connections still hold the port: set SO_REUSEADDR before bind$/,
  );
});

test('Unix sockets: elsewhere, none, and in a directory of another user', async () => {
  const at = { transport: 'unix', path: '/run/app/app.sock' } as const;
  const listens = (where: string) => node(`require("net").createServer().listen(${where})`);
  expect(await said(listens('"/run/app/other.sock"'), { at })).toMatch(
    /^failed: it does not listen on the Unix socket \/run\/app\/app.sock but on \/run\/app\/other.sock → Check it with --path/,
  );
  expect(await said(listens('7001, "0.0.0.0"'), { at })).toMatch(
    /but on the TCP port 0\.0\.0\.0:7001 → Check it with --transport tcp --port 7001/,
  );
  const denied = node('process.setuid(1000); require("net").createServer().listen("/run/lock/a/app.sock")');
  expect(await said(denied, { at: { ...at, path: '/run/lock/a/app.sock' } })).toMatch(/^passed: /);
  // Of the image, and root's: its rights come with it.
  const etc = node('process.setuid(1000); require("net").createServer().listen("/etc/apt/app.sock")');
  expect(await said(etc, { at: { ...at, path: '/etc/apt/app.sock' } })).toMatch(
    /EACCES.* → It runs as .*see to the rights of .*\/etc\/apt, where it has to make its socket/s,
  );
});

test('UDP: on another port, and on TCP only', async () => {
  const at = { transport: 'udp', port: 7000 } as const;
  expect(await said(node('require("dgram").createSocket("udp4").bind(7001)'), { at })).toMatch(
    /^failed: it does not receive on UDP port 7000 but on 0\.0\.0\.0:7001 → Check it with --port 7001/,
  );
  const streams = node('require("net").createServer().listen(7000, "0.0.0.0")');
  expect(await said(streams, { at, startMs: 6000 })).toMatch(
    /bound to no UDP port within 6 s \(TCP: 0\.0\.0\.0:7000; see --transport tcp\)/,
  );
});

test('one without the shell, or the program, of its command', async () => {
  expect(await said(['/no/bin/sh', '-c', 'node server.js'])).toMatch(
    /^failed: Docker cannot start it: the image has no `\/no\/bin\/sh` → It is an image without a shell/,
  );
  expect(await said(['no-such-program'])).toMatch(/the image has no `no-such-program` → Give a --command/);
});

test('one whose user may not do what it does', async () => {
  const source = 'process.setuid(1000); require("fs").writeFileSync("/etc/x", "")';
  expect(await said(node(source))).toMatch(/EACCES.* → It runs as .*see to the rights of its files/s);
});

test('one that runs as another user works as it is', async () => {
  const source = 'process.setuid(1000); require("net").createServer().listen(80)';
  expect(await said(node(source), { port: 80 })).toMatch(/^passed: it takes connections/);
});

test('one with files and directories that are copied into it', async () => {
  const source = `
    const [port, ...more] = ['/etc/port.json', '/srv/programs/good-server.cjs'].map((path) => require('fs').readFileSync(path, 'utf8'));
    if (more.every((text) => text.length > 0)) require('net').createServer().listen(JSON.parse(port).port);
  `;
  const file = join(directory, 'port.json');
  writeFileSync(file, '{"port": 7002}');
  const programs = join(import.meta.dirname, 'programs');
  const files = { '/etc/port.json': file, '/srv/programs': programs };
  expect(await said(node(source), { port: 7002, files })).toMatch(/^passed: it takes connections/);
});

test('a client that connects to nobody, and one that cannot be started', async () => {
  const run = checkRun();
  const [nobody] = await checkClient(
    { image: programImage, command: node('process.exit(1)'), env: {}, patienceMs: 5000 },
    { ...place(run), prefix: 'client' },
  );
  expect(line(nobody)).toMatch(
    /^failed: it made no connection and ended with exit code 1.* → .*SOCKETBED_TARGET/,
  );
  const [none] = await checkClient(
    { image: programImage, command: ['no-such-program'], env: {}, patienceMs: 5000 },
    { ...place(run), prefix: 'client' },
  );
  expect(line(none)).toContain('the image has no `no-such-program`');
  expect(await leftoversOf(run)).toEqual([]);
});
