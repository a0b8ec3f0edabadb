// The servers and our client over real sockets: connections, turns, paths, codings, time, and what is told of failures.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../../../services/tls/certificate.ts';
import {
  ForkingHTTPServer,
  type InternetAddress,
  type RunningServer,
  type SocketAddress,
} from '../../../src/socketserver/index.ts';
import {
  DocXMLRPCServer,
  dumpCall,
  dumpResponse,
  Fault,
  loadResponse,
  MultiCall,
  MultiPathXMLRPCServer,
  ServerProxy,
  SimpleXMLRPCDispatcher,
  SimpleXMLRPCRequestHandler,
  SimpleXMLRPCServer,
  ThreadingXMLRPCServer,
  UnixXMLRPCServer,
} from '../../../src/socketserver/xmlrpc/index.ts';
import { Program } from '../../services/program.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const local: InternetAddress = { host: '127.0.0.1', port: 0 };
const quiet = { logRequests: false } as const;
const add = (a: number, b: number): number => a + b;
const urlOf = ({ port }: InternetAddress, path = ''): string => `http://127.0.0.1:${port}${path}`;

/** Serves until it is left; clients that keep their connections, as fetch does, are not waited for. */
async function started<Address extends SocketAddress>(server: {
  start(): Promise<RunningServer<Address>>;
}): Promise<AsyncDisposable & { readonly address: Address }> {
  const running = await server.start();
  return {
    address: running.address,
    [Symbol.asyncDispose]: async () => void (await running.stop({ idle: 'end' })),
  };
}

/** Calls wait here until they are let go; tells how many waited at once. */
class Gate {
  inside = 0;
  most = 0;
  #open = Promise.withResolvers<void>();
  readonly pass = async (): Promise<number> => {
    this.inside += 1;
    this.most = Math.max(this.most, this.inside);
    await this.#open.promise;
    this.inside -= 1;
    return this.most;
  };
  open(): void {
    this.#open.resolve();
  }
}

async function whileCalling(server: SimpleXMLRPCServer, gate: Gate): Promise<void> {
  server.registerFunction(gate.pass, 'pass');
  server.registerFunction(add, 'add');
  await using running = await started(server);
  await using client = new ServerProxy(urlOf(running.address));
  const calls = Array.from({ length: 5 }, () => client.call('pass'));
  await expect.poll(() => gate.inside).toBeGreaterThan(0);
  // Every connection is served: what is no call is answered at once, also while one runs.
  expect((await fetch(urlOf(running.address, '/elsewhere'), { method: 'POST' })).status).toBe(404);
  if (server instanceof ThreadingXMLRPCServer) await expect.poll(() => gate.inside).toBe(5);
  gate.open();
  await Promise.all(calls);
}

test('SimpleXMLRPCServer does one call at a time, on however many connections', async () => {
  const gate = new Gate();
  await whileCalling(new SimpleXMLRPCServer(local, quiet), gate);
  expect(gate.most).toBe(1);
});

test('ThreadingXMLRPCServer does many at once', async () => {
  const gate = new Gate();
  await whileCalling(new ThreadingXMLRPCServer(local, quiet), gate);
  expect(gate.most).toBe(5);
});

test('a call that takes too long is a fault, and the next one is done', async () => {
  const server = new SimpleXMLRPCServer(local, { ...quiet, callTimeoutMs: 20 });
  server.registerFunction(() => new Promise(() => {}), 'stuck');
  server.registerFunction(add, 'add');
  server.registerMulticallFunctions();
  await using running = await started(server);
  await using client = new ServerProxy(urlOf(running.address));
  await expect(client.call('stuck')).rejects.toMatchObject({
    faultString: "<class 'TimeoutError'>:stuck took longer than 20 ms",
  });
  await expect(new MultiCall(client).call('stuck').run()).rejects.toThrow('system.multicall took longer');
  expect(await client.call('add', 1, 2)).toBe(3);
});

test('over a Unix socket', async () => {
  const path = join(temporaryDirectory(), 's');
  const server = new UnixXMLRPCServer({ path }, quiet);
  server.dispatcher.registerFunction(add, 'add');
  await using _running = await started(server);
  await using client = new ServerProxy('http://localhost', { socketPath: path });
  expect(await client.call('add', 2, 3)).toBe(5);
});

test('over https, when the client trusts it, and not else', async () => {
  const authority = makeCertificate({ name: 'test authority', isAuthority: true });
  const { cert, key } = makeCertificate({ name: 'localhost', issuer: authority.issuer });
  const server = new ThreadingXMLRPCServer(local, { ...quiet, onEvent: () => {}, tls: { cert, key } });
  server.registerFunction(add, 'add');
  await using running = await started(server);
  const url = `https://127.0.0.1:${running.address.port}`;
  await using trusting = new ServerProxy(url, { tls: { ca: authority.cert, servername: 'localhost' } });
  expect(await trusting.call('add', 2, 3)).toBe(5);
  await using strict = new ServerProxy(url);
  await expect(strict.call('add', 2, 3)).rejects.toMatchObject({
    code: expect.stringMatching(/CERT|SIGNATURE/),
  });
});

test('in child processes, with a handler that brings its own dispatcher', async () => {
  const module = new URL('./forked-handler.ts#ForkedHandler', import.meta.url);
  await using running = await started(new ForkingHTTPServer(local, module));
  await using client = new ServerProxy(urlOf(running.address));
  const pid = await client.call('pid');
  expect(pid).not.toBe(process.pid);
});

test('MultiPathXMLRPCServer: each path has its own functions', async () => {
  const server = new MultiPathXMLRPCServer(local, quiet);
  for (const path of ['/foo', '/foo?k=v', '/', '/RPC2'])
    server.addDispatcher(path, new SimpleXMLRPCDispatcher()).registerFunction(() => path, 'where');
  server.addDispatcher('/sums', new SimpleXMLRPCDispatcher()).registerFunction(add, 'add');
  class Broken extends SimpleXMLRPCDispatcher {
    override marshaledDispatch(): Promise<Buffer> {
      throw new TypeError('broken');
    }
  }
  server.addDispatcher('/is/broken', new Broken());
  await using running = await started(server);
  const at = async (path: string, method: string, ...params: number[]) => {
    await using client = new ServerProxy(urlOf(running.address, path));
    return await client.call(method, ...params);
  };
  expect(await at('/foo', 'where')).toBe('/foo');
  expect(await at('/foo?k=v', 'where')).toBe('/foo?k=v');
  expect(await at('/foo#part', 'where')).toBe('/foo');
  expect(await at('', 'where')).toBe('/RPC2');
  expect(await at('/', 'where')).toBe('/');
  expect(await at('/sums', 'add', 1, 2)).toBe(3);
  await expect(at('/foo', 'add', 1, 2)).rejects.toThrow('method "add" is not supported');
  await expect(at('/is/broken', 'add')).rejects.toThrow("<class 'TypeError'>:broken");
  await expect(at('/invalid', 'add')).rejects.toThrow("<class 'KeyError'>:'/invalid'");
  expect(server.getDispatcher('/sums')).toBeInstanceOf(SimpleXMLRPCDispatcher);
});

test('a connection is kept from call to call, and made anew when the server has closed it', async () => {
  const peers = new Set<number>();
  class Counting extends SimpleXMLRPCRequestHandler<InternetAddress> {
    override async do_POST(): Promise<void> {
      peers.add(this.clientAddress.port);
      await super.do_POST();
    }
  }
  const counting = new ThreadingXMLRPCServer(local, { ...quiet, requestHandler: Counting });
  counting.registerFunction(add, 'add');
  await using running = await started(counting);
  await using client = new ServerProxy(urlOf(running.address));
  for (let index = 0; index < 5; index += 1) expect(await client.call('add', index, 1)).toBe(index + 1);
  expect(peers.size).toBe(1);
  client.close();
  expect(await client.call('add', 1, 1)).toBe(2);
  expect(peers.size).toBe(2);
});

test('a kept connection that the server resets under a call is replaced, once', async () => {
  let connections = 0;
  const answer = dumpResponse('here');
  const head = `HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${answer.length}\r\n\r\n`;
  const server = createTcpServer((socket) => {
    connections += 1;
    let calls = 0;
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (!data.toString('latin1').includes('</methodCall>')) return;
      calls += 1;
      // The first connection answers once and breaks at the second call; the others break at once from the third on.
      if ((connections === 1 && calls === 2) || connections >= 3) socket.resetAndDestroy();
      else socket.write(head + answer);
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  await using client = new ServerProxy(urlOf(server.address() as AddressInfo & InternetAddress));
  expect(await client.call('a')).toBe('here');
  expect(await client.call('b')).toBe('here');
  expect(connections).toBe(2);
  client.close();
  await expect(client.call('c')).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(connections).toBe(3);
});

test('nobody there, and nobody who answers', async () => {
  const silent = createTcpServer((socket) => socket.resume().on('error', () => {})).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address() as AddressInfo & InternetAddress;
  {
    await using client = new ServerProxy(urlOf(address), { timeoutMs: 30 });
    await expect(client.call('a')).rejects.toMatchObject({ code: 'ETIMEDOUT', syscall: 'recv' });
  }
  await new Promise((resolve) => silent.close(resolve));
  await using client = new ServerProxy(urlOf(address));
  await expect(client.call('a')).rejects.toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
});

/** A server that gives one answer, whatever is asked. */
async function answering(body: Buffer, headers: Record<string, string> = {}, status = 200): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status, headers).end(body));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return urlOf(server.address() as AddressInfo & InternetAddress);
}

test.each<[string, string, Buffer, Record<string, string>]>([
  ['no XML', 'XMLRPC_INVALID', Buffer.from('<html'), {}],
  ['a call', 'XMLRPC_INVALID', dumpCall('a', []), {}],
  ['nothing', 'XMLRPC_INVALID', Buffer.alloc(0), {}],
  ['too much', 'XMLRPC_LIMIT', Buffer.alloc(3000, ' '), {}],
  ['a gzip bomb', 'XMLRPC_LIMIT', gzipSync(Buffer.alloc(1_000_000)), { 'Content-Encoding': 'gzip' }],
  ['broken gzip', 'XMLRPC_INVALID', Buffer.from('x'), { 'Content-Encoding': 'gzip' }],
  ['another coding', 'XMLRPC_INVALID', dumpResponse(1), { 'Content-Encoding': 'br' }],
])('a client that is answered by %s says %s', async (_name, code, body, headers) => {
  const url = await answering(body, headers);
  await using client = new ServerProxy(url, { limits: { bodyBytesMax: 2000, decodedBytesMax: 10_000 } });
  await expect(client.call('a')).rejects.toMatchObject({ code });
});

test('a client that is answered by another status tells which', async () => {
  const url = await answering(Buffer.from('no'), { 'X-Why': 'because' }, 503);
  await using client = new ServerProxy(url.replace('//', '//user:secret@'));
  const refused = client.call('a');
  await expect(refused).rejects.toMatchObject({
    code: 'XMLRPC_STATUS',
    status: 503,
    headers: { 'x-why': 'because' },
  });
  await expect(refused).rejects.not.toThrow('secret');
});

test('user and password of the URL, and headers of one’s own, are sent', async () => {
  const server = new SimpleXMLRPCServer(local, {
    ...quiet,
    requestHandler: class extends SimpleXMLRPCRequestHandler<InternetAddress> {
      protected override readonly dispatch = (): unknown => [
        this.headers.authorization,
        this.headers['x-test'],
      ];
    },
  });
  await using running = await started(server);
  const url = `http://us%40er:pa%3Ass@127.0.0.1:${running.address.port}`;
  await using client = new ServerProxy(url, { headers: { 'X-Test': 'here' } });
  const [authorization, extra] = (await client.call('any')) as string[];
  expect(Buffer.from(String(authorization).replace('Basic ', ''), 'base64').toString()).toBe('us@er:pa:ss');
  expect(extra).toBe('here');
});

test('what is no URL of a server is refused before anything is sent', () => {
  expect(() => new ServerProxy('ftp://x')).toThrow('"ftp://x" is no address of an XML-RPC server');
  expect(() => new ServerProxy('127.0.0.1:80')).toThrow('is no address');
});

test('awaiting a proxy or one of its methods calls nothing', async () => {
  const url = await answering(dumpResponse(1));
  await using client = new ServerProxy<{ a: { b(): number } }>(url);
  expect(await client).toBeDefined();
  expect(await client.a).toBeDefined();
  expect(await client.a.b()).toBe(1);
});

test('answers over the threshold are packed for those who take it, and for nobody else', async () => {
  const server = new SimpleXMLRPCServer(local, quiet);
  server.registerFunction((length: number) => 'x'.repeat(length), 'text');
  await using running = await started(server);
  const ask = async (length: number, accept: string): Promise<[string | null, number]> => {
    const headers = { 'Content-Type': 'text/xml', 'Accept-Encoding': accept };
    const options = { method: 'POST', headers, body: dumpCall('text', [length]) };
    const response = await fetch(urlOf(running.address), options);
    // fetch has unpacked it already.
    const value = loadResponse(Buffer.from(await response.arrayBuffer()));
    return [response.headers.get('content-encoding'), String(value).length];
  };
  expect(await ask(5000, 'gzip')).toEqual(['gzip', 5000]);
  expect(await ask(5000, 'br, *;q=0.1')).toEqual(['gzip', 5000]);
  expect(await ask(5000, 'gzip;q=0')).toEqual([null, 5000]);
  expect(await ask(5000, 'identity')).toEqual([null, 5000]);
  expect(await ask(10, 'gzip')).toEqual([null, 10]);
});

test('a failure of the server itself is 500, and told only when asked for', async () => {
  class Broken extends SimpleXMLRPCRequestHandler<InternetAddress> {
    protected override get dispatcher(): never {
      throw new RangeError('naïve\nfailure');
    }
    override logMessage(): void {}
  }
  for (const sendTracebackHeader of [false, true]) {
    const server = new SimpleXMLRPCServer(local, { ...quiet, sendTracebackHeader, requestHandler: Broken });
    await using running = await started(server);
    const headers = { 'Content-Type': 'text/xml' };
    const response = await fetch(urlOf(running.address), {
      method: 'POST',
      headers,
      body: dumpCall('a', []),
    });
    expect(response.status).toBe(500);
    expect(response.headers.get('x-exception')).toBe(sendTracebackHeader ? 'na ve failure' : null);
    expect(response.headers.has('x-traceback')).toBe(sendTracebackHeader);
  }
});

test('an instance that does its own dispatching gets every name', async () => {
  const server = new SimpleXMLRPCServer(local, quiet);
  server.registerIntrospectionFunctions();
  server.registerInstance({
    _dispatch: (method: string, params: unknown[]) => [method, params],
    _listMethods: () => ['b', 'a'],
    hidden: () => 1,
  });
  await using running = await started(server);
  await using client = new ServerProxy(urlOf(running.address));
  expect(await client.call('any.name', 1)).toEqual(['any.name', [1]]);
  const names = await client.system.listMethods();
  expect(names).toEqual(['a', 'b', 'system.listMethods', 'system.methodHelp', 'system.methodSignature']);
});

test('signatures are told and kept', async () => {
  const server = new SimpleXMLRPCServer(local, quiet);
  server.registerIntrospectionFunctions();
  server.registerFunction(add, { name: 'add', signatures: [['int', 'int', 'int']] });
  server.registerFunction(add, 'loose');
  await using running = await started(server);
  await using client = new ServerProxy(urlOf(running.address));
  expect(await client.system.methodSignature('add')).toEqual([['int', 'int', 'int']]);
  expect(await client.system.methodSignature('loose')).toBe('signatures not supported');
  await expect(client.call('add', 1)).rejects.toMatchObject({
    faultString: "<class 'TypeError'>:add() takes 2 positional arguments but 1 were given",
  });
});

test('a function without a name cannot be registered without one', () => {
  const server = new SimpleXMLRPCServer(local, quiet);
  expect(() => server.registerFunction(() => 1)).toThrow('it has no name');
});

test('the results of a multicall: values, faults, and the fault of the one that is asked for', async () => {
  const server = new SimpleXMLRPCServer(local, quiet);
  server.registerFunction(add, 'add');
  server.registerMulticallFunctions();
  await using running = await started(server);
  await using client = new ServerProxy(urlOf(running.address));
  const results = await new MultiCall(client).call('add', 1, 2).call('none').run();
  expect(results.length).toBe(2);
  expect(results.settled).toEqual([3, expect.any(Fault)]);
  expect(results.at(0)).toBe(3);
  expect(() => [...results]).toThrow('method "none" is not supported');
});

test('the documentation page and its style, for those who GET', async () => {
  const server = new DocXMLRPCServer(local, quiet);
  server.setServerTitle('Sums');
  server.registerFunction(add, 'add');
  await using running = await started(server);
  const page = await fetch(urlOf(running.address, '/'));
  expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toContain('<title>Sums</title>');
  const style = await fetch(urlOf(running.address, '/pydoc.css'));
  expect(style.headers.get('content-type')).toBe('text/css; charset=UTF-8');
  const missing = await fetch(urlOf(running.address, '/spam'));
  expect(missing.status).toBe(404);
  expect(missing.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await missing.text()).toBe('No such page');
});

interface CgiAnswer {
  readonly head: string;
  readonly body: Buffer;
}

/** Runs the script as a web server would. */
async function runCgi(env: Record<string, string>, input: Buffer): Promise<CgiAnswer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cgi-script.ts')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // A script that has what it wants need not read on.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const output = await buffer(child.stdout);
  const end = output.indexOf('\r\n\r\n');
  return { head: output.toString('latin1', 0, end), body: output.subarray(end + 4) };
}

describe('a CGI script', () => {
  const call = dumpCall('add', [2, 3]);
  const post = { REQUEST_METHOD: 'POST', CONTENT_LENGTH: String(call.length) };

  test('answers a call as long as it was announced', async () => {
    const { head, body } = await runCgi(post, Buffer.concat([call, Buffer.from('more that is not for us')]));
    expect(head).toBe(`Content-Type: text/xml\r\nContent-Length: ${body.length}`);
    expect(loadResponse(body)).toBe(5);
  });

  test('says by a fault that a call is cut off', async () => {
    const { body } = await runCgi({ ...post, CONTENT_LENGTH: '10' }, call);
    expect(() => loadResponse(body)).toThrow(Fault);
  });

  test('refuses what is too long before it is read', async () => {
    const { head } = await runCgi({ ...post, CONTENT_LENGTH: '999999999' }, call);
    expect(head).toMatch(/^Status: 413/);
  });

  test('shows its page to those who GET', async () => {
    const { head, body } = await runCgi({ REQUEST_METHOD: 'GET' }, Buffer.alloc(0));
    expect(head).toContain('text/html');
    expect(body.toString()).toContain('<style>');
  });

  test('without a page says 400 to them', async () => {
    const { head } = await runCgi({ REQUEST_METHOD: 'GET', PLAIN: '1' }, Buffer.alloc(0));
    expect(head).toMatch(/^Status: 400 Bad Request/);
  });
});

test('requests are lines on stderr unless that is not wanted', async () => {
  const run = (log: string): Program => Program.node([join(import.meta.dirname, 'logging-server.ts'), log]);
  for (const [log, line] of [
    ['yes', /^127\.0\.0\.1 - - \[.*\] "POST \/RPC2 HTTP\/1\.1" 200 -\n$/],
    ['no', /^$/],
  ] as const) {
    await using program = run(log);
    await using client = new ServerProxy(`http://127.0.0.1:${await program.port()}`);
    expect(await client.call('add', 1, 2)).toBe(3);
    await program.kill('SIGTERM');
    expect(program.stderr).toMatch(line);
  }
});

test('what travels compressed is shorter', async () => {
  let length = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      length = body.length;
      expect(request.headers['content-encoding']).toBe('gzip');
      response.end(dumpResponse(gunzipSync(body).length));
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = urlOf(server.address() as AddressInfo & InternetAddress);
  await using client = new ServerProxy(url, { encodeThresholdBytes: 100 });
  expect(await client.call('a', 'x'.repeat(10_000))).toBeGreaterThan(10_000);
  expect(length).toBeLessThan(1000);
});
