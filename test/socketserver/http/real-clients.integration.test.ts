// Clients that other people wrote, against our servers, over TCP, TLS and Unix sockets.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get as httpGet, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../../../services/tls/certificate.ts';
import {
  SimpleHTTPRequestHandler,
  type SocketAddress,
  ThreadingHTTPServer,
  ThreadingHTTPSServer,
  ThreadingUnixHTTPServer,
} from '../../../src/socketserver/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { HelloHandler } from './handlers.ts';
import { missing, output } from './run-client.ts';

const anyPort = { host: '127.0.0.1', port: 0 };
const data = Buffer.alloc(500_000, 'socketbed');
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Files and an echo. */
function handlerFor(directory: string) {
  return class Files<Address extends SocketAddress> extends SimpleHTTPRequestHandler<Address> {
    override readonly directory = directory;
    override logMessage(): void {}
    do_POST = HelloHandler.prototype.do_POST;
    answer = HelloHandler.prototype.answer;
  };
}

async function serve() {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'data'), data);
  const running = await new ThreadingHTTPServer(anyPort, handlerFor(directory)).start();
  const url = `http://127.0.0.1:${running.address.port}`;
  return { directory, running, url, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

const noCurl = missing('curl');
describe.skipIf(noCurl !== undefined)(`curl ${noCurl ?? ''}`, () => {
  test('gets, heads, posts by length and by chunks, expects, resumes', async () => {
    await using site = await serve();
    const curl = (...args: string[]): Promise<string> => output('curl', ['-sS', '--fail', ...args]);
    expect(sha256(Buffer.from(await curl(`${site.url}/data`), 'latin1'))).toBe(sha256(data));
    expect(await curl('-I', `${site.url}/data`)).toContain(`Content-Length: ${data.length}`);
    expect(await curl('-d', 'hello', site.url)).toBe('HELLO');
    const chunked = ['-H', 'Transfer-Encoding: chunked', '-d', 'hello'];
    expect(await curl(...chunked, site.url)).toBe('HELLO');
    expect(await curl('-H', 'Expect: 100-continue', '-d', 'hello', site.url)).toBe('HELLO');
    expect(await curl('-r', '-4', `${site.url}/data`)).toBe(data.subarray(-4).toString());
    const file = join(site.directory, 'part');
    writeFileSync(file, data.subarray(0, 1000));
    await curl('-C', '-', '-o', file, `${site.url}/data`);
    expect(sha256(readFileSync(file))).toBe(sha256(data));
  });

  test('keeps one connection for three requests', async () => {
    await using site = await serve();
    const format = ['-w', '%{num_connects}\n', '-o', '/dev/null'];
    const urls = Array.from({ length: 3 }, () => [...format, `${site.url}/data`]).flat();
    expect(await output('curl', ['-sS', ...urls])).toBe('1\n0\n0\n');
  });

  test('speaks TLS and over a Unix socket', async () => {
    const directory = temporaryDirectory();
    const { cert, key } = makeCertificate({ name: 'server.test' });
    const [certfile, keyfile] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
    writeFileSync(certfile, cert);
    writeFileSync(keyfile, key);
    await using tls = await new ThreadingHTTPSServer(anyPort, HelloHandler, { certfile, keyfile }).start();
    const { port } = tls.address;
    const resolve = ['--cacert', certfile, '--resolve', `server.test:${port}:127.0.0.1`];
    expect(await output('curl', ['-sS', ...resolve, `https://server.test:${port}/a`])).toBe('hello /a\n');
    const path = join(directory, 'http.sock');
    await using unix = await new ThreadingUnixHTTPServer({ path }, HelloHandler).start();
    expect(unix.address.path).toBe(path);
    expect(await output('curl', ['-sS', '--unix-socket', path, 'http://x/b'])).toBe('hello /b\n');
  });
});

const noWget = missing('wget');
describe.skipIf(noWget !== undefined)(`wget ${noWget ?? ''}`, () => {
  test('mirrors a directory by its listings', async () => {
    await using site = await serve();
    writeFileSync(join(site.directory, 'a b&c'), 'odd');
    const copy = temporaryDirectory();
    await output('wget', ['-q', '-r', '-np', '-nH', '-P', copy, `${site.url}/`]);
    expect(sha256(readFileSync(join(copy, 'data')))).toBe(sha256(data));
    expect(readFileSync(join(copy, 'a b&c'), 'utf8')).toBe('odd');
  });
});

const noPython = missing('python3');
describe.skipIf(noPython !== undefined)(`Python ${noPython ?? ''}`, () => {
  test('http.client on one connection, and urllib', async () => {
    await using site = await serve();
    const program = `
import hashlib, http.client, sys, urllib.request, urllib.error
url = sys.argv[1]
connection = http.client.HTTPConnection(url.removeprefix('http://'))
connection.request('GET', '/data')
print(hashlib.sha256(connection.getresponse().read()).hexdigest())
sock = connection.sock
connection.request('POST', '/', iter([b'hello ', b'chunks']), encode_chunked=True,
                   headers={'Transfer-Encoding': 'chunked'})
print(connection.getresponse().read().decode(), connection.sock is sock)
connection.request('HEAD', '/nope')
response = connection.getresponse()
print(response.status, response.read())
print(urllib.request.urlopen(url + '/data').headers['Content-Length'])
try:
    urllib.request.urlopen(url + '/nope')
except urllib.error.HTTPError as error:
    print(error.code, error.reason)
`;
    expect((await output('python3', ['-c', program, site.url])).split('\n')).toEqual([
      sha256(data),
      'HELLO CHUNKS True',
      "404 b''",
      String(data.length),
      '404 Not Found',
      '',
    ]);
  });
});

test('fetch and http.get', async () => {
  await using site = await serve();
  expect(sha256(Buffer.from(await (await fetch(`${site.url}/data`)).arrayBuffer()))).toBe(sha256(data));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (): Promise<[number | undefined, string]> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(`${site.url}/data`, { agent }, resolve).on('error', reject);
    });
    const { localPort } = response.socket;
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    return [localPort, sha256(Buffer.concat(parts))];
  };
  const [first, second] = [await ask(), await ask()];
  expect(first).toEqual(second);
  expect(first[1]).toBe(sha256(data));
  agent.destroy();
});
