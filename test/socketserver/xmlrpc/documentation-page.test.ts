// The page about a server's methods: what it says, and that nothing on it is markup of somebody else's.

import { expect, test } from 'vitest';
import {
  DocXMLRPCServer,
  SimpleXMLRPCDispatcher,
  XMLRPCDocGenerator,
} from '../../../src/socketserver/xmlrpc/index.ts';
import { parameterList } from '../../../src/socketserver/xmlrpc/parameter-list.ts';

const hostile = `"><img src=x onerror=alert(1)>'`;

test('no text of a server’s becomes markup', async () => {
  const dispatcher = new SimpleXMLRPCDispatcher();
  dispatcher.registerFunction(() => 1, {
    name: hostile,
    help: `${hostile} http://x.example/"onclick="alert(1) javascript:alert(1) ${hostile}(`,
    signatures: [[hostile, hostile]],
  });
  const generator = new XMLRPCDocGenerator();
  generator.setServerTitle(`</title>${hostile}`);
  generator.setServerName(hostile);
  generator.setServerDocumentation(hostile);
  const page = await generator.generateHtmlDocumentation(dispatcher);
  expect(page).not.toMatch(/<img|<script|<\/title>"/i);
  expect(page.match(/<title>/g)).toHaveLength(1);
  // Attributes are ours alone.
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/g)) expect(tag).not.toMatch(/onerror|onclick|javascript/);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test('methods, their parameters and types, and links to what help speaks of', async () => {
  const server = new DocXMLRPCServer({ host: '127.0.0.1', port: 0 });
  server.registerFunction((a: number, b = 2) => a + b, {
    name: 'add',
    help: 'See RFC 2616, PEP 8, https://x.example/a?b=1&c=2. Or use pow(1, 2) and unknown(1).',
    signatures: [['int', 'int', 'int']],
  });
  server.registerFunction((...numbers: number[]) => numbers.length, 'pow');
  const page = await server.generateHtmlDocumentation();
  expect(page).toContain('<b>add</b><span>(a, b = 2)</span>');
  expect(page).toContain('<code>int add(int, int)</code>');
  expect(page).toContain('<b>pow</b><span>(...numbers)</span>');
  expect(page).toContain('<a href="https://www.rfc-editor.org/rfc/rfc2616.txt">RFC 2616</a>');
  expect(page).toContain('<a href="https://peps.python.org/pep-0008/">PEP 8</a>');
  expect(page).toContain('<a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>.');
  expect(page).toContain('use <a href="#m1"><code>pow</code></a>(1, 2) and unknown(1).');
});

test.each<[(...params: never[]) => unknown, string]>([
  [() => 1, '()'],
  [(a: number) => a, '(a)'],
  [async (a: number, b: { c: [number] } = { c: [1] }) => [a, b], '(a, b = { c: [1] })'],
  [
    function named(a: string = ')', { b }: { b?: number } = {}) {
      return [a, b];
    },
    `(a = ')', { b } = {})`,
  ],
  [Math.max, '(...)'],
  [((a: number) => a).bind(undefined), '(...)'],
])('the parameters of %s are %s', (fn, list) => {
  // The runner's compiler may write quotes and blanks in its own way.
  const plain = (text: string): string => text.replaceAll(' ', '').replaceAll('"', "'");
  expect(plain(parameterList(fn))).toBe(plain(list));
});
