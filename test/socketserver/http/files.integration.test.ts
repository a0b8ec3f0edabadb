// The files of a directory: what comes for which request. What must not come is in hostile.integration.test.ts.

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type InternetAddress,
  type RunningServer,
  SimpleHTTPRequestHandler,
  ThreadingHTTPServer,
} from '../../../src/socketserver/index.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { get, rawRequest } from './raw-request.ts';

const words = 'We are the knights who say Ni!';

interface Site extends AsyncDisposable {
  readonly directory: string;
  readonly url: string;
  readonly running: RunningServer<InternetAddress>;
}

async function serve(settings: Partial<SimpleHTTPRequestHandler> = {}): Promise<Site> {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'test'), words);
  mkdirSync(join(directory, 'd'));
  class Files extends SimpleHTTPRequestHandler {
    override readonly directory = directory;
    override logMessage(): void {}
  }
  class Configured extends Files {
    constructor(...all: ConstructorParameters<typeof Files>) {
      super(...all);
      Object.assign(this, settings);
    }
  }
  const running = await new ThreadingHTTPServer({ host: '127.0.0.1', port: 0 }, Configured).start();
  return {
    ...{ directory, running, url: `http://127.0.0.1:${running.address.port}` },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

test('a file comes with its type, length, date and tag; HEAD has the same headers and no body', async () => {
  await using site = await serve();
  utimesSync(join(site.directory, 'test'), 1e9, 1e9);
  const response = await fetch(`${site.url}/test`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(words);
  const head = await fetch(`${site.url}/test`, { method: 'HEAD' });
  expect(await head.text()).toBe('');
  for (const { headers } of [response, head]) {
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-length')).toBe(String(words.length));
    expect(headers.get('last-modified')).toBe('Sun, 09 Sep 2001 01:46:40 GMT');
    expect(headers.get('etag')).toMatch(/^"[\w-]+"$/);
  }
});

test('types are known by ending, and can be set', async () => {
  await using site = await serve({
    extensionsMap: { '.ni': 'text/x-knight' },
    defaultContentType: 'text/x-none',
  });
  for (const name of ['a.html', 'a.js', 'a.json', 'a.png', 'a.ni', 'A.HTML'])
    writeFileSync(join(site.directory, name), 'x');
  const types = await Promise.all(
    ['a.html', 'a.js', 'a.json', 'a.png', 'a.ni', 'A.HTML', 'test'].map(async (name) =>
      (await fetch(`${site.url}/${name}`)).headers.get('content-type'),
    ),
  );
  expect(types).toEqual([
    'text/html; charset=utf-8',
    'text/javascript; charset=utf-8',
    'application/json; charset=utf-8',
    'image/png',
    'text/x-knight',
    'text/html; charset=utf-8',
    'text/x-none',
  ]);
});

test('a large file comes whole', async () => {
  await using site = await serve();
  const data = randomBytes(3_000_001);
  writeFileSync(join(site.directory, 'large'), data);
  const received = Buffer.from(await (await fetch(`${site.url}/large`)).arrayBuffer());
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  expect(hash(received)).toBe(hash(data));
});

test.each([
  ['If-None-Match with its tag', (tag: string) => ({ 'If-None-Match': tag }), 304],
  ['If-None-Match, weak, in a list', (tag: string) => ({ 'If-None-Match': `"a", W/${tag}` }), 304],
  ['If-None-Match with another tag', () => ({ 'If-None-Match': '"other"' }), 200],
  ['If-None-Match: *', () => ({ 'If-None-Match': '*' }), 304],
  ['If-Modified-Since then', (_: string, then: string) => ({ 'If-Modified-Since': then }), 304],
  ['If-Modified-Since before', () => ({ 'If-Modified-Since': 'Sun, 09 Sep 2001 01:46:39 GMT' }), 200],
  ['If-Modified-Since that is no date', () => ({ 'If-Modified-Since': 'yesterday' }), 200],
  [
    'If-None-Match before If-Modified-Since',
    (_: string, then: string) => ({ 'If-None-Match': '"other"', 'If-Modified-Since': then }),
    200,
  ],
  ['If-Match with its tag', (tag: string) => ({ 'If-Match': tag }), 200],
  ['If-Match with a weak tag', (tag: string) => ({ 'If-Match': `W/${tag}` }), 412],
  ['If-Match with another tag', () => ({ 'If-Match': '"other"' }), 412],
  ['If-Unmodified-Since before', () => ({ 'If-Unmodified-Since': 'Sun, 09 Sep 2001 01:46:39 GMT' }), 412],
  ['If-Unmodified-Since then', (_: string, then: string) => ({ 'If-Unmodified-Since': then }), 200],
])('%s', async (_name, headersOf, status) => {
  await using site = await serve();
  utimesSync(join(site.directory, 'test'), 1e9, 1e9);
  const { headers } = await fetch(`${site.url}/test`, { method: 'HEAD' });
  const [tag = '', then = ''] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
  const response = await fetch(`${site.url}/test`, { headers: headersOf(tag, then) });
  expect(response.status).toBe(status);
  const text = await response.text();
  if (status === 412) expect(text).toContain('412');
  else expect(text).toBe(status === 200 ? words : '');
});

test.each([
  ['bytes=0-5', 206, 'We are', 'bytes 0-5/30'],
  ['bytes=27-', 206, 'Ni!', 'bytes 27-29/30'],
  ['bytes=-3', 206, 'Ni!', 'bytes 27-29/30'],
  ['bytes=20-1000', 206, words.slice(20), 'bytes 20-29/30'],
  ['bytes=0-2,2-5', 206, 'We are', 'bytes 0-5/30'],
  ['bytes=30-', 416, '', 'bytes */30'],
  ['bytes=5-1', 200, words, null],
  ['lines=1-2', 200, words, null],
])('Range: %s', async (range, status, text, contentRange) => {
  await using site = await serve();
  const response = await fetch(`${site.url}/test`, { headers: { range } });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-range')).toBe(contentRange);
  expect(await response.text()).toBe(text);
});

test('several ranges come as parts, each with its headers, and the length is right', async () => {
  await using site = await serve();
  const response = await fetch(`${site.url}/test`, { headers: { range: 'bytes=0-1,7-9,-3' } });
  expect(response.status).toBe(206);
  const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(
    response.headers.get('content-type') ?? '',
  )?.[1];
  const text = await response.text();
  expect(text).toHaveLength(Number(response.headers.get('content-length')));
  const parts = text.split(`--${boundary}`).map((part) => part.trim());
  const type = 'Content-Type: application/octet-stream';
  expect(parts).toEqual([
    '',
    `${type}\r\nContent-Range: bytes 0-1/30\r\n\r\nWe`,
    `${type}\r\nContent-Range: bytes 7-9/30\r\n\r\nthe`,
    `${type}\r\nContent-Range: bytes 27-29/30\r\n\r\nNi!`,
    '--',
  ]);
});

test('If-Range: parts only of the file that the client knows', async () => {
  await using site = await serve();
  const tag = (await fetch(`${site.url}/test`)).headers.get('etag') ?? '';
  const ask = async (ifRange: string): Promise<number> =>
    (await fetch(`${site.url}/test`, { headers: { range: 'bytes=0-1', 'if-range': ifRange } })).status;
  expect(await ask(tag)).toBe(206);
  expect(await ask('"other"')).toBe(200);
  expect(await ask(`W/${tag}`)).toBe(200);
});

test('an empty file, and what is not there', async () => {
  await using site = await serve();
  writeFileSync(join(site.directory, 'empty'), '');
  const empty = await fetch(`${site.url}/empty`);
  expect([empty.status, empty.headers.get('content-length'), await empty.text()]).toEqual([200, '0', '']);
  for (const path of ['/nope', '/nope/', '/test/', '/test%2f'])
    expect((await fetch(site.url + path)).status, path).toBe(404);
});

test('a directory: redirect, index page, listing, or neither', async () => {
  await using site = await serve();
  const redirect = await fetch(`${site.url}/d?hi=1`, { redirect: 'manual' });
  expect([redirect.status, redirect.headers.get('location')]).toEqual([301, '/d/?hi=1']);
  expect(await (await fetch(`${site.url}/d/`)).text()).toContain('Index of');
  writeFileSync(join(site.directory, 'd', 'index.html'), 'the index');
  expect(await (await fetch(`${site.url}/d/`)).text()).toBe('the index');
  await using closed = await serve({ listsDirectories: false });
  expect((await fetch(`${closed.url}/d/`)).status).toBe(403);
});

test('a redirect stays on this host', async () => {
  await using site = await serve();
  mkdirSync(join(site.directory, '\\example.org'));
  for (const target of ['//d', '///d', '/\\example.org', 'http://evil.example//d']) {
    const { text } = await rawRequest(site.running.address, get(target));
    expect(/Location: (.*)\r/.exec(text)?.[1], target).toMatch(/^\/(d|%5Cexample.org)\/$/);
  }
});

test('names in a listing are text, whatever they are, and their links lead to their files', async () => {
  await using site = await serve();
  const names = ['<b>&"\'.txt', 'javascript:alert(1)', 'a b?c#d%', 'ä€', '..a', '\u202egnp.exe'];
  for (const name of names) writeFileSync(join(site.directory, 'd', name), name);
  // A name that is no UTF-8.
  writeFileSync(
    Buffer.concat([Buffer.from(`${join(site.directory, 'd')}/`), Buffer.from([0xff, 0xfe])]),
    'bytes',
  );
  const response = await fetch(`${site.url}/d/`);
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'",
  );
  const page = await response.text();
  expect(page).not.toContain('<b>');
  expect(page).not.toContain('\u202e');
  expect(page).toContain('&lt;b&gt;&amp;&quot;&#39;.txt');
  const links = Array.from(page.matchAll(/href="(\.\/[^"]*)"/g), ([, link]) => link ?? '');
  const texts = await Promise.all(
    links.map(async (link) => (await fetch(new URL(link, `${site.url}/d/`))).text()),
  );
  expect(texts.toSorted()).toEqual([...names, 'bytes'].toSorted());
});

test('symbolic links: inside by default, anywhere when that is wanted, and always marked', async () => {
  const outside = temporaryDirectory();
  writeFileSync(join(outside, 'file'), 'outside');
  const link = (site: Site): void => {
    symlinkSync(join(outside, 'file'), join(site.directory, 'out'));
    symlinkSync('test', join(site.directory, 'in'));
  };
  await using strict = await serve();
  link(strict);
  expect((await fetch(`${strict.url}/in`)).status).toBe(200);
  expect((await fetch(`${strict.url}/out`)).status).toBe(403);
  expect(await (await fetch(`${strict.url}/`)).text()).toContain('<bdi>out</bdi>@</a>');
  await using lax = await serve({ symlinks: 'follow' });
  link(lax);
  expect(await (await fetch(`${lax.url}/out`)).text()).toBe('outside');
});

test('a directory that is exchanged is served from its new place', async () => {
  const top = temporaryDirectory();
  for (const name of ['one', 'two']) {
    mkdirSync(join(top, name));
    writeFileSync(join(top, name, 'file'), name);
  }
  const current = join(top, 'current');
  symlinkSync('one', current);
  await using site = await serve({ directory: current });
  expect(await (await fetch(`${site.url}/file`)).text()).toBe('one');
  symlinkSync('two', `${current}.new`);
  renameSync(`${current}.new`, current);
  expect(await (await fetch(`${site.url}/file`)).text()).toBe('two');
});
