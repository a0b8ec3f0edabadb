// node xmlrpc.ts serial|threading: the library's XML-RPC servers. Prints the port.

import { SimpleXMLRPCServer, ThreadingXMLRPCServer } from '../../src/socketserver/xmlrpc/index.ts';

const address = { host: '127.0.0.1', port: 0 };
const options = { logRequests: false, onEvent: (): void => {} };
const server =
  process.argv[2] === 'serial'
    ? new SimpleXMLRPCServer(address, options)
    : new ThreadingXMLRPCServer(address, options);
server.registerFunction((a: number, b: number) => a + b, 'add');
console.log((await server.start()).address.port);
