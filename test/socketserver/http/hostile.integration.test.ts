// Attacks on HTTP, files and scripts, one row each. For all of them: the answer has one of the statuses of the row and
// nothing that follows is taken for another request; afterwards the same server still serves a good client; and all of
// them together leave no memory behind that grows with them.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InternetAddress } from '../../../src/socketserver/index.ts';
import {
  CGIHTTPRequestHandler,
  type RunningServer,
  ThreadingHTTPServer,
} from '../../../src/socketserver/index.ts';
import { get, rawRequest, request } from './raw-request.ts';

const top = mkdtempSync(join(tmpdir(), 'socketbed-hostile-'));
const directory = join(top, 'site');
const secret = 'the-secret-outside';
const scriptSource = 'the-source-of-a-script';

class Target extends CGIHTTPRequestHandler {
  override readonly directory = directory;
  override readonly headersTimeoutMs = 1500;
  override readonly requestTimeoutMs = 2000;
  override readonly bodyBytesMax = 100_000;
  override readonly cgiTimeoutMs = 2000;
  override readonly cgiOutputBytesMax = 100_000;
  override logMessage(): void {}
  override async do_POST(): Promise<void> {
    if (this.path.startsWith('/cgi-bin')) return await super.do_POST();
    const body = await this.rfile.read();
    this.sendResponse(200);
    this.sendHeader('Content-Length', body.length);
    this.endHeaders();
    await this.wfile.write(body);
  }
}

let server: RunningServer<InternetAddress>;

beforeAll(async () => {
  mkdirSync(join(directory, 'cgi-bin', 'sub'), { recursive: true });
  writeFileSync(join(top, 'secret.txt'), secret);
  writeFileSync(join(directory, 'good.txt'), 'good');
  writeFileSync(join(directory, 'index.html'), 'index');
  mkdirSync(join(top, 'site-next-door'));
  writeFileSync(join(top, 'site-next-door', 'secret.txt'), secret);
  symlinkSync(join(top, 'secret.txt'), join(directory, 'link-out'));
  symlinkSync(top, join(directory, 'directory-out'));
  symlinkSync('/proc/self/environ', join(directory, 'environ'));
  symlinkSync('loop', join(directory, 'loop'));
  symlinkSync('cgi-bin/env', join(directory, 'script-link'));
  const script = (name: string, body: string): void => {
    writeFileSync(join(directory, 'cgi-bin', name), `#!/bin/sh\n# ${scriptSource}\n${body}\n`);
    chmodSync(join(directory, 'cgi-bin', name), 0o755);
  };
  script('env', 'printf \'Content-Type: text/plain\\r\\n\\r\\n\'; env; echo "arguments: $#"; cat');
  script('forever', 'sleep 60');
  script('flood', "printf 'Content-Type: text/plain\\n\\n'; exec cat /dev/zero");
  script('headers', "while :; do printf 'X-Header: abcdefghijklmnopqrstuvwxyz\\n'; done");
  script('garbage', "printf 'this is no header\\n\\nbody'");
  script('status', "printf 'Status: 99999 no\\n\\n'");
  script(
    'framing',
    "printf 'Content-Type: text/plain\\nTransfer-Encoding: chunked\\nContent-Length: 2\\n\\nabcdef'",
  );
  writeFileSync(join(directory, 'cgi-bin', 'no-program'), scriptSource);
  server = await new ThreadingHTTPServer({ host: '127.0.0.1', port: 0 }, Target, {
    onEvent: () => {},
  }).start();
});

afterAll(async () => {
  await server.stop({ deadlineMs: 0 });
  rmSync(top, { recursive: true, force: true });
});

type Attack = readonly [name: string, bytes: string, statuses: readonly number[]];

const hidden = get('/good.txt?hidden');
const chunked = 'Transfer-Encoding: chunked';
const post = (headers: readonly string[], body: string): string => request('POST', '/', headers, body);
const line = (text: string): string => `${text}\r\nHost: x\r\nConnection: close\r\n\r\n`;

const traversal: Attack[] = [
  ['..', get('/../secret.txt'), [403]],
  ['.. in the middle', get('/cgi-bin/../../secret.txt'), [403]],
  ['encoded dots', get('/%2e%2e/secret.txt'), [403]],
  ['half encoded dots', get('/.%2E/secret.txt'), [403]],
  ['encoded slash', get('/..%2fsecret.txt'), [403]],
  ['encoded twice', get('/%252e%252e%252fsecret.txt'), [404]],
  ['overlong UTF-8', get('/%c0%ae%c0%ae/secret.txt'), [404]],
  ['backslashes', get('/..\\secret.txt'), [403]],
  ['encoded backslashes', get('/..%5csecret.txt'), [403]],
  ['absolute path', get('//etc/passwd'), [404]],
  ['many slashes and dots', get('/././/..//.//secret.txt'), [403]],
  ['neighbour with the same beginning', get('/../site-next-door/secret.txt'), [403]],
  ['dots in an absolute target', get('http://x/../secret.txt'), [403]],
  ['a target of another scheme', get('file:///etc/passwd'), [400]],
  ['NUL', get('/good.txt%00.html'), [400]],
  ['a raw NUL', get('/good\0.txt'), [400]],
  ['percent without digits', get('/%'), [400]],
  ['percent with wrong digits', get('/%zz'), [400]],
  ['symbolic link to a file outside', get('/link-out'), [403]],
  ['symbolic link to a directory outside', get('/directory-out/secret.txt'), [403]],
  ['symbolic link into /proc', get('/environ'), [403]],
  ['symbolic link to itself', get('/loop'), [404]],
  ['name too long', get(`/${'a'.repeat(5000)}`), [404]],
  ['a redirect to another host', get('//example.org/%2e%2e'), [403]],
  ['a redirect by a backslash', get('/\\example.org'), [404]],
];

const smuggling: Attack[] = [
  ['Content-Length and chunked', post(['Content-Length: 4', chunked], `0\r\n\r\n${hidden}`), [400]],
  ['chunked and Content-Length', post([chunked, 'Content-Length: 4'], `0\r\n\r\n${hidden}`), [400]],
  ['two Content-Lengths', post(['Content-Length: 0', 'Content-Length: 44'], hidden), [400]],
  ['a list of Content-Lengths', post(['Content-Length: 0, 44'], hidden), [400]],
  ['Content-Length with a sign', post(['Content-Length: +5'], 'hello'), [400]],
  ['negative Content-Length', post(['Content-Length: -1'], hidden), [400]],
  ['Content-Length in hexadecimal', post(['Content-Length: 0x5'], 'hello'), [400]],
  ['Content-Length beyond numbers', post(['Content-Length: 99999999999999999999999'], ''), [400]],
  ['Content-Length over the limit', post(['Content-Length: 999999999'], ''), [413]],
  [
    'two Transfer-Encodings',
    post([chunked, 'Transfer-Encoding: identity'], `0\r\n\r\n${hidden}`),
    [400, 501],
  ],
  ['an unknown transfer coding', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`), [400, 501]],
  ['a coding before chunked', post(['Transfer-Encoding: gzip, chunked'], '0\r\n\r\n'), [400, 501]],
  ['chunked not last', post(['Transfer-Encoding: chunked, gzip'], `0\r\n\r\n${hidden}`), [400, 501]],
  ['vertical tab before chunked', post(['Transfer-Encoding: \x0bchunked'], `0\r\n\r\n${hidden}`), [400, 501]],
  ['space before the colon', post(['Transfer-Encoding : chunked'], `0\r\n\r\n${hidden}`), [400]],
  ['folded header', post(['X-Fold: a', ' Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`), [400]],
  ['bare LF in headers', `POST / HTTP/1.1\nHost: x\nContent-Length: 0\n\n${hidden}`, [400]],
  ['bare CR in a header', post(['X-A: b\rTransfer-Encoding: chunked'], hidden), [400]],
  ['NUL in a header', get('/', 'X-A: b\0c'), [400]],
  ['NUL in a header name', get('/', 'X\0A: b'), [400]],
  ['a header without a colon', get('/', 'no colon'), [400]],
  ['a header without a name', get('/', ': value'), [400]],
  ['chunk size in no number', post([chunked], 'zz\r\nhello\r\n0\r\n\r\n'), [400]],
  ['chunk size beyond numbers', post([chunked], 'fffffffffffffffff\r\nhello\r\n0\r\n\r\n'), [400]],
  ['chunk longer than its size', post([chunked], '2\r\nhello\r\n0\r\n\r\n'), [400]],
  ['bare LF after a chunk size', post([chunked], `5\nhello\n0\n\n${hidden}`), [400]],
  ['endless chunk extensions', post([chunked], `5;${'a'.repeat(60_000)}\r\nhello\r\n0\r\n\r\n`), [400, 413]],
  ['two hosts', get('/', 'Host: y'), [400]],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', [400]],
  ['HTTP/0.9', 'GET /good.txt\r\n\r\n', [400, 505]],
  ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]],
  ['HTTP/9.9', line('GET / HTTP/9.9'), [400, 505]],
  ['no version', line('GET / FUBAR'), [400]],
  ['spaces in the target', line('GET /a b HTTP/1.1'), [400]],
  ['a method of its own', line('XYZZY / HTTP/1.1'), [501]],
  ['a method that is a property', line('constructor / HTTP/1.1'), [501]],
  ['a proxy request', line('CONNECT example.org:443 HTTP/1.1'), [501]],
  ['a TLS greeting', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', [400]],
];

const floods: Attack[] = [
  ['a request line of 100 KB', get(`/${'a'.repeat(100_000)}`), [431]],
  ['a header of 100 KB', get('/', `X-Long: ${'a'.repeat(100_000)}`), [431]],
  ['5000 headers', get('/', ...Array.from({ length: 5000 }, (_, each) => `X-${each}: a`)), [431]],
  ['250 short headers', get('/', ...Array.from({ length: 250 }, (_, each) => `X${each}:a`)), [431]],
  [
    'a chunked body over the limit',
    post([chunked], `${`4000\r\n${'x'.repeat(0x4000)}\r\n`.repeat(8)}0\r\n\r\n`),
    [413],
  ],
  ['headers that never end', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: ', [408]],
  ['nothing at all', '', [408]],
  ['half a body', post(['Content-Length: 10'], 'half'), [408]],
  ['half a chunk', post([chunked], 'a\r\nhalf'), [408]],
  ['a thousand ranges', get('/good.txt', `Range: bytes=${'0-1,'.repeat(1000)}2-3`), [206, 200]],
  ['ranges out of order and in each other', get('/good.txt', 'Range: bytes=3-,0-,-1,1-2'), [206, 200]],
  ['a range beyond numbers', get('/good.txt', 'Range: bytes=99999999999999999999-'), [416, 200]],
];

const scripts: Attack[] = [
  ['a command in the query', get('/cgi-bin/env?;touch+/tmp/x|`id`$(id)'), [200]],
  ['arguments in the query', get('/cgi-bin/env?-d+-x+/etc/passwd'), [200]],
  ['httpoxy', get('/cgi-bin/env', 'Proxy: http://evil.example'), [200]],
  [
    'a variable of the loader',
    get('/cgi-bin/env', 'LD_PRELOAD: /tmp/evil.so', 'LD-PRELOAD: /tmp/evil.so'),
    [200],
  ],
  [
    'underscores that look like hyphens',
    get('/cgi-bin/env', 'Content_Length: 5', 'X_Forwarded_For: evil'),
    [200],
  ],
  ['the source through a dot', get('/./cgi-bin/env'), [200]],
  ['the source through slashes', get('//cgi-bin//env'), [200]],
  ['the source through encoding', get('/%63gi-bin/env'), [200]],
  ['the source through a link', get('/script-link'), [403]],
  ['a file that is no program', get('/cgi-bin/no-program'), [403]],
  ['a listing of the scripts', get('/cgi-bin/'), [403]],
  ['a directory of scripts', get('/cgi-bin/sub'), [403]],
  ['a shell outside', get('/cgi-bin/../../../bin/sh'), [403]],
  ['an encoded shell outside', get('/cgi-bin/%2e%2e/%2e%2e/bin/sh'), [403]],
  ['dots in the path for the script', get('/cgi-bin/env/../../secret.txt'), [403]],
  ['a script that takes for ever', get('/cgi-bin/forever'), [504]],
  ['a script that prints for ever', get('/cgi-bin/flood'), [200, 504]],
  ['a script whose headers never end', get('/cgi-bin/headers'), [502, 504]],
  ['a script that gives no header', get('/cgi-bin/garbage'), [502]],
  ['a script with an impossible status', get('/cgi-bin/status'), [502]],
  ['a script that lies about its length', get('/cgi-bin/framing'), [200]],
  [
    'a body that a script never reads',
    request('POST', '/cgi-bin/forever', ['Content-Length: 99999'], 'x'.repeat(99_999)),
    [504],
  ],
];

test.each([...traversal, ...smuggling, ...floods, ...scripts])('%s', async (_name, bytes, expected) => {
  const { statuses, text } = await rawRequest(server.address, bytes);
  expect(statuses, text.slice(0, 300)).toHaveLength(1);
  expect(expected).toContain(statuses[0]);
  for (const leak of [secret, scriptSource, 'root:x:0', 'HTTP_PROXY', '\nLD_PRELOAD=', 'uid=', '=evil'])
    expect(text).not.toContain(leak);
  const good = await rawRequest(server.address, get('/good.txt'));
  expect(good.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\ngood$/);
});

test('a script sees no arguments', async () => {
  const { text } = await rawRequest(server.address, get('/cgi-bin/env?-d+-x'));
  expect(text).toContain('arguments: 0');
  expect(text).toContain('QUERY_STRING=-d+-x');
});

test('pipelined requests without end wait outside of the process', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  class Held extends Target {
    override async do_GET(): Promise<void> {
      await gate;
      await super.do_GET();
    }
  }
  await using held = await new ThreadingHTTPServer({ host: '127.0.0.1', port: 0 }, Held).start();
  const { connect } = await import('node:net');
  const socket = connect(held.address.port, held.address.host);
  socket.on('error', () => {});
  const requests = Buffer.from('GET /good.txt HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20_000));
  // Until the kernel's buffers are full: the server has stopped reading. They are never larger than that.
  let stalled = false;
  for (let sentBytes = 0; !stalled && sentBytes < 64 * 2 ** 20; sentBytes += requests.length) {
    const room = new Promise<boolean>((resolve) => {
      if (socket.write(requests)) resolve(true);
      else socket.once('drain', () => resolve(true));
      setTimeout(() => resolve(false), 1000);
    });
    stalled = !(await room);
  }
  expect(stalled).toBe(true);
  // A server that is merely busy with what it has read would stall too.
  expect(socket.bytesWritten - socket.writableLength).toBeLessThan(20 * 2 ** 20);
  socket.destroy();
  open();
});

test('a thousand of each cheap attack leave no memory behind', { timeout: 60_000 }, async () => {
  const cheap = [...traversal, ...smuggling].filter(([, bytes]) => bytes.length < 1000);
  const round = async (): Promise<void> => {
    for (const [, bytes] of cheap) {
      await Promise.all(Array.from({ length: 4 }, () => rawRequest(server.address, bytes)));
    }
  };
  await round();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < 4; count += 1) await round();
  globalThis.gc?.();
  // A thousand requests that each kept a kilobyte would be over it; garbage that waits for its collection is not counted
  // where the collector can be called.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024);
});
