// What the service `xmlrpc` offers: a few functions of each kind, the echo rule among them.

import { Fault, type XMLRPCRegistry, type XMLRPCValue } from '../../src/socketserver/xmlrpc/index.ts';
import { upper } from '../upper.ts';

/** Registers all of them, `system.*` too. */
export function registerFunctions(server: XMLRPCRegistry): void {
  server.registerFunction((a: number, b: number) => a ** b, {
    name: 'pow',
    help: 'The power b of a: pow(6, 8) is 1679616.',
    signatures: [
      ['int', 'int', 'int'],
      ['double', 'double', 'double'],
    ],
  });
  server.registerFunction((a: number, b: number) => a + b, {
    name: 'add',
    help: 'The sum of two numbers, or two texts one behind the other.',
  });
  server.registerFunction(upperOf, {
    name: 'upper',
    help: 'The echo rule: ASCII letters in upper case, all else unchanged. Takes a text or bytes.',
    signatures: [
      ['string', 'string'],
      ['base64', 'base64'],
    ],
  });
  server.registerFunction((value: unknown) => value, {
    name: 'echo',
    help: 'The value that it is given, of whatever type.',
  });
  server.registerFunction(everyType, {
    name: 'types',
    help: 'A struct with a value of every type.',
    signatures: [['struct']],
  });
  server.registerFunction((length: number) => Array.from({ length: checkedLength(length) }, (_, n) => n), {
    name: 'range',
    help: 'The numbers from 0 up to the one given, without it; at most 100,000 of them.',
    signatures: [['array', 'int']],
  });
  server.registerFunction((text: string) => text, {
    name: 'tešt',
    help: 'A method whose name is not ASCII.',
  });
  server.registerFunction(
    (faultCode: number, faultString: string) => {
      throw new Fault(faultCode, faultString);
    },
    { name: 'fault', help: 'Fails with this code and text.', signatures: [['nil', 'int', 'string']] },
  );
  server.registerIntrospectionFunctions();
  server.registerMulticallFunctions();
}

function upperOf(value: string | Uint8Array): string | Buffer {
  if (typeof value === 'string') return upper(Buffer.from(value)).toString();
  return upper(Buffer.from(value));
}

function everyType(): XMLRPCValue {
  return {
    int: 42,
    i8: 2n ** 40n,
    boolean: true,
    string: 'text <&> €',
    double: 0.5,
    'dateTime.iso8601': new Date('2026-01-02T03:04:05Z'),
    base64: Buffer.from([0, 127, 255]),
    nil: null,
    array: [1, 'two', [3]],
    struct: { name: 'value' },
  };
}

const lengthMax = 100_000;

function checkedLength(length: number): number {
  if (Number.isInteger(length) && length >= 0 && length <= lengthMax) return length;
  throw new Fault(2, `expected a whole number from 0 to ${lengthMax}`);
}
