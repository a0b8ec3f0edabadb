// Faults of packets, provoked between two containers and seen by what the programs get.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { PacketAction, PacketMatch, Pick } from '../../src/protocol/sidecar.ts';
import type { ProbeSocket } from '../../src/testbed/probe-socket.ts';
import { datagrams, type Pair, startPair } from './sidecar-pair.ts';

let pair: Pair;
let listener: ProbeSocket;
let listener6: ProbeSocket;
let port: number;
beforeAll(async () => {
  pair = await startPair();
  listener = await pair.server.listen('tcp');
  listener6 = await pair.server.listen('tcp', { family: 6 });
  port = portOf(listener);
});
afterEach(async () => {
  await pair.sidecar.liftAll();
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
});

const portOf = ({ address }: ProbeSocket): number => ('port' in address ? address.port : 0);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const shortMs = 250;

const injectPackets = (match: PacketMatch, action: PacketAction, pick?: Pick) =>
  pair.sidecar.inject({ kind: 'packets', match, action, ...(pick === undefined ? {} : { pick }) });
const connect = (to: ProbeSocket, timeoutMs = 3000) => pair.client.connect('tcp', to.address, { timeoutMs });

describe('drop', () => {
  test('takes the SYN and nothing else, until it is lifted', async () => {
    const other = await pair.server.listen('tcp');
    const fault = await injectPackets({ direction: 'in', protocol: 'tcp', localPort: port }, { do: 'drop' });
    expect(await connect(listener, shortMs)).toTimeOut();
    expect(await connect(other)).toBeConnected();
    expect((await fault.counter()).hit.packets).toBeGreaterThan(0);
    await fault.lift();
    await fault.lift();
    expect(await connect(listener)).toBeConnected();
  });

  test('knows the peer and its port, and TCP flags', async () => {
    const peer = pair.client.container.host();
    await using fromOthers = await injectPackets(
      { direction: 'in', peer: pair.server.container.host() },
      { do: 'drop' },
    );
    expect(await connect(listener)).toBeConnected();
    await using answers = await injectPackets(
      { direction: 'out', peer, tcpFlags: { set: ['syn', 'ack'], unset: ['rst'] } },
      { do: 'drop' },
    );
    expect(await connect(listener, shortMs)).toTimeOut();
    expect((await answers.counter()).hit.packets).toBeGreaterThan(0);
    expect((await fromOthers.counter()).hit.packets).toBe(0);
  });

  test('of new connections leaves the open ones alone', async () => {
    const own = await pair.server.listen('tcp');
    const open = await connect(own);
    const served = await own.accept();
    await injectPackets({ direction: 'in', protocol: 'tcp', state: 'new' }, { do: 'drop' });
    expect(await connect(own, shortMs)).toTimeOut();
    await open.send('still');
    expect(await served.receive({ bytes: 5 })).toReceive('still');
  });

  test('by IP version', async () => {
    await injectPackets({ direction: 'in', protocol: 'tcp', ipVersion: 4 }, { do: 'drop' });
    expect(await connect(listener, shortMs)).toTimeOut();
    expect(await connect(listener6)).toBeConnected();
  });

  test.each(['host', 'wire'] as const)(
    'by length, on the %s: short messages pass and long ones do not',
    async (on) => {
      const socket = await pair.server.listen('udp');
      const sender = await pair.client.connect('udp', socket.address);
      const match = { direction: 'in', protocol: 'udp', on } as const;
      await injectPackets({ ...match, lengthOver: 128 }, { do: 'drop' });
      await injectPackets({ ...match, lengthUnder: 31 }, { do: 'drop' });
      // 28 bytes of IP and UDP header.
      for (const bytes of [2, 3, 100, 101]) await sender.send('x'.repeat(bytes));
      expect(await datagrams(socket)).toEqual(['xxx', 'x'.repeat(100)]);
    },
  );

  test('by length on the way out to the wire', async () => {
    const socket = await pair.client.listen('udp');
    const sender = await pair.server.connect('udp', socket.address);
    const match = { direction: 'out', protocol: 'udp', on: 'wire' } as const;
    await injectPackets({ ...match, lengthOver: 128 }, { do: 'drop' });
    for (const bytes of [100, 101]) expect(await sender.send('x'.repeat(bytes))).toBeSent(bytes);
    expect(await datagrams(socket)).toEqual(['x'.repeat(100)]);
  });

  test('by what is in them', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    const payload = { offset: 2, bytes: base64('bad') };
    await injectPackets({ direction: 'in', protocol: 'udp', payload }, { do: 'drop' });
    for (const text of ['a bad one', 'a good one', 'bad']) await sender.send(text);
    expect(await datagrams(socket)).toEqual(['a good one', 'bad']);
  });

  test('on the host tells a UDP program, on the wire nobody', async () => {
    const socket = await pair.client.listen('udp');
    const sender = await pair.server.connect('udp', socket.address);
    const match = { direction: 'out', protocol: 'udp' } as const;
    const onHost = await injectPackets(match, { do: 'drop' });
    expect(await sender.send('one')).toBeDenied({ code: 'EPERM' });
    await onHost.lift();
    await injectPackets({ ...match, on: 'wire' }, { do: 'drop' });
    expect(await sender.send('two')).toBeSent(3);
    expect(await datagrams(socket)).toEqual([]);
  });
});

describe('reject', () => {
  const refuses = { direction: 'in', protocol: 'tcp' } as const;

  test('with a reset is refused, as by a closed port', async () => {
    await using _ = await injectPackets({ ...refuses, localPort: port }, { do: 'reject', with: 'tcp-reset' });
    expect(await connect(listener)).toBeRefused({ code: 'ECONNREFUSED' });
  });

  test.each([
    ['net-unreachable', 'ENETUNREACH'],
    ['host-unreachable', 'EHOSTUNREACH'],
    ['prot-unreachable', 'ENOPROTOOPT'],
    ['port-unreachable', 'ECONNREFUSED'],
    ['net-prohibited', 'ENETUNREACH'],
    ['host-prohibited', 'EHOSTUNREACH'],
    ['admin-prohibited', 'EHOSTUNREACH'],
  ] as const)('with ICMP %s is %s', async (name, code) => {
    await using _ = await injectPackets({ ...refuses, localPort: port }, { do: 'reject', with: name });
    expect((await connect(listener)).outcome).toMatchObject({ code, syscall: 'connect' });
  });

  test('with ICMPv6 of each name is its errno', async () => {
    const names = {
      'no-route': 'ENETUNREACH',
      'admin-prohibited': 'EACCES',
      'addr-unreachable': 'EHOSTUNREACH',
      'port-unreachable': 'ECONNREFUSED',
      'policy-fail': 'EACCES',
      'reject-route': 'EACCES',
    } as const;
    // IPv6 tells a connecting program a second later: all at once, each on a port of its own.
    const seen = await Promise.all(
      Object.keys(names).map(async (name) => {
        const own = await pair.server.listen('tcp', { family: 6 });
        const action = { do: 'reject', with: name as keyof typeof names } as const;
        await injectPackets({ ...refuses, ipVersion: 6, localPort: portOf(own) }, action);
        const { outcome } = await connect(own, 5000);
        return [name, outcome !== undefined && 'code' in outcome ? outcome.code : outcome?.kind];
      }),
    );
    expect(Object.fromEntries(seen)).toEqual(names);
  });
});

describe('which of the packets', () => {
  async function survivors(count: number, pick: Pick): Promise<number[]> {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    const match = { direction: 'in', protocol: 'udp', localPort: portOf(socket) } as const;
    await using _ = await injectPackets(match, { do: 'drop' }, pick);
    for (let number = 1; number <= count; number += 1) await sender.send(String(number));
    const texts = await datagrams(socket);
    await Promise.all([socket.close(), sender.close()]);
    return texts.map(Number);
  }
  const without = (count: number, ...gone: number[]) =>
    Array.from({ length: count }, (_, index) => index + 1).filter((number) => !gone.includes(number));

  test('every third', async () => {
    expect(await survivors(10, { every: 3 })).toEqual(without(10, 3, 6, 9));
  });

  test('exactly the fourth, and a burst from the second on', async () => {
    expect(await survivors(8, { at: 4 })).toEqual(without(8, 4));
    expect(await survivors(8, { at: 2, count: 3 })).toEqual(without(8, 2, 3, 4));
  });

  test('chance takes its share, the same with the same seed and others with another', async () => {
    const [one, again, other] = [
      await survivors(200, { probability: 0.3, seed: 7 }),
      await survivors(200, { probability: 0.3, seed: 7 }),
      await survivors(200, { probability: 0.3, seed: 8 }),
    ];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    for (const { length } of [one, other]) expect(Math.abs(length - 140)).toBeLessThan(30);
  });

  test('the counters tell what matched and what was hit', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    const match = { direction: 'in', protocol: 'udp', localPort: portOf(socket) } as const;
    const fault = await injectPackets(match, { do: 'count' }, { every: 4 });
    for (let number = 0; number < 10; number += 1) await sender.send('12345678');
    expect(await datagrams(socket)).toHaveLength(10);
    const bytes = 28 + 8;
    expect(await fault.counter()).toEqual({
      matched: { packets: 10, bytes: 10 * bytes },
      hit: { packets: 2, bytes: 2 * bytes },
    });
  });
});

describe('what arrives is not what was sent', () => {
  test.each(['in', 'out'] as const)('every second datagram twice, on its way %s', async (direction) => {
    const [to, from] = direction === 'in' ? [pair.server, pair.client] : [pair.client, pair.server];
    const socket = await to.listen('udp');
    const sender = await from.connect('udp', socket.address);
    await injectPackets({ direction, protocol: 'udp' }, { do: 'duplicate' }, { every: 2 });
    for (const text of ['1', '2', '3', '4']) await sender.send(text);
    expect(await datagrams(socket)).toEqual(['1', '2', '2', '3', '4', '4']);
  });

  test('and over IPv6', async () => {
    const socket = await pair.server.listen('udp', { family: 6 });
    const sender = await pair.client.connect('udp', socket.address);
    await injectPackets({ direction: 'in', protocol: 'udp' }, { do: 'duplicate' });
    await sender.send('1');
    expect(await datagrams(socket)).toEqual(['1', '1']);
  });

  test.each(['in', 'out'] as const)(
    'bytes are others, over UDP and TCP, on their way %s',
    async (direction) => {
      const [to, from] = direction === 'in' ? [pair.server, pair.client] : [pair.client, pair.server];
      const corrupt = { do: 'corrupt', offset: 2, bytes: base64('XY') } as const;
      for (const transport of ['udp', 'tcp'] as const) {
        const socket = await to.listen(transport);
        const sender = await from.connect(transport, socket.address);
        const receiver = transport === 'tcp' ? await socket.accept() : socket;
        const match = { direction, protocol: transport, lengthOver: transport === 'tcp' ? 52 : 0 } as const;
        await using _ = await injectPackets(match, corrupt);
        await sender.send('hello!');
        expect(await receiver.receive()).toReceive('heXYo!');
      }
    },
  );
});

describe('delay', () => {
  async function roundTrips(count: number): Promise<number[]> {
    const trips: number[] = [];
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    for (let number = 0; number < count; number += 1) {
      const receiving = socket.receive();
      const sent = await sender.send('x');
      const received = await receiving;
      trips.push(received.atMs + received.durationMs - sent.atMs);
    }
    return trips.toSorted((one, two) => one - two);
  }

  test.each(['in', 'out'] as const)(
    'holds each packet that goes %s for so long, and no longer when it is lifted',
    async (direction) => {
      const listeners =
        direction === 'in' ? ([pair.server, pair.client] as const) : ([pair.client, pair.server] as const);
      const socket = await listeners[0].listen('udp');
      const sender = await listeners[1].connect('udp', socket.address);
      const match = { direction, protocol: 'udp', peer: pair.client.container.host() } as const;
      const fault = await injectPackets(match, { do: 'delay', delayMs: 150 });
      const receiving = socket.receive();
      const sent = await sender.send('x');
      const received = await receiving;
      const tookMs = received.atMs + received.durationMs - sent.atMs;
      expect(tookMs).toBeGreaterThan(145);
      expect((await fault.counter()).hit.packets).toBe(1);
      const held = socket.receive();
      await sender.send('y');
      await fault.lift();
      expect(await held).toReceive('y');
      expect(Math.min(...(await roundTrips(5)))).toBeLessThan(100);
    },
  );

  test('of some puts them behind the others', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    await injectPackets({ direction: 'in', protocol: 'udp' }, { do: 'delay', delayMs: 100 }, { at: 2 });
    for (const text of ['1', '2', '3']) await sender.send(text);
    expect(await datagrams(socket)).toEqual(['1', '3', '2']);
  });

  test('two at a time, with jitter, over TCP: all bytes come, in order', async () => {
    const own = await pair.server.listen('tcp');
    const client = await connect(own);
    const served = await own.accept();
    const delay = { do: 'delay', delayMs: 5, jitterMs: 5, seed: 3 } as const;
    for (const direction of ['in', 'out'] as const)
      await injectPackets({ direction, protocol: 'tcp', localPort: portOf(own) }, delay);
    const data = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const receiving = served.receive({ bytes: data.length, timeoutMs: 20_000 });
    await client.send(data, { timeoutMs: 20_000 });
    expect(await receiving).toReceive(data);
  });
});

test('faults are lifted in any order, and each takes only itself', async () => {
  const match = { direction: 'in', protocol: 'tcp', localPort: port } as const;
  const first = await injectPackets(match, { do: 'reject', with: 'tcp-reset' });
  const second = await injectPackets(
    { ...match, localPort: portOf(listener6) },
    { do: 'reject', with: 'tcp-reset' },
  );
  await first.lift();
  expect(await connect(listener)).toBeConnected();
  expect(await connect(listener6)).toBeRefused();
  await second.lift();
  expect(await connect(listener6)).toBeConnected();
});

describe('what nobody could mean is OPTION_INVALID', () => {
  const match = { direction: 'in' } as const;
  test.each<[string, PacketMatch, PacketAction, Pick?]>([
    ['a peer that is no address', { ...match, peer: 'server; drop' }, { do: 'drop' }],
    ['a port that is none', { ...match, localPort: 70_000 }, { do: 'drop' }],
    ['a reset for UDP', { ...match, protocol: 'udp' }, { do: 'reject', with: 'tcp-reset' }],
    ['an ICMPv6 name for IPv4', { ...match, ipVersion: 4 }, { do: 'reject', with: 'no-route' }],
    ['a connection state of no protocol', { ...match, state: 'new' }, { do: 'drop' }],
    ['a chance of 2', match, { do: 'drop' }, { probability: 2, seed: 1 }],
    ['too many bytes', match, { do: 'corrupt', offset: 0, bytes: base64('x'.repeat(17)) }],
  ])('%s', async (_name, wrong, action, pick) => {
    await expect(injectPackets(wrong, action, pick)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
