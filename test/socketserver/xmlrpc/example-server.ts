// A server with functions of every kind, for the tests.

import { Fault, ThreadingXMLRPCServer } from '../../../src/socketserver/xmlrpc/index.ts';

/** With every function that the checks call. */
export function exampleServer(options: { allowNone?: boolean } = {}): ThreadingXMLRPCServer {
  const server = new ThreadingXMLRPCServer(
    { host: '127.0.0.1', port: 0 },
    { allowNone: true, logRequests: false, ...options },
  );
  server.registerFunction((a: number, b: number) => a + b, { name: 'add', help: 'Adds two numbers.' });
  server.registerFunction((a: number, b: number) => a ** b, {
    name: 'pow',
    signatures: [['int', 'int', 'int']],
  });
  server.registerFunction((value: unknown) => value, 'echo');
  server.registerFunction((text: string) => BigInt(text), 'echo_text');
  server.registerFunction((value: unknown) => value, 'tešt');
  server.registerFunction(() => undefined, 'nothing');
  server.registerFunction(async () => Promise.reject(new RangeError('out of it')), 'fails');
  server.registerFunction(() => {
    throw new Error('plain');
  }, 'throws');
  server.registerFunction(() => {
    throw new Fault(42, 'ours <&>');
  }, 'fault');
  server.registerIntrospectionFunctions();
  server.registerMulticallFunctions();
  server.registerInstance(new Example(), { allowDottedNames: true });
  return server;
}

class Example {
  /** What a nested class is in Python: it can be called, and has members. */
  Fixture = Object.assign(() => 'made', { getData: () => '42' });

  div(a: number, b: number): number {
    return Math.floor(a / b);
  }

  _private(): string {
    return 'never';
  }

  _methodHelp(name: string): string {
    return name === 'div' ? 'This is the div function' : '';
  }
}
