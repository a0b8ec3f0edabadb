// Values into documents and back, without a server.

import { describe, expect, test } from 'vitest';
import {
  Double,
  dumpCall,
  dumpFault,
  dumpResponse,
  Fault,
  load,
  loadCall,
  loadResponse,
  type MarshalOptions,
  XMLRPCError,
  type XMLRPCLimits,
} from '../../../src/socketserver/xmlrpc/index.ts';

const allowNone = { allowNone: true };
const readValue = (xml: string): unknown => loadResponse(response(xml));
const response = (xml: string): Buffer =>
  Buffer.from(`<methodResponse><params><param><value>${xml}</value></param></params></methodResponse>`);
/** The one `<value>` of a response, without line ends. */
const written = (value: unknown, options: MarshalOptions = allowNone): string =>
  /<param><value>(.*)<\/value><\/param>/.exec(
    dumpResponse(value, options).toString().replaceAll('\n', ''),
  )?.[1] ?? '';

describe('is written', () => {
  test.each<[unknown, string]>([
    [0, '<int>0</int>'],
    [2 ** 31 - 1, '<int>2147483647</int>'],
    [-(2 ** 31), '<int>-2147483648</int>'],
    [2 ** 31, '<double>2147483648.0</double>'],
    [2 ** 60, '<double>1152921504606847000</double>'],
    [0.5, '<double>0.5</double>'],
    [-0, '<double>-0.0</double>'],
    [1e21, '<double>1e+21</double>'],
    [Number.NaN, '<double>nan</double>'],
    [Number.NEGATIVE_INFINITY, '<double>-inf</double>'],
    [new Double(2), '<double>2.0</double>'],
    [2n, '<int>2</int>'],
    [2n ** 40n, '<i8>1099511627776</i8>'],
    [-(2n ** 63n), '<i8>-9223372036854775808</i8>'],
    [true, '<boolean>1</boolean>'],
    [false, '<boolean>0</boolean>'],
    ['a<b>&"', '<string>a&lt;b&gt;&amp;"</string>'],
    ['a\r', '<string>a&#13;</string>'],
    ['😀', '<string>😀</string>'],
    [null, '<nil/>'],
    [undefined, '<nil/>'],
    [Buffer.from('hello'), '<base64>aGVsbG8=</base64>'],
    [new Uint8Array([255, 0]).buffer, '<base64>/wA=</base64>'],
    [new Date('2026-11-25T08:46:21.999Z'), '<dateTime.iso8601>20261125T08:46:21</dateTime.iso8601>'],
    [
      [1, [2]],
      '<array><data><value><int>1</int></value><value><array><data><value><int>2</int></value></data></array></value></data></array>',
    ],
    [{ a: 1 }, '<struct><member><name>a</name><value><int>1</int></value></member></struct>'],
    [new Map([['<', 1]]), '<struct><member><name>&lt;</name><value><int>1</int></value></member></struct>'],
    [
      new (class Point {
        x = 1;
      })(),
      '<struct><member><name>x</name><value><int>1</int></value></member></struct>',
    ],
  ])('%o as %s', (value, xml) => {
    expect(written(value)).toBe(xml);
  });

  test('long bytes in lines of 76 characters', () => {
    const lines = dumpResponse(Buffer.alloc(100))
      .toString()
      .split('\n')
      .filter((line) => /^A/.test(line));
    expect(lines.map((line) => line.length)).toEqual([76, 60]);
  });

  test('other encodings name themselves and keep to ASCII', () => {
    const document = dumpResponse('€', { encoding: 'iso-8859-15' }).toString('latin1');
    expect(document).toMatch(/^<\?xml version='1.0' encoding='iso-8859-15'\?>/);
    expect(document).toContain('<string>&#8364;</string>');
    expect(loadResponse(Buffer.from(document))).toBe('€');
  });

  test('an encoding without ASCII is refused', () => {
    expect(() => dumpCall('a', [], { encoding: 'utf-16' })).toThrow('encoding is "utf-16"');
  });
});

describe('is refused when it is to be written:', () => {
  const loop: unknown[] = [];
  loop.push([loop]);
  const ring: Record<string, unknown> = {};
  ring.ring = ring;
  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
  test.each<[string, unknown, string, string]>([
    ['null without allowNone', null, 'TypeError', 'cannot marshal None unless allow_none is enabled'],
    [
      'undefined without allowNone',
      [undefined],
      'TypeError',
      'cannot marshal None unless allow_none is enabled',
    ],
    ['more than 64 bits', 2n ** 63n, 'OverflowError', 'int exceeds XML-RPC limits'],
    ['a function', () => 1, 'TypeError', "cannot marshal <class 'function'> objects"],
    ['a symbol', Symbol('x'), 'TypeError', "cannot marshal <class 'symbol'> objects"],
    ['a RegExp', /x/, 'TypeError', "cannot marshal <class 'RegExp'> objects"],
    ['a Set', new Set([1]), 'TypeError', "cannot marshal <class 'Set'> objects"],
    ['an array in itself', loop, 'TypeError', 'cannot marshal recursive sequences'],
    ['an object in itself', ring, 'TypeError', 'cannot marshal recursive dictionaries'],
    ['a Map with other keys', new Map([[1, 1]]), 'TypeError', 'dictionary key must be string'],
    ['an invalid Date', new Date('x'), 'ValueError', 'an invalid Date has no dateTime'],
    ['a year of five digits', new Date(8.64e15), 'ValueError', 'the year 275760 has no dateTime'],
    ['a control character', 'a\u0001', 'ValueError', 'XML cannot carry the character U+0001'],
    ['half a surrogate pair', 'a\ud800', 'ValueError', 'XML cannot carry half of a surrogate pair'],
    ['too deep a value', deep(300), 'RecursionError', 'more than 256 arrays and structs inside one another'],
  ])('%s', (_name, value, pythonName, reason) => {
    expect(() => dumpResponse(value)).toThrow(
      expect.objectContaining({ code: 'XMLRPC_VALUE', pythonName, reason }),
    );
  });

  test('the same value twice, side by side, is not one in itself', () => {
    const shared = [1];
    expect(loadResponse(dumpResponse([shared, shared]))).toEqual([[1], [1]]);
  });
});

describe('is read', () => {
  test.each<[string, unknown]>([
    ['<int>42</int>', 42],
    ['<i4> -42\n</i4>', -42],
    ['<int>+007</int>', 7],
    ['<int>-0</int>', 0],
    ['<i1>1</i1>', 1],
    ['<i8>9007199254740991</i8>', 9007199254740991],
    ['<i8>9007199254740993</i8>', 9007199254740993n],
    ['<int>4294967296</int>', 4294967296],
    ['<biginteger>123456789012345678901234567890</biginteger>', 123456789012345678901234567890n],
    ['<double>2.0</double>', 2],
    ['<double>-1.5E-3</double>', -0.0015],
    ['<double>inf</double>', Number.POSITIVE_INFINITY],
    ['<double>NaN</double>', Number.NaN],
    ['<bigdecimal>0.1</bigdecimal>', 0.1],
    ['<boolean>1</boolean>', true],
    ['<string> a b </string>', ' a b '],
    ['<string/>', ''],
    ['untyped', 'untyped'],
    [' ', ' '],
    ['', ''],
    ['<string>a<![CDATA[<b>]]>&amp;&#x20AC;</string>', 'a<b>&€'],
    ['<string>a<!-- no -->b</string>', 'ab'],
    ['<nil/>', null],
    ['<ex:nil xmlns:ex="urn:x"/>', null],
    ['<base64>aGVs\nbG8=</base64>', Buffer.from('hello')],
    ['<base64/>', Buffer.alloc(0)],
    ['<dateTime.iso8601>20261125T08:46:21</dateTime.iso8601>', new Date('2026-11-25T08:46:21Z')],
    ['<dateTime.iso8601>2026-11-25T08:46:21.5+01:30</dateTime.iso8601>', new Date('2026-11-25T07:16:21.5Z')],
    ['<dateTime.iso8601>0001-01-01T00:00:00Z</dateTime.iso8601>', new Date('0001-01-01T00:00:00Z')],
    ['<array><data/></array>', []],
    ['\n<array> <data> <value> <int>1</int> </value> </data> </array>\n', [1]],
    ['<struct/>', {}],
    ['<struct><member><value>x</value><name>n</name></member></struct>', { n: 'x' }],
    [
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
      { a: '2' },
    ],
  ])('%s', (xml, value) => {
    expect(readValue(xml)).toEqual(value);
  });

  test('a struct has no prototype, and every name is its own', () => {
    const struct = readValue('<struct><member><name>__proto__</name><value>x</value></member></struct>');
    expect(Object.getPrototypeOf(struct)).toBeNull();
    expect(Object.entries(struct as object)).toEqual([['__proto__', 'x']]);
  });

  test.each([
    ['iso-8859-1', Buffer.from('\xe4\x80', 'latin1'), 'ä\x80'],
    ['iso-8859-15', Buffer.from([0xa4]), '€'],
    ['windows-1252', Buffer.from([0x80]), '€'],
    ['shift_jis', Buffer.from([0x93, 0xfa]), '日'],
  ])('%s', (encoding, bytes, text) => {
    const head = `<?xml version="1.0" encoding="${encoding}"?><methodResponse><params><param><value><string>`;
    const tail = '</string></value></param></params></methodResponse>';
    expect(loadResponse(Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]))).toBe(text);
  });

  test('UTF-16 and UTF-8 by their byte order marks', () => {
    const text = `\ufeff${response('<string>€</string>')}`;
    expect(loadResponse(Buffer.from(text, 'utf16le'))).toBe('€');
    expect(loadResponse(Buffer.from(text, 'utf16le').swap16())).toBe('€');
    expect(loadResponse(Buffer.from(text))).toBe('€');
  });

  test('a call: its method and parameters', () => {
    expect(loadCall(dumpCall('a.b<ü>', [1, 'x', [true]]))).toEqual({
      kind: 'call',
      methodName: 'a.b<ü>',
      params: [1, 'x', [true]],
    });
    expect(loadCall(Buffer.from('<methodCall><methodName>a</methodName></methodCall>')).params).toEqual([]);
  });

  test('a fault, by throwing it', () => {
    const document = dumpFault(new Fault(4, 'too <many>\u0000'));
    expect(load(document)).toMatchObject({
      kind: 'fault',
      fault: { faultCode: 4, faultString: 'too <many>\ufffd' },
    });
    expect(() => loadResponse(document)).toThrow(Fault);
  });
});

describe('beyond a limit', () => {
  const list = (length: number): Buffer =>
    response(`<array><data>${'<value/>'.repeat(length)}</data></array>`);
  test.each<[XMLRPCLimits, Buffer, Buffer]>([
    [{ decodedBytesMax: 200 }, list(1), list(20)],
    // methodResponse, params, param, value, array, data
    [{ elementsMax: 10 }, list(4), list(5)],
    [{ depthMax: 2 }, response('<array><data><value><struct/></value></data></array>'), dumpResponse([[[]]])],
  ])('%o', (limits, within, beyond) => {
    expect(load(within, limits)).toMatchObject({ kind: 'response' });
    expect(() => load(beyond, limits)).toThrow(expect.objectContaining({ code: 'XMLRPC_LIMIT' }));
  });

  test('says what to do', () => {
    expect(() => load(list(5), { elementsMax: 10 })).toThrow(
      'an XML-RPC message is refused: more than 10 elements. Send less, or raise elementsMax at the reader',
    );
  });
});

test('what is no document has a place', () => {
  try {
    load(Buffer.from('<methodCall>\n<methodName>a</methodCall>'));
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(XMLRPCError);
    expect(error).toMatchObject({ code: 'XMLRPC_INVALID', pythonName: 'xml.parsers.expat.ExpatError' });
    expect((error as XMLRPCError).reason).toMatch(/line 2, column \d+$/);
  }
});
