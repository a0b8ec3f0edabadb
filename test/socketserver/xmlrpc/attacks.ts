// What hostile or broken clients send, and what they must get: the table of hostile-input.integration.test.ts.

import { gzipSync } from 'node:zlib';

export interface Attack {
  /** Default: `POST /RPC2 HTTP/1.1`. */
  readonly requestLine?: string;
  /** Beside Host and Content-Type; a header of the same name replaces one of ours. */
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body: string | Buffer;
  /** Content-Length is the body's unless told here; undefined leaves it out. */
  readonly length?: number | string | undefined;
  /** The answer: a status (or several, where the order of packets decides), and for 200 what the fault says. */
  readonly status: number | readonly number[];
  readonly fault?: RegExp;
}

const echo = (value: string): string => call('echo', `<param><value>${value}</value></param>`);

export function call(method: string, params = ''): string {
  return `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${params}</params></methodCall>`;
}

const laughs = [
  '<!ENTITY lol0 "lol">',
  ...Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n};`.repeat(10)}">`),
].join('');
const withDoctype = (subset: string, value: string): string =>
  echo(value).replace('<methodCall>', `<!DOCTYPE methodCall ${subset}><methodCall>`);
const noDtd = /a document type declaration \(DTD\) is not accepted$/;
const nested = (depth: number, inner = ''): string =>
  `${'<array><data><value>'.repeat(depth)}${inner}${'</value></data></array>'.repeat(depth)}`;
const broken = /^<class 'xml\.parsers\.expat\.ExpatError'>:/;
const noXmlRpc = /^<class 'xmlrpc\.client\.ResponseError'>:/;
const unsupported = (name: string): RegExp =>
  new RegExp(`^<class 'Exception'>:method "${name.replace(/[$.()]/g, '\\$&')}" is not supported$`);
const method = (name: string): Attack => ({ body: call(name), status: 200, fault: unsupported(name) });
const value = (text: string, fault: RegExp): Attack => ({ body: echo(text), status: 200, fault });
const packed = (body: string | Buffer): Pick<Attack, 'body' | 'headers'> => ({
  body: gzipSync(body),
  headers: { 'Content-Encoding': 'gzip' },
});

export const attacks: Readonly<Record<string, Attack>> = {
  // Entities and DTDs
  'billion laughs': {
    body: withDoctype(`[${laughs}]`, '<string>&lol9;</string>'),
    status: 200,
    fault: noDtd,
  },
  'quadratic blow-up': {
    body: withDoctype(`[<!ENTITY a "${'a'.repeat(50_000)}">]`, `<string>${'&a;'.repeat(50_000)}</string>`),
    status: 200,
    fault: noDtd,
  },
  'external entity, a file': {
    body: withDoctype('[<!ENTITY x SYSTEM "file:///etc/passwd">]', '<string>&x;</string>'),
    status: 200,
    fault: noDtd,
  },
  'external entity, a URL': {
    body: withDoctype('[<!ENTITY x SYSTEM "http://127.0.0.1:1/x">]', '<string>&x;</string>'),
    status: 200,
    fault: noDtd,
  },
  'external DTD': {
    body: withDoctype('SYSTEM "http://127.0.0.1:1/x.dtd"', '<string>x</string>'),
    status: 200,
    fault: noDtd,
  },
  'parameter entity': {
    body: withDoctype('[<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]', '<string>x</string>'),
    status: 200,
    fault: noDtd,
  },
  'empty DTD': { body: withDoctype('', '<string>x</string>'), status: 200, fault: noDtd },
  'DTD that never ends': {
    body: `<?xml version="1.0"?><!DOCTYPE a [${'<!ENTITY a "b">'.repeat(10_000)}`,
    status: 200,
    fault: broken,
  },
  'undefined entity': value('<string>&nbsp;</string>', broken),
  'reference to no character': value('<string>&#0;</string>', broken),
  'reference beyond Unicode': value('<string>&#x110000;</string>', broken),

  // Depth and number
  '100,000 nested arrays': value(
    nested(100_000),
    /^<class 'RecursionError'>:more than 256 arrays and structs/,
  ),
  '257 nested arrays': value(nested(257), /^<class 'RecursionError'>/),
  'nested structs': value(
    '<struct><member><name>a</name><value>'.repeat(5000),
    /^<class 'RecursionError'>:more than 256 arrays and structs/,
  ),
  'deep elements of no meaning': value('<a>'.repeat(100_000), /unknown tag 'a' in value$/),
  'too many elements': value(
    `<array><data>${'<value/>'.repeat(200_000)}</data></array>`,
    /^<class 'ValueError'>:more than 100000 elements$/,
  ),
  'too many members': value(
    `<struct>${'<member><name>a</name><value/></member>'.repeat(40_000)}</struct>`,
    /^<class 'ValueError'>:more than 100000 elements$/,
  ),
  'too many attributes': value(
    `<string ${Array.from({ length: 50_000 }, (_, n) => `a${n}="x"`).join(' ')}>x</string>`,
    /more than 16 attributes of one element$/,
  ),

  // Values that are none
  'an int of 100,000 digits': value(
    `<int>${'9'.repeat(100_000)}</int>`,
    /^<class 'ValueError'>:Exceeds the limit/,
  ),
  'a biginteger of 100,000 digits': value(
    `<biginteger>${'9'.repeat(100_000)}</biginteger>`,
    /^<class 'ValueError'>:Exceeds the limit \(4300 digits\)/,
  ),
  'more than 64 bits': value(
    '<i8>9223372036854775808</i8>',
    /^<class 'OverflowError'>:int exceeds XML-RPC limits$/,
  ),
  'an int of letters': value('<int>1e5</int>', /^<class 'ValueError'>:invalid literal for int\(\)/),
  'an int in hexadecimal': value('<int>0x10</int>', /^<class 'ValueError'>:invalid literal for int\(\)/),
  'a boolean of words': value('<boolean>true</boolean>', /^<class 'TypeError'>:bad boolean value$/),
  'a double that is none': value(
    `<double>${'1'.repeat(1000)}x</double>`,
    /^<class 'ValueError'>:could not convert/,
  ),
  'a date that is none': value(
    '<dateTime.iso8601>20260230T00:00:00</dateTime.iso8601>',
    /^<class 'ValueError'>:time data '20260230T00:00:00' does not match/,
  ),
  'base64 that is none': value('<base64>*****</base64>', /^<class 'binascii\.Error'>:Only base64/),
  'base64 cut off': value('<base64>AAAAA</base64>', /^<class 'binascii\.Error'>:Incorrect padding$/),
  'an unknown type': value(
    '<function>x</function>',
    /^<class 'xmlrpc\.client\.ResponseError'>:unknown tag 'function'/,
  ),
  'two types in one value': value('<int>1</int><int>2</int>', noXmlRpc),
  'text beside a type': value('x<int>1</int>', noXmlRpc),
  'a member without a name': value('<struct><member><value>x</value></member></struct>', noXmlRpc),
  'a member with two values': value(
    '<struct><member><name>a</name><value>x</value><value>y</value></member></struct>',
    noXmlRpc,
  ),

  // What is no call
  'no body': { body: '', status: 200, fault: broken },
  'no XML': { body: '{"method": "echo"}', status: 200, fault: broken },
  'XML that is no XML-RPC': { body: '<html><body/></html>', status: 200, fault: noXmlRpc },
  'a SOAP envelope': {
    body: '<s:Envelope xmlns:s="urn:x"><s:Body/></s:Envelope>',
    status: 200,
    fault: noXmlRpc,
  },
  'a response': {
    body: '<methodResponse><params><param><value>x</value></param></params></methodResponse>',
    status: 200,
    fault: noXmlRpc,
  },
  'a call without a method': { body: '<methodCall><params/></methodCall>', status: 200, fault: noXmlRpc },
  'two methods': {
    body: '<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>',
    status: 200,
    fault: noXmlRpc,
  },
  'two documents': { body: call('echo') + call('echo'), status: 200, fault: broken },
  'a document cut off': { body: call('echo').slice(0, -20), status: 200, fault: broken },
  'overlapping elements': {
    body: '<methodCall><methodName></methodCall></methodName>',
    status: 200,
    fault: broken,
  },
  'a NUL': { body: echo('<string>\0</string>'), status: 200, fault: broken },
  'bytes that are not UTF-8': {
    body: Buffer.from(echo('<string>\xff\xfe</string>'), 'latin1'),
    status: 200,
    fault: broken,
  },
  'an encoding that is none': {
    body: `<?xml version="1.0" encoding="utf-7"?>${call('echo').slice(21)}`,
    status: 200,
    fault: /unknown encoding: 'utf-7'$/,
  },
  'half of a surrogate pair': value('<string>&#xD800;</string>', broken),

  // Names that lead elsewhere
  'the method __proto__': method('__proto__'),
  'the method constructor': method('constructor'),
  'the constructor of a constructor': method('constructor.constructor'),
  'a method of Object': method('hasOwnProperty'),
  'a method of functions': method('div.call'),
  'the prototype of a class': method('Fixture.prototype.constructor'),
  'a private name': method('_private'),
  'a private name behind a dot': method('Fixture._private'),
  'an empty name': method(''),
  'dots alone': method('..'),
  'a name of 1 MB': {
    body: call('a'.repeat(1_000_000)),
    status: 200,
    fault: /^<class 'Exception'>:method "a{200}\.\.\." is not supported$/,
  },

  // Multicall
  'multicall in a multicall': {
    body: call(
      'system.multicall',
      '<param><value><array><data><value><struct><member><name>methodName</name><value>system.multicall</value></member><member><name>params</name><value><array><data/></array></value></member></struct></value></data></array></value></param>',
    ),
    status: 200,
    fault: /^<class 'Exception'>:recursive system\.multicall forbidden$/,
  },
  'multicall of no array': {
    body: call('system.multicall', '<param><value>x</value></param>'),
    status: 200,
    fault: /^<class 'TypeError'>/,
  },
  'multicall without a name': {
    body: call(
      'system.multicall',
      '<param><value><array><data><value><struct/></value></data></array></value></param>',
    ),
    status: 200,
    fault: /^<class 'KeyError'>:'methodName'$/,
  },
  'multicall of too many': {
    body: call(
      'system.multicall',
      `<param><value><array><data>${'<value/>'.repeat(2000)}</data></array></value></param>`,
    ),
    status: 200,
    fault: /^<class 'ValueError'>:more than 1000 calls/,
  },

  // HTTP around it
  'gzip that is none': { body: call('echo'), headers: { 'Content-Encoding': 'gzip' }, status: 400 },
  'gzip cut off': {
    body: gzipSync(call('echo')).subarray(0, 30),
    headers: { 'Content-Encoding': 'gzip' },
    status: 400,
  },
  'gzip bomb': { ...packed(Buffer.alloc(64 * 1024 * 1024, ' ')), status: 413 },
  'gzip in gzip': { ...packed(gzipSync(call('echo'))), status: 200, fault: broken },
  'gzip twice, as said': {
    ...packed(gzipSync(call('echo'))),
    headers: { 'Content-Encoding': 'gzip, gzip' },
    status: 415,
  },
  'another coding': { body: call('echo'), headers: { 'Content-Encoding': 'deflate' }, status: 415 },
  'a body over the limit': { body: Buffer.alloc(5_000_001, ' '), status: 413 },
  'a length over the limit': { body: '', length: 10_000_000_000, status: 413 },
  'a length that is none': { body: call('echo'), length: 'x', status: 400 },
  'a negative length': { body: call('echo'), length: -1, status: 400 },
  // The cut-off call is answered by a fault, unless what follows it, and is no request, is read before that.
  'a length too short': { body: call('echo'), length: 40, status: [200, 400] },
  'two lengths': {
    body: call('echo'),
    length: '10\r\nContent-Length: 20',
    status: 400,
  },
  'length and chunked': {
    body: '0\r\n\r\n',
    length: 5,
    headers: { 'Transfer-Encoding': 'chunked' },
    status: 400,
  },
  'chunks that are none': {
    body: 'zz\r\nxx\r\n',
    length: undefined,
    headers: { 'Transfer-Encoding': 'chunked' },
    status: 400,
  },
  'chunks over the limit': {
    body: `5b8d80\r\n${' '.repeat(6_000_000)}\r\n0\r\n\r\n`,
    length: undefined,
    headers: { 'Transfer-Encoding': 'chunked' },
    status: 413,
  },
  'the type of JSON': { body: call('echo'), headers: { 'Content-Type': 'application/json' }, status: 415 },
  'the type of a form with files': {
    body: call('echo'),
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    status: 415,
  },
  'the type of plain text': { body: call('echo'), headers: { 'Content-Type': 'text/plain' }, status: 415 },
  'the form of another site': {
    body: call('echo'),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: 'https://elsewhere.example' },
    status: 415,
  },
  'another path': { requestLine: 'POST /admin HTTP/1.1', body: call('echo'), status: 404 },
  'a path with a query': { requestLine: 'POST /RPC2?x=1 HTTP/1.1', body: call('echo'), status: 404 },
  'a path that climbs': { requestLine: 'POST /../RPC2 HTTP/1.1', body: call('echo'), status: 404 },
  GET: { requestLine: 'GET /RPC2 HTTP/1.1', body: '', status: 501 },
  PUT: { requestLine: 'PUT /RPC2 HTTP/1.1', body: call('echo'), status: 501 },
};
