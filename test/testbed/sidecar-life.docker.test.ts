// The sidecar's own life: captures that miss nothing, and what becomes of faults when the controller, the sidecar or
// the target goes.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readPcap } from '../../src/evidence/pcap.ts';
import type { PacketAction, SidecarFault } from '../../src/protocol/sidecar.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { sidecarImageName } from '../../src/testbed/image.ts';
import { runLabel } from '../../src/testbed/labels.ts';
import type { Service } from '../../src/testbed/service.ts';
import { Sidecar } from '../../src/testbed/sidecar.ts';
import { type Pair, startPair } from './sidecar-pair.ts';

let pair: Pair;
let service: Service;
beforeAll(async () => {
  pair = await startPair();
  service = await pair.bed.service('tcp');
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
});

const refuse = { do: 'reject', with: 'tcp-reset' } as const;
const toTcp = (action: PacketAction): SidecarFault => ({
  kind: 'packets',
  match: { direction: 'in', protocol: 'tcp' },
  action,
});
const ask = () => pair.client.ask('tcp', service.address, 'hello', { timeoutMs: 3000 });
const attachToService = async () =>
  await Sidecar.attach({ docker: await dockerClient(), run: pair.bed.run, target: service.container });

describe('a capture', () => {
  const texts = (pcap: Buffer) =>
    readPcap(pcap).records.map(({ data }) =>
      Buffer.from(data)
        .toString('latin1')
        .replace(/^.*(message-\d+)$/s, '$1'),
    );

  test('has everything from its start to the last packet before its stop', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    for (let round = 1; round <= 10; round += 1) {
      const capture = await pair.sidecar.startCapture({ filter: 'udp' });
      for (let number = 1; number <= 20; number += 1) await sender.send(`message-${number}`);
      const { pcap, complete, packets, dropped } = await capture.end();
      const sent = Array.from({ length: 20 }, (_, index) => `message-${index + 1}`);
      expect({ complete, packets, dropped }).toEqual({ complete: true, packets: 20, dropped: 0 });
      expect(texts(pcap)).toEqual(sent);
    }
  });

  test('keeps what its filter lets through, and of it as much as was asked for', async () => {
    const [one, two] = [await pair.server.listen('udp'), await pair.server.listen('udp')];
    const sender = await pair.client.listen('udp');
    const port = 'port' in one.address ? one.address.port : 0;
    const capture = await pair.sidecar.startCapture({ filter: `udp dst port ${port}`, snapBytes: 64 });
    for (const to of [two, one, two]) await sender.send('x'.repeat(500), { to: to.address });
    const { records } = readPcap(await capture.stop());
    expect(records.map(({ data }) => data.length)).toEqual([64]);
  });

  test('two at a time do not see each other, and reading one does not end it', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    const [one, any] = [
      await pair.sidecar.startCapture({ filter: 'udp' }),
      await pair.sidecar.startCapture({ filter: 'udp', device: 'any' }),
    ];
    await sender.send('message-1');
    expect(texts(await one.read())).toEqual(['message-1']);
    await sender.send('message-2');
    expect(texts(await one.stop())).toEqual(['message-1', 'message-2']);
    expect(await one.stop()).toEqual(await one.stop());
    expect(texts(await any.stop())).toEqual(['message-1', 'message-2']);
  });

  test('comes whole, also when it is longer than one answer of the sidecar', async () => {
    const count = 2500;
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    await using capture = await pair.sidecar.startCapture({ filter: 'udp' });
    for (let number = 1; number <= count; number += 1)
      await sender.send(`${'x'.repeat(1000)}message-${number}`);
    const [first, second] = await Promise.all([capture.read(), capture.read()]);
    expect(texts(first)).toEqual(Array.from({ length: count }, (_, index) => `message-${index + 1}`));
    expect(second).toEqual(first);
  });

  test('sees what a fault lets through and what it answers', async () => {
    const listener = await pair.server.listen('tcp');
    const capture = await pair.sidecar.startCapture({ filter: 'tcp' });
    await using _ = await pair.sidecar.inject(toTcp(refuse));
    expect(await pair.client.connect('tcp', listener.address)).toBeRefused();
    const { packets } = await capture.end();
    expect(packets).toBe(2);
  });

  test('outlives a device that is down for a while', async () => {
    const socket = await pair.server.listen('udp');
    const sender = await pair.client.connect('udp', socket.address);
    const capture = await pair.sidecar.startCapture({ filter: 'udp' });
    await sender.send('message-1');
    expect(await socket.receive()).toReceive('message-1');
    await (await pair.sidecar.inject({ kind: 'link-down' })).lift();
    // The first may wait for the address of its receiver to be found again.
    await sender.send('message-2');
    expect(await socket.receive()).toReceive('message-2');
    expect(texts(await capture.stop())).toEqual(['message-1', 'message-2']);
  });

  test('with a filter that is none is OPTION_INVALID', async () => {
    const wrong = pair.sidecar.startCapture({ filter: 'no such words' });
    await expect(wrong).rejects.toMatchObject({ code: 'OPTION_INVALID' });
    await expect(pair.sidecar.startCapture({ device: 'eth9' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });
});

test('a sidecar that is closed has lifted everything, and says that it is closed', async () => {
  const sidecar = await attachToService();
  const fault = await sidecar.inject(toTcp(refuse));
  expect(await ask()).toBeRefused();
  await sidecar.close();
  await sidecar.close();
  expect(await ask()).toReply('HELLO');
  await fault.lift();
  await expect(sidecar.inject(toTcp(refuse))).rejects.toMatchObject({ code: 'BED_STATE' });
});

test('a controller that is gone lifts everything, and ends the sidecar', async () => {
  const docker = await dockerClient();
  const container = await docker.createContainer({
    Image: pair.bed.run.sidecarImage ?? sidecarImageName(),
    Labels: { [runLabel]: pair.bed.run.id },
    User: '0:0',
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true },
    HostConfig: { NetworkMode: `container:${service.container.id}`, CapAdd: ['NET_ADMIN', 'NET_RAW'] },
  });
  try {
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    await container.start();
    stream.write(`${JSON.stringify({ id: 1, op: 'inject', fault: 1, what: toTcp(refuse) })}\n`);
    await vi.waitUntil(async () => (await ask()).kind === 'refused', { timeout: 10_000 });
    (stream as unknown as { destroy(): void }).destroy();
    expect(await container.wait()).toMatchObject({ StatusCode: 0 });
    expect(await ask()).toReply('HELLO');
  } finally {
    await container.remove({ force: true, v: true });
  }
});

test('SIGTERM lifts everything', async () => {
  await using sidecar = await attachToService();
  await sidecar.inject(toTcp(refuse));
  await sidecar.container.stop();
  expect(await ask()).toReply('HELLO');
});

test('a killed sidecar is SIDECAR_GONE, and the next one clears what it left', async () => {
  await using sidecar = await attachToService();
  await sidecar.inject(toTcp(refuse));
  await sidecar.inject({ kind: 'route', type: 'unreachable', to: '192.0.2.1' });
  await sidecar.inject({ kind: 'rate', direction: 'in', bytesPerSecond: 1_000_000 });
  await sidecar.inject({ kind: 'rate', direction: 'out', bytesPerSecond: 1_000_000 });
  await sidecar.container.kill();
  await expect(sidecar.liftAll()).rejects.toMatchObject({ code: 'SIDECAR_GONE' });
  expect(await ask()).toBeRefused();
  await using next = await attachToService();
  expect(await ask()).toReply('HELLO');
  // What would not be possible if the old ones were there.
  for (const direction of ['in', 'out'] as const)
    await next.inject({ kind: 'rate', direction, bytesPerSecond: 1_000_000 });
  await next.inject({ kind: 'route', type: 'unreachable', to: '192.0.2.1' });
});

test.each<SidecarFault>([{ kind: 'link-down' }, { kind: 'mtu', bytes: 100 }])(
  'what $kind of a killed sidecar changed, the next one brings back',
  async (fault) => {
    const network = await pair.bed.createNetwork({ ipv6: true });
    const target = await pair.bed.probe({ networks: [network] });
    const peer = await pair.bed.probe({ networks: [network] });
    const attach = async () =>
      await Sidecar.attach({ docker: await dockerClient(), run: pair.bed.run, target: target.container });
    const hears = async (family: 4 | 6, timeoutMs: number) => {
      const socket = await target.listen('udp', { family });
      const sender = await peer.connect('udp', socket.address, { family });
      await sender.send('x'.repeat(1000));
      return await socket.receive({ timeoutMs });
    };
    await using sidecar = await attach();
    await sidecar.inject(fault);
    await sidecar.container.kill();
    expect(await hears(6, 300)).not.toReceive('x'.repeat(1000));
    await using _ = await attach();
    // A device that comes up may use its IPv6 address only when it knows that nobody else has it.
    for (const family of [4, 6] as const)
      await expect.poll(() => hears(family, 500), { timeout: 20_000 }).toReceive('x'.repeat(1000));
  },
);

test('a target that is started again is followed, and its faults are lost', async () => {
  await using sidecar = await attachToService();
  const lost = await sidecar.inject(toTcp(refuse));
  const capture = await sidecar.startCapture();
  expect(await ask()).toBeRefused();
  await service.container.kill();
  await expect(sidecar.inject(toTcp(refuse))).rejects.toMatchObject({ code: 'BED_STATE' });
  await service.container.start();
  expect(await ask()).toReply('HELLO');
  const fault = await sidecar.inject(toTcp(refuse));
  expect(await ask()).toBeRefused();
  expect(sidecar.restarts).toMatchObject([{ lost: [lost] }]);
  expect(lost.state).toBe('lost');
  await lost.lift();
  await expect(lost.counter()).rejects.toMatchObject({ code: 'BED_STATE' });
  expect(readPcap(await capture.stop()).records.length).toBeGreaterThan(0);
  await fault.lift();
  expect(await ask()).toReply('HELLO');
});
