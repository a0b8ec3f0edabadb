// Our client against Python's own server.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Double, MultiCall, ServerProxy, type XMLRPCValue } from '../../../src/socketserver/xmlrpc/index.ts';
import type { Program } from '../../services/program.ts';
import { noPython, python } from './python-peer.ts';

interface Methods {
  add(a: number, b: number): number;
  pow(a: number, b: number): number;
  Fixture: { getData(): string };
}

describe.skipIf(noPython !== undefined)(`Python's SimpleXMLRPCServer ${noPython ?? ''}`, () => {
  let program: Program | undefined;
  let port = 0;
  let server: ServerProxy<Methods>;
  beforeAll(async () => {
    program = python('python_server.py');
    port = await program.port();
    server = new ServerProxy(`http://127.0.0.1:${port}`, { allowNone: true });
  });
  // It serves one connection at a time.
  afterEach(() => server.close());
  afterAll(() => program?.[Symbol.asyncDispose]());

  test('calls by names, with dots, and of any letters', async () => {
    expect(await server.add(2, 3)).toBe(5);
    expect(await server.pow(6, 8)).toBe(1679616);
    expect(await server.Fixture.getData()).toBe('42');
    expect(await server.call('tešt', 42)).toBe(42);
  });

  test('tells about itself', async () => {
    const names = await server.system.listMethods();
    expect(names).toEqual(expect.arrayContaining(['Fixture', 'add', 'div', 'system.multicall', 'tešt']));
    expect(await server.system.methodHelp('div')).toBe('This is the div function');
    expect(await server.system.methodSignature('add')).toBe('signatures not supported');
  });

  test.each<[string, XMLRPCValue]>([
    ['zero', 0],
    ['the largest int', 2 ** 31 - 1],
    ['the smallest int', -(2 ** 31)],
    ['a fraction', -0.1],
    ['a large double', 1.7976931348623157e308],
    ['infinity', Number.POSITIVE_INFINITY],
    ['more than an int', 2 ** 40],
    ['true', true],
    ['false', false],
    ['an empty string', ''],
    ['markup', '<&>"\' ]]>'],
    ['letters of many scripts', 'Ŷ日本€😀'],
    ['null', null],
    ['bytes', Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256))],
    ['a date', new Date('2024-02-29T23:59:59Z')],
    ['a date of the first year', new Date('0001-01-01T00:00:00Z')],
    ['nested arrays', [[], [1, ['x', [true]]]]],
    ['a struct', { a: 1, b: { c: [null, 'x'] }, '': 0, 'ö<': 'y' }],
    ['10,000 numbers', Array.from({ length: 10_000 }, (_, index) => index)],
  ])('gives %s back as it was', async (_name, value) => {
    expect(await server.call('echo', value)).toEqual(value);
  });

  test('sees what a wrapper asks for', async () => {
    expect(await server.call('type_of', 2)).toBe("<class 'int'>");
    expect(await server.call('type_of', new Double(2))).toBe("<class 'float'>");
    expect(await server.call('type_of', 2n)).toBe("<class 'int'>");
    expect(await server.call('type_of', 2n ** 62n)).toBe("<class 'int'>");
    expect(await server.call('type_of', Buffer.from('x'))).toBe("<class 'bytes'>");
    expect(await server.call('type_of', new Date(0))).toBe("<class 'datetime.datetime'>");
  });

  test('says in faults what went wrong', async () => {
    await expect(server.call('fault')).rejects.toMatchObject({ faultCode: 42, faultString: 'ours <&>' });
    await expect(server.call('unknown')).rejects.toMatchObject({
      faultCode: 1,
      faultString: '<class \'Exception\'>:method "unknown" is not supported',
    });
    await expect(server.call('too_big')).rejects.toMatchObject({
      faultString: "<class 'OverflowError'>:int exceeds XML-RPC limits",
    });
  });

  test('answers many calls in one', async () => {
    const calls = new MultiCall(server).call('add', 2, 3).call('unknown').call('pow', 2, 8);
    const results = await calls.run();
    expect(results.at(0)).toBe(5);
    expect(() => results.at(1)).toThrow('method "unknown" is not supported');
    expect(results.at(2)).toBe(256);
  });

  test('is called on one connection as long as it keeps it', async () => {
    const before = Number(await server.call('connections'));
    for (let index = 0; index < 5; index += 1) await server.add(index, 1);
    expect(await server.call('connections')).toBe(before);
    server.close();
    expect(await server.call('connections')).toBe(before + 1);
  });

  test('compresses its answers and takes compressed calls', async () => {
    await using packed = new ServerProxy(`http://127.0.0.1:${port}`, { encodeThresholdBytes: 0 });
    expect(await packed.call('long_text', 100_000)).toBe('x'.repeat(100_000));
    expect(await packed.call('echo', 'y'.repeat(100_000))).toBe('y'.repeat(100_000));
  });

  test('says 404 for another path', async () => {
    await using elsewhere = new ServerProxy(`http://127.0.0.1:${port}/not-here`);
    await expect(elsewhere.call('add', 1, 2)).rejects.toMatchObject({
      code: 'XMLRPC_STATUS',
      status: 404,
      statusText: 'Not Found',
      url: `http://127.0.0.1:${port}/not-here`,
    });
  });

  test('understands another encoding', async () => {
    await using latin = new ServerProxy(`http://127.0.0.1:${port}`, { encoding: 'iso-8859-15' });
    expect(await latin.call('add', '€', '日')).toBe('€日');
  });
});
