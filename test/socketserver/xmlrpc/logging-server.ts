// node logging-server.ts yes|no: a server that logs its requests or not. Says `ready PORT`.

import { SimpleXMLRPCServer } from '../../../src/socketserver/xmlrpc/index.ts';

const options = process.argv[2] === 'no' ? { logRequests: false } : {};
const server = new SimpleXMLRPCServer({ host: '127.0.0.1', port: 0 }, options);
server.registerFunction((a: number, b: number) => a + b, 'add');
console.log(`ready ${(await server.start()).address.port}`);
