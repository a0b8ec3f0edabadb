// Faults of the target's network beside its packets: routes, packet sizes, the device, the rate; and what the sidecar
// sees and ends of its sockets.

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { demultiplexLines } from '../../src/testbed/container-log.ts';
import type { ProbeSocket } from '../../src/testbed/probe-socket.ts';
import { type Pair, startPair } from './sidecar-pair.ts';

let pair: Pair;
/** On the client: the faults are on the server, which is the one to connect. */
let listener: ProbeSocket;
let listener6: ProbeSocket;
beforeAll(async () => {
  pair = await startPair();
  listener = await pair.client.listen('tcp');
  listener6 = await pair.client.listen('tcp', { family: 6 });
  // A new device's own address is not in use before nobody has objected to it.
  await vi.waitUntil(async () => !(await network()).includes('tentative'), { timeout: 10_000 });
});
afterEach(async () => {
  await pair.sidecar.liftAll();
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
});

const portOf = ({ address }: ProbeSocket): number => ('port' in address ? address.port : 0);
const connect = (to: ProbeSocket, timeoutMs = 3000) => pair.server.connect('tcp', to.address, { timeoutMs });
const shortMs = 250;

/** What the target's kernel knows of its network, but for what changes by itself. */
async function network(): Promise<string> {
  const show = ['ip addr', 'ip route show table all', 'ip -6 route show table all', 'tc qdisc'];
  const exec = await pair.sidecar.container.docker.exec({
    Cmd: ['sh', '-c', show.join('; ')],
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({});
  const lines: string[] = [];
  for await (const line of demultiplexLines(stream))
    lines.push(line.replace(/ refcnt \d+| qlen \d+/g, '').trimEnd());
  return lines.toSorted().join('\n');
}

/** The same when no IPv6 address is being tried any more: an address that is changes by itself. */
async function settled(): Promise<string> {
  await expect.poll(network, { timeout: 20_000 }).not.toContain('tentative');
  return await network();
}

/** Lifted, everything is as it was before. */
async function leavesNoTrace(provoke: () => Promise<void>): Promise<void> {
  const before = await settled();
  await provoke();
  await pair.sidecar.liftAll();
  await expect.poll(network, { timeout: 20_000 }).toBe(before);
  expect(await connect(listener)).toBeConnected();
  expect(await connect(listener6)).toBeConnected();
}

describe('routes', () => {
  test.each([
    ['unreachable', 'EHOSTUNREACH'],
    ['prohibit', 'EACCES'],
    ['blackhole', 'EINVAL'],
    ['none', 'ENETUNREACH'],
  ] as const)('%s to an address is %s at once, and to no other address', async (type, code) => {
    await leavesNoTrace(async () => {
      const to = pair.client.container.host();
      await pair.sidecar.inject({ kind: 'route', type, to });
      expect((await connect(listener)).outcome).toMatchObject({ code, syscall: 'connect' });
      expect(await connect(listener6)).toBeConnected();
    });
  });

  test.each([
    ['unreachable', 'EHOSTUNREACH'],
    ['prohibit', 'EACCES'],
    ['blackhole', 'EINVAL'],
    ['none', 'ENETUNREACH'],
  ] as const)('%s to an IPv6 address is %s', async (type, code) => {
    await leavesNoTrace(async () => {
      await pair.sidecar.inject({ kind: 'route', type, to: pair.client.container.host({ family: 6 }) });
      expect((await connect(listener6)).outcome).toMatchObject({ code, syscall: 'connect' });
      expect(await connect(listener)).toBeConnected();
    });
  });

  test('no default route: only what is far is unreachable', async () => {
    await leavesNoTrace(async () => {
      await pair.sidecar.inject({ kind: 'route', type: 'none', to: 'default' });
      const far = await pair.server.connect('tcp', { host: '192.0.2.1', port: 80 }, { timeoutMs: shortMs });
      expect(far).toBeUnreachable({ code: 'ENETUNREACH' });
      expect(await connect(listener)).toBeConnected();
    });
  });
});

describe('packet sizes', () => {
  const mtu = 600;

  test.each(['device', 'route'] as const)('of the %s: TCP goes on in smaller pieces', async (of) => {
    await leavesNoTrace(async () => {
      const to = of === 'route' ? { to: pair.client.container.host() } : {};
      await pair.sidecar.inject({ kind: 'mtu', bytes: mtu, ...to });
      const own = await pair.client.listen('tcp');
      const socket = await connect(own);
      const [state] = await pair.sidecar.sockets({ peerPort: portOf(own), state: 'established' });
      expect(Number(state?.details.mss)).toBeLessThan(mtu);
      expect(await socket.send('x'.repeat(5000))).toBeSent(5000);
    });
  });
});

test('a device that is down knows no way, and comes back with all its addresses and routes', async () => {
  await leavesNoTrace(async () => {
    await pair.sidecar.inject({ kind: 'link-down' });
    expect(await connect(listener)).toBeUnreachable({ code: 'ENETUNREACH' });
    expect((await connect(listener6)).outcome).toMatchObject({
      code: expect.stringMatching(/UNREACH|ADDRNOTAVAIL/),
    });
  });
});

describe('rate', () => {
  const bytesPerSecond = 250_000;
  const bytes = 150_000;

  test.each(['out', 'in'] as const)('%s: bytes take their time', async (direction) => {
    await leavesNoTrace(async () => {
      await pair.sidecar.inject({ kind: 'rate', direction, bytesPerSecond });
      const socket = await connect(listener);
      const [sender, receiver] =
        direction === 'out' ? [socket, await accepted()] : [await accepted(), socket];
      const sending = sender.send(Buffer.alloc(bytes), { timeoutMs: 10_000 });
      const received = await receiver.receive({ bytes, timeoutMs: 10_000 });
      await sending;
      expect(received).toReceive(Buffer.alloc(bytes));
      // 0.6 s; less for the bucket that is full at first, more for what was dropped and sent again.
      expect(received.durationMs).toBeGreaterThan((bytes / bytesPerSecond) * 1000 * 0.8);
    });
  });

  /** The last one: others have connected, too. */
  async function accepted(): Promise<ProbeSocket> {
    for (let last: ProbeSocket | undefined; ; ) {
      const next = await listener.accept({ timeoutMs: shortMs });
      if (next.outcome?.kind === 'accepted') last = next;
      else if (last !== undefined) return last;
    }
  }
});

describe('sockets', () => {
  test('are seen with what waits in their queues', async () => {
    const peer = await pair.client.listen('tcp');
    const socket = await connect(peer);
    await socket.send('hello');
    const own = await pair.server.listen('udp');
    const [tcp] = await pair.sidecar.sockets({
      protocol: 'tcp',
      peerPort: portOf(peer),
      state: 'established',
    });
    expect(tcp).toMatchObject({ protocol: 'tcp', state: 'established', receiveQueue: 0 });
    expect(tcp?.details).toMatchObject({ rto: expect.stringMatching(/^\d+/), bytes_sent: '5' });
    const [udp] = await pair.sidecar.sockets({ protocol: 'udp', localPort: portOf(own) });
    expect(udp).toMatchObject({ protocol: 'udp', state: 'unconnected', local: `0.0.0.0:${portOf(own)}` });
  });

  test('destroyed are aborted here and reset there; others stay', async () => {
    const victims = await pair.client.listen('tcp');
    const [victim, other] = [await connect(victims), await connect(listener)];
    const served = await victims.accept();
    const [here, there] = [victim.receive(), served.receive()];
    const filter = {
      protocol: 'tcp',
      peer: pair.client.container.host(),
      peerPort: portOf(victims),
    } as const;
    const { destroyed, left } = await pair.sidecar.destroySockets(filter);
    expect(destroyed).toMatchObject([{ state: 'established', peer: `${filter.peer}:${filter.peerPort}` }]);
    expect(left).toEqual([]);
    expect(await here).toBeAborted({ code: 'ECONNABORTED' });
    expect(await there).toBeReset({ code: 'ECONNRESET' });
    expect(await other.send('still')).toBeSent(5);
  });

  test('none that match is none destroyed, and an empty filter is refused', async () => {
    const nobody = { protocol: 'tcp', peer: '192.0.2.1' } as const;
    expect(await pair.sidecar.destroySockets(nobody)).toEqual({ destroyed: [], left: [] });
    await expect(pair.sidecar.destroySockets({})).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});

test("the kernel's counters count", async () => {
  const before = await pair.sidecar.kernelCounters();
  expect(await connect(listener)).toBeConnected();
  const after = await pair.sidecar.kernelCounters();
  expect((after.TcpActiveOpens ?? 0) - (before.TcpActiveOpens ?? 0)).toBe(1);
  expect(after).toHaveProperty('TcpExtListenOverflows');
  expect(after).toHaveProperty('Ip6InReceives');
});

test('abilities are tried without a trace', async () => {
  await leavesNoTrace(async () => {
    const abilities = await pair.sidecar.abilities();
    const of = (name: string) => abilities.find((ability) => ability.name === name);
    for (const name of ['nft drop', 'nft reject tcp reset', 'tbf', 'ingress', 'socket destroy'])
      expect(of(name)).toEqual({ name, available: true });
    for (const { available, reason } of abilities) if (!available) expect(reason).toBeTruthy();
  });
});
