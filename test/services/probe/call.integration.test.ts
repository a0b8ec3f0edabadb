// The probe's `call`: values, faults and broken connections, as the client of our own library gets them.

import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Fault, SimpleXMLRPCServer } from '../../../src/socketserver/xmlrpc/index.ts';
import { patienceMs, sharedDriver } from './driver.ts';

const probe = sharedDriver();
const call = (port: number, method: string, params: readonly unknown[], timeoutMs = patienceMs) =>
  probe().outcome({
    ...{ op: 'call', to: { host: '127.0.0.1', port }, options: { method, params }, timeoutMs },
  });

test('a value or a fault is the reply', async () => {
  const server = new SimpleXMLRPCServer({ host: '127.0.0.1', port: 0 }, { logRequests: false });
  server.registerFunction((one: number, other: number) => one + other, 'add');
  server.registerFunction(() => {
    throw new Fault(42, 'not today');
  }, 'fail');
  const running = await server.start();
  onTestFinished(async () => void (await running.stop()));
  const { port } = running.address;
  expect(await call(port, 'add', [2, 3])).toMatchObject({ kind: 'reply', reply: '5' });
  expect(await call(port, 'fail', [])).toMatchObject({
    ...{ kind: 'reply', reply: '{"faultCode":42,"faultString":"not today"}' },
  });
});

test("what breaks a call is told in Node's words", async () => {
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  expect(await call(port, 'add', [2, 3])).toMatchObject({
    ...{ kind: 'reset', code: 'ECONNRESET', syscall: 'read' },
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await call(port, 'add', [2, 3])).toMatchObject({ kind: 'refused', code: 'ECONNREFUSED' });
});
