// Scripts: what they are told, what becomes of what they print, and that nothing of them is left.

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  CGIHTTPRequestHandler,
  type InternetAddress,
  type RunningServer,
  ThreadingHTTPServer,
} from '../../../src/socketserver/index.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { get, rawRequest, request } from './raw-request.ts';

interface Site extends AsyncDisposable {
  readonly directory: string;
  readonly running: RunningServer<InternetAddress>;
  readonly lines: string[];
  script(path: string, body: string): void;
}

async function serve(settings: Partial<CGIHTTPRequestHandler> = {}): Promise<Site> {
  const directory = temporaryDirectory();
  const lines: string[] = [];
  mkdirSync(join(directory, 'cgi-bin', 'sub'), { recursive: true });
  class Scripts extends CGIHTTPRequestHandler {
    override readonly directory = directory;
    override logMessage(text: string): void {
      lines.push(text);
    }
  }
  class Configured extends Scripts {
    constructor(...all: ConstructorParameters<typeof Scripts>) {
      super(...all);
      Object.assign(this, settings);
    }
  }
  const server = new ThreadingHTTPServer({ host: '127.0.0.1', port: 0 }, Configured, { onEvent: () => {} });
  const running = await server.start();
  return {
    ...{ directory, running, lines },
    script(path, body) {
      const file = join(directory, 'cgi-bin', path);
      writeFileSync(file, `#!/bin/sh\n${body}\n`);
      chmodSync(file, 0o755);
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

const head = "printf 'Content-Type: text/plain\\r\\n\\r\\n'";

test('a script gets the variables of CGI/1.1, its directory, and nothing of this process', async () => {
  await using site = await serve();
  site.script('sub/env', `${head}; env; pwd`);
  process.env.SOCKETBED_TEST_SECRET = 'secret';
  const { text } = await rawRequest(
    site.running.address,
    get(
      '/cgi-bin/sub/env/more/p%C3%A4th?a=b%20c&d',
      'Accept: text/html',
      'Accept: text/plain',
      'Cookie: c=d',
      'Authorization: Basic c2VjcmV0',
    ),
  );
  delete process.env.SOCKETBED_TEST_SECRET;
  const lines = Buffer.from(text, 'latin1').toString().split('\n');
  const { port } = site.running.address;
  for (const line of [
    'GATEWAY_INTERFACE=CGI/1.1',
    'SERVER_PROTOCOL=HTTP/1.1',
    'SERVER_SOFTWARE=socketbed',
    'SERVER_NAME=x',
    `SERVER_PORT=${port}`,
    'REQUEST_METHOD=GET',
    'SCRIPT_NAME=/cgi-bin/sub/env',
    'PATH_INFO=/more/päth',
    `PATH_TRANSLATED=${site.directory}/more/päth`,
    'QUERY_STRING=a=b%20c&d',
    'REMOTE_ADDR=127.0.0.1',
    'HTTP_ACCEPT=text/html, text/plain',
    'HTTP_COOKIE=c=d',
    `${site.directory}/cgi-bin/sub`,
  ])
    expect(lines).toContain(line);
  expect(text).not.toMatch(/secret|c2VjcmV0|CONTENT_LENGTH|HTTPS/i);
});

test.each([
  ['with a length', ['Content-Length: 6'], 'a body'],
  ['chunked', ['Transfer-Encoding: chunked'], '6\r\na body\r\n0\r\n\r\n'],
])('a body %s reaches the script, with its length', async (_name, headers, body) => {
  await using site = await serve();
  site.script('post', `${head}; echo "$CONTENT_LENGTH $CONTENT_TYPE"; cat`);
  const bytes = request('POST', '/cgi-bin/post', [...headers, 'Content-Type: text/x'], body);
  expect((await rawRequest(site.running.address, bytes)).text).toContain('6 text/x\n');
  expect((await rawRequest(site.running.address, bytes)).text).toContain('a body');
});

test('a megabyte goes in and out', async () => {
  await using site = await serve();
  site.script('cat', `${head}; exec cat`);
  const body = 'abcdefgh'.repeat(131_072);
  const url = `http://127.0.0.1:${site.running.address.port}/cgi-bin/cat`;
  expect(await (await fetch(url, { method: 'POST', body })).text()).toBe(body);
});

test("Status, Location and other headers are the script's; framing is ours", async () => {
  await using site = await serve();
  site.script('status', "printf 'Status: 418 Short and stout\\nX-A: b\\nConnection: keep-alive\\n\\nteapot'");
  site.script('location', "printf 'Location: /elsewhere\\n\\n'");
  const teapot = (await rawRequest(site.running.address, get('/cgi-bin/status'))).text;
  expect(teapot).toMatch(/^HTTP\/1\.1 418 Short and stout\r\n/);
  expect(teapot).toContain('X-A: b\r\n');
  expect(teapot).toContain('Connection: close\r\n');
  const moved = (await rawRequest(site.running.address, get('/cgi-bin/location'))).text;
  expect(moved).toMatch(/^HTTP\/1\.1 302 Found\r\n[\s\S]*Location: \/elsewhere\r\n/);
});

test('what a script prints leaves at once', async () => {
  await using site = await serve();
  const gate = join(site.directory, 'gate');
  site.script('slow', `${head}; echo first; while [ ! -e ${gate} ]; do sleep 0.01; done; echo second`);
  await using client = await StreamClient.connect(site.running.address);
  client.send(get('/cgi-bin/slow'));
  let text = '';
  while (!text.includes('first')) text += (await client.receive(1)).toString();
  writeFileSync(gate, '');
  expect((await client.receiveAll()).toString()).toContain('second');
});

test('stderr is in the log', async () => {
  await using site = await serve();
  site.script('warn', `echo 'a warning' >&2; ${head}`);
  await rawRequest(site.running.address, get('/cgi-bin/warn'));
  expect(site.lines).toContain('/cgi-bin/warn: a warning');
});

test('files beside the CGI directories are served, and cannot be posted to', async () => {
  await using site = await serve();
  writeFileSync(join(site.directory, 'file'), 'a file');
  expect((await rawRequest(site.running.address, get('/file'))).text).toContain('a file');
  const post = request('POST', '/file', ['Content-Length: 0']);
  expect((await rawRequest(site.running.address, post)).statuses).toEqual([501]);
});

test('a client that leaves ends the script and all that it started', async () => {
  await using site = await serve();
  const pids = join(site.directory, 'pids');
  site.script('tree', `sleep 60 & echo $$ $! > ${pids}.new; mv ${pids}.new ${pids}; ${head}; wait`);
  const client = await StreamClient.connect(site.running.address);
  client.send(get('/cgi-bin/tree'));
  await until('the script runs', () => existsSync(pids));
  const [script = 0, child = 0] = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
  expect([isRunning(script), isRunning(child)]).toEqual([true, true]);
  client.socket.destroy();
  await until('both are gone', () => !isRunning(script) && !isRunning(child));
});

test('what a script leaves behind ends with it, and does not hold its answer up', async () => {
  await using site = await serve();
  const pid = join(site.directory, 'pid');
  site.script('daemon', `sleep 60 & echo $! > ${pid}; ${head}; echo done`);
  expect((await rawRequest(site.running.address, get('/cgi-bin/daemon'))).text).toContain('done');
  const child = Number(readFileSync(pid, 'utf8'));
  await until('it is gone', () => !isRunning(child));
});

test('no more scripts than allowed run at once', async () => {
  await using site = await serve({ cgiScriptsMax: 1 });
  const [begun, gate] = [join(site.directory, 'begun'), join(site.directory, 'gate')];
  site.script('wait', `touch ${begun}; ${head}; while [ ! -e ${gate} ]; do sleep 0.01; done; echo done`);
  const first = rawRequest(site.running.address, get('/cgi-bin/wait'));
  await until('the first runs', () => existsSync(begun));
  expect((await rawRequest(site.running.address, get('/cgi-bin/wait'))).statuses).toEqual([503]);
  writeFileSync(gate, '');
  expect((await first).text).toContain('done');
  expect((await rawRequest(site.running.address, get('/cgi-bin/wait'))).statuses).toEqual([200]);
});

/** A zombie, which waits for a parent that may be nobody's business here, does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
