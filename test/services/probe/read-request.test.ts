import { expect, test } from 'vitest';
import { readRequest } from '../../../services/probe/read-request.ts';

const address = { host: '::1', port: 1 };
const options = {};

test.each([
  { op: 'socket', socket: 1, transport: 'unix-datagram', options: { lingerSeconds: 0 } },
  { op: 'bind', socket: 1, to: { path: '\0name' } },
  { op: 'listen', socket: 1, backlog: -1 },
  { op: 'accept', socket: 1, as: 2, timeoutMs: 0.5 },
  { op: 'connect', socket: 1, to: address, timeoutMs: 5000 },
  { op: 'send', socket: 1, data: '', timeoutMs: 1 },
  { op: 'send', socket: 1, data: 'eA==', to: address, timeoutMs: 1 },
  { op: 'receive', socket: 1, timeoutMs: 1 },
  { op: 'receive', socket: 1, timeoutMs: 1, bytes: 0, bytesMax: 1, peek: true, untilEnd: false },
  { op: 'shutdown', socket: 1, how: 'both' },
  { op: 'close', socket: 1 },
  { op: 'reset', socket: 1 },
  { op: 'ask', transport: 'tcp', options, to: address, data: '', timeoutMs: 1, bytes: 7 },
  { op: 'makeFile', path: '/tmp/x', what: 'directory', mode: 0o700 },
  { op: 'makeFile', path: '/tmp/x', what: 'link', target: 'y' },
  { op: 'removeFile', path: '/tmp/x' },
  { op: 'lookup', name: 'good.test', timeoutMs: 1 },
  { op: 'lookup', name: 'good.test', family: 6, timeoutMs: 1 },
  { op: 'tls', to: address, options, timeoutMs: 1 },
  {
    op: 'tls',
    to: address,
    options: { servername: 'a', ca: '', minVersion: 'TLSv1.2' },
    data: '',
    timeoutMs: 1,
  },
  { op: 'closeAll' },
])('$op is read as it is', (command) => {
  const request = { id: 7, ...command };
  expect(readRequest(JSON.stringify(request))).toEqual(request);
});

test.each([
  ['hello', 'not JSON'],
  ['', 'not JSON'],
  ['null', 'no id'],
  ['[]', 'no id'],
  ['{"op":"closeAll"}', 'no id'],
  ['{"id":"1","op":"closeAll"}', 'no id'],
  ['{"id":1}', 'no op'],
  ['{"id":1,"op":"toString"}', 'no op'],
])('%j is refused: %s', (line, why) => {
  expect(() => readRequest(line)).toThrow(why);
  expect(() => readRequest(line)).toThrow(expect.objectContaining({ code: 'USAGE', exitCode: 2 }));
});

test.each([
  [{ op: 'close' }, 'socket'],
  [{ op: 'socket', socket: 1, transport: 'sctp', options }, 'transport'],
  [{ op: 'socket', socket: 1, transport: 'tcp' }, 'options'],
  [{ op: 'bind', socket: 1, to: { host: '::1' } }, 'to'],
  [{ op: 'connect', socket: 1, to: { host: '::1', port: 70_000 }, timeoutMs: 1 }, 'to'],
  [{ op: 'connect', socket: 1, to: address }, 'timeoutMs'],
  [{ op: 'connect', socket: 1, to: address, timeoutMs: -1 }, 'timeoutMs'],
  // More than Node's timers take: it would be over at once.
  [{ op: 'connect', socket: 1, to: address, timeoutMs: 2 ** 31 }, 'timeoutMs'],
  [{ op: 'accept', socket: 1, timeoutMs: 1 }, 'as'],
  [{ op: 'send', socket: 1, timeoutMs: 1 }, 'data'],
  [{ op: 'receive', socket: 1, timeoutMs: 1, bytes: -1 }, 'bytes'],
  [{ op: 'receive', socket: 1, timeoutMs: 1, bytesMax: 0 }, 'bytesMax'],
  [{ op: 'receive', socket: 1, timeoutMs: 1, peek: 1 }, 'peek'],
  [{ op: 'shutdown', socket: 1, how: 'SHUT_WR' }, 'how'],
  [{ op: 'lookup', timeoutMs: 1 }, 'name'],
  [{ op: 'lookup', name: 'good.test', family: 5, timeoutMs: 1 }, 'family'],
  [{ op: 'tls', to: address, timeoutMs: 1 }, 'options'],
  [{ op: 'tls', to: address, options: { ca: 1 }, timeoutMs: 1 }, 'options'],
  [{ op: 'tls', to: address, options: { minVersion: 'SSLv3' }, timeoutMs: 1 }, 'options'],
  [{ op: 'makeFile', path: '/tmp/x', what: 'fifo' }, 'what'],
  [{ op: 'makeFile', path: '/tmp/x', what: 'file', mode: '0700' }, 'mode'],
  [{ op: 'removeFile' }, 'path'],
])('%j is refused for its %s', (command, field) => {
  expect(() => readRequest(JSON.stringify({ id: 1, ...command }))).toThrow(`cannot have this ${field}`);
});

test('a peek until the end is refused', () => {
  const line = '{"id":1,"op":"receive","socket":1,"timeoutMs":1,"peek":true,"untilEnd":true}';
  expect(() => readRequest(line)).toThrow('until the end');
});
