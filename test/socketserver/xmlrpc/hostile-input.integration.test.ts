// Hostile and broken requests over a real socket: each gets a clear status or fault, costs little memory, and the server
// goes on serving on another connection.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InternetAddress, RunningServer } from '../../../src/socketserver/index.ts';
import {
  Fault,
  loadResponse,
  ServerProxy,
  SimpleXMLRPCRequestHandler,
  ThreadingXMLRPCServer,
  type XMLRPCValue,
} from '../../../src/socketserver/xmlrpc/index.ts';
import { StreamClient } from '../../support/stream-client.ts';
import { type Attack, attacks, call } from './attacks.ts';

class Quiet extends SimpleXMLRPCRequestHandler<InternetAddress> {
  override logMessage(): void {}
}

let running: RunningServer<InternetAddress>;
let port = 0;
const events: unknown[] = [];
beforeAll(async () => {
  const server = new ThreadingXMLRPCServer(
    { host: '127.0.0.1', port: 0 },
    {
      requestHandler: Quiet,
      onEvent: (event) => events.push(event),
      limits: { bodyBytesMax: 5_000_000, decodedBytesMax: 8_000_000, elementsMax: 100_000 },
      multicallMax: 1000,
    },
  );
  server.registerFunction((value: unknown) => value, 'echo');
  server.registerMulticallFunctions();
  class Example {
    Fixture = Object.assign(() => 'made', { getData: () => '42', _private: () => 'never' });
    div(a: number, b: number): number {
      return a / b;
    }
    _private(): string {
      return 'never';
    }
  }
  server.registerInstance(new Example(), { allowDottedNames: true });
  running = await server.start();
  port = running.address.port;
});
afterAll(() => running.stop());

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

async function send(attack: Attack): Promise<Answer> {
  const { requestLine = 'POST /RPC2 HTTP/1.1', headers = {}, body } = attack;
  const length = 'length' in attack ? attack.length : Buffer.byteLength(body);
  const all = {
    Host: '127.0.0.1',
    Connection: 'close',
    'Content-Type': 'text/xml',
    ...(length === undefined ? {} : { 'Content-Length': length }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, text]) => `${name}: ${text}`);
  await using client = await StreamClient.connect({ host: '127.0.0.1', port });
  client.send([requestLine, ...lines, '', ''].join('\r\n'));
  client.send(body);
  const answer = await client.receiveAll();
  const end = answer.indexOf('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer.toString('latin1'))?.[1]),
    body: answer.subarray(end + 4),
  };
}

function faultText(body: Buffer): string {
  const value = faultOr(body);
  // The faults of a multicall are its values.
  const inner = Array.isArray(value) ? value[0] : value;
  if (inner instanceof Fault) return inner.faultString;
  return typeof inner === 'object' && inner !== null && 'faultString' in inner
    ? String(inner.faultString)
    : 'no fault';
}

function faultOr(body: Buffer): XMLRPCValue | Fault {
  try {
    return loadResponse(body);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

describe('a hostile request', () => {
  afterEach(async () => {
    await using client = new ServerProxy(`http://127.0.0.1:${port}`);
    expect(await client.call('echo', 'still here')).toBe('still here');
  });

  test.each(Object.entries(attacks))('%s', async (_name, attack) => {
    const { status, body } = await send(attack);
    expect([attack.status].flat()).toContain(status);
    if (attack.fault !== undefined) expect(faultText(body)).toMatch(attack.fault);
    else expect(body.length).toBeLessThan(2000);
  });

  test('there are at least thirty of them', () => {
    expect(Object.keys(attacks).length).toBeGreaterThanOrEqual(30);
  });

  test('a body that is never finished holds nobody else up', async () => {
    await using stuck = await StreamClient.connect({ host: '127.0.0.1', port });
    stuck.send(
      'POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<methodCall>',
    );
    await using client = new ServerProxy(`http://127.0.0.1:${port}`);
    expect(await client.call('echo', 1)).toBe(1);
  });

  test('a client that goes in the middle of its body costs the server nothing', async () => {
    const stuck = await StreamClient.connect({ host: '127.0.0.1', port });
    stuck.send(
      'POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 100\r\n\r\n<methodCall>',
    );
    stuck.end();
    // It is told, or the connection is closed; nobody waits for the other 88 bytes.
    await stuck.ending;
  });

  test('names of members that JavaScript has for itself are plain names', async () => {
    const members = [
      '__proto__',
      'constructor',
      'prototype',
      'hasOwnProperty',
      'toString',
      '__defineGetter__',
    ];
    const struct = members.map((name) => `<member><name>${name}</name><value><int>1</int></value></member>`);
    const { body } = await send({
      body: call('echo', `<param><value><struct>${struct.join('')}</struct></value></param>`),
      status: 200,
    });
    const value = loadResponse(body);
    expect(Object.keys(value as object).toSorted()).toEqual(members.toSorted());
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('1');
  });
});

test('fifty bombs at once stay within memory', async () => {
  const before = process.memoryUsage().rss;
  const bomb = attacks['gzip bomb'];
  const laughs = attacks['billion laughs'];
  if (bomb === undefined || laughs === undefined) throw new Error('the table has lost them');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => send(index % 2 === 0 ? bomb : laughs)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413, 200]));
  // Twenty-five bombs are 1.6 GB when they are let out.
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
});

test('none of it was an error of the server', () => {
  expect(events.filter((event) => (event as { event: string }).event === 'request-failed')).toEqual([]);
});

test('an idle connection is closed, so that they cannot be gathered', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(call('echo'))}\r\n\r\n${call('echo')}`,
  );
  socket.resume();
  await once(socket, 'close');
});
