// Connections that are reset after so many bytes, seen by the programs at both ends.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { PacketMatch } from '../../src/protocol/sidecar.ts';
import type { ProbeSocket } from '../../src/testbed/probe-socket.ts';
import { type Pair, startPair } from './sidecar-pair.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterEach(async () => {
  await pair.sidecar.liftAll();
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
});

const portOf = ({ address }: ProbeSocket): number => ('port' in address ? address.port : 0);
const reset = (afterBytes: number, match: PacketMatch) =>
  pair.sidecar.inject({ kind: 'packets', match, action: { do: 'reset', afterBytes } });
const lost = { code: 'ECONNRESET', syscall: 'recv' } as const;
/** Bytes that tell their place. */
const numbered = (length: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => index % 251));

async function connected(family: 4 | 6 = 4) {
  const listener = await pair.server.listen('tcp', { family });
  const connect = async () => {
    const client = await pair.client.connect('tcp', listener.address, { family });
    return { client, served: await listener.accept() };
  };
  return { listener, connect, ...(await connect()) };
}

test.each([4, 6] as const)('IPv%d: exactly so many of a long reply arrive, then a reset', async (family) => {
  const { listener, connect } = await connected(family);
  const fault = await reset(100_001, { direction: 'out', localPort: portOf(listener) });
  const { client, served } = await connect();
  const data = numbered(500_000);
  const sending = served.send(data, { timeoutMs: 20_000 });
  const answer = await client.receive({ bytes: data.length, timeoutMs: 20_000 });
  expect(answer).toBeReset({ ...lost, bytes: 100_001 });
  expect('data' in answer && answer.data?.equals(data.subarray(0, 100_001))).toBe(true);
  // Told once: where it still sends, else where it receives.
  const sent = await sending;
  expect(sent.kind === 'sent' ? await served.receive() : sent).toBeReset({ code: 'ECONNRESET' });
  const { matched, hit } = await fault.counter();
  expect(hit.packets).toBeGreaterThan(0);
  expect(matched.packets).toBeGreaterThan(0);
});

test('what comes in is counted too: the server has its bytes, then a reset', async () => {
  const { listener, connect } = await connected();
  await reset(10, { direction: 'in', localPort: portOf(listener) });
  const { client, served } = await connect();
  await client.send('0123456789 and more');
  expect(await served.receive({ bytes: 19 })).toBeReset({ ...lost, text: '0123456789' });
  expect(await client.receive()).toBeReset(lost);
});

test('each connection is counted for itself, an open one from then on, and those that stay below live', async () => {
  const { listener, connect, ...open } = await connected();
  await open.served.send('sent before');
  expect(await open.client.receive({ bytes: 11 })).toReceive('sent before');
  await reset(10, { direction: 'out', localPort: portOf(listener) });
  const [one, two] = [await connect(), await connect()];
  for (const { client, served } of [one, two, open]) {
    await served.send('0123456789');
    expect(await client.receive({ bytes: 10 })).toReceive('0123456789');
  }
  await one.served.send('!');
  expect(await one.client.receive()).toBeReset(lost);
  for (const { client, served } of [two, open]) {
    await client.send('still');
    expect(await served.receive({ bytes: 5 })).toReceive('still');
  }
  await open.served.send('!');
  expect(await open.client.receive()).toBeReset(lost);
  await two.served.close();
  expect(await two.client.receive()).toBeClosed();
});

test('after 0 bytes the reset comes in place of the first', async () => {
  const { listener, connect } = await connected();
  await reset(0, { direction: 'out', localPort: portOf(listener) });
  const { client, served } = await connect();
  await client.send('request');
  expect(await served.receive({ bytes: 7 })).toReceive('request');
  await served.send('reply');
  expect(await client.receive()).toBeReset(lost);
});

test('lifted, the same ports may connect again, and other connections were never touched', async () => {
  const { listener, connect } = await connected();
  const fault = await reset(3, { direction: 'out', localPort: portOf(listener) });
  const broken = await connect();
  await broken.served.send('four');
  expect(await broken.client.receive({ bytes: 4 })).toBeReset({ ...lost, text: 'fou' });
  const other = await connected();
  await other.served.send('four');
  expect(await other.client.receive({ bytes: 4 })).toReceive('four');
  await fault.lift();
  const { client, served } = await connect();
  await served.send('four');
  expect(await client.receive({ bytes: 4 })).toReceive('four');
});
