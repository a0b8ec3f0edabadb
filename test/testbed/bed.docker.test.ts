// A bed on a real engine: networks, addresses, what containers are given, what is left when it goes or does not come.

import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SocketbedError } from '../../src/errors/socketbed-error.ts';
import { Bed } from '../../src/testbed/bed.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import { runLeftovers } from '../../src/testbed/leftovers.ts';
import type { Probe } from '../../src/testbed/probe.ts';
import type { Run } from '../../src/testbed/run.ts';
import '../../src/vitest/matchers.ts';

// A run of its own, so that what is left can be counted.
const id = `t${Math.random().toString(16).slice(2, 9)}`;
const run: Run = { ...inject('run'), id, directory: mkdtempSync(join(tmpdir(), 'socketbed-bed-')) };
const leftovers = async () => (await runLeftovers(await dockerClient(), id)).flat().map(({ what }) => what);

let bed: Bed;
let probe: Probe;
beforeAll(async () => {
  bed = await Bed.start({ run });
  probe = await bed.probe();
});
afterAll(async () => {
  await bed.stop();
  await bed.stop();
  expect(await leftovers()).toEqual([]);
});

async function errorOf(work: Promise<unknown>): Promise<SocketbedError> {
  const error = await work.then(
    () => expect.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof SocketbedError) return error;
  throw error;
}

describe('services', () => {
  test('are reached by address and by name', async () => {
    const tcp = await bed.service('tcp');
    expect(await probe.ask('tcp', tcp.address, 'hello')).toReply('HELLO');
    const named = { host: tcp.container.name, port: tcp.address.port };
    expect(await probe.ask('tcp', named, 'hello')).toReply('HELLO');
  });

  test('of all kinds answer, in each concurrency', async () => {
    for (const concurrency of ['serial', 'threading', 'forking'] as const) {
      const [tcp, udp, unix] = await Promise.all([
        bed.service('tcp', { concurrency }),
        bed.service('udp', { concurrency }),
        bed.service('unix', { concurrency, networks: [] }),
      ]);
      expect(await probe.ask('tcp', tcp.address, 'hello')).toReply('HELLO');
      expect(await probe.ask('udp', udp.address, 'hello')).toReply('HELLO');
      expect(await probe.ask('unix-stream', unix.paths.stream, 'hello')).toReply('HELLO');
      expect(await probe.ask('unix-datagram', unix.paths.datagram, 'hello')).toReply('HELLO');
      for (const { container } of [tcp, udp, unix]) await bed.remove(container);
    }
  });

  test('say which address they lack', async () => {
    const unix = await bed.service('unix', { networks: [] });
    expect(() => unix.address).toThrow('Use `paths`');
    expect(() => unix.container.at(1)).toThrow('Give it a network');
  });
});

describe('networks', () => {
  test('each is one card, and none is a stranger', async () => {
    const { NetworkSettings, HostConfig } = await probe.container.docker.inspect();
    expect(Object.keys(NetworkSettings.Networks)).toEqual([bed.network.name]);
    expect(HostConfig.PortBindings ?? {}).toEqual({});
  });

  test('a second one joins whoever names it, with IPv6', async () => {
    const other = await bed.createNetwork({ ipv6: true });
    const [inside, between] = await Promise.all([
      bed.probe({ networks: [other] }),
      bed.probe({ networks: [bed.network, other] }),
    ]);
    const listener = await inside.listen('tcp', { family: 6 });
    expect(listener).toListen();
    const target = inside.container.at('port' in listener.address ? listener.address.port : 0, {
      network: other,
      family: 6,
    });
    expect(target.host).toMatch(/^fd/);
    expect(await between.connect('tcp', target)).toBeConnected();
    // Not routed: the first network's containers do not get there.
    expect(await probe.connect('tcp', target)).toBeUnreachable({ code: 'ENETUNREACH' });
    for (const { container } of [inside, between]) await bed.remove(container);
    await bed.removeNetwork(other);
  });

  test('a container without one has the loopback and nothing else', async () => {
    const alone = await bed.probe({ networks: [] });
    const port = 9000;
    await alone.listen('tcp', { port });
    expect(await alone.connect('tcp', { host: '127.0.0.1', port })).toBeConnected();
    expect(await alone.connect('tcp', probe.container.at(port))).toBeUnreachable({ code: 'ENETUNREACH' });
  });
});

describe('what can be done to a container', () => {
  test('it keeps its address through kill and start, disconnect and reconnect', async () => {
    const { container, address } = await bed.service('tcp');
    const other = await bed.service('tcp');
    expect(await probe.ask('tcp', address, 'hello')).toReply('HELLO');
    await container.kill();
    await bed.service('tcp');
    await container.start();
    expect(await probe.ask('tcp', address, 'killed')).toReply('KILLED');
    await container.disconnect();
    expect(await probe.ask('tcp', address, 'hello', { timeoutMs: 300 })).toTimeOut({ syscall: 'connect' });
    await container.reconnect();
    expect(await probe.ask('tcp', address, 'back')).toReply('BACK');
    expect(await probe.ask('tcp', { host: container.name, port: address.port }, 'name')).toReply('NAME');
    expect(other.address.host).not.toBe(address.host);
  });

  test('paused, its kernel still takes connections', async () => {
    const { container, address } = await bed.service('tcp');
    await container.pause();
    const socket = await probe.connect('tcp', address);
    expect(socket).toBeConnected();
    expect(await socket.ask('hello', { timeoutMs: 300 })).toTimeOut({ syscall: 'recv' });
    await container.unpause();
    expect(await socket.receive({ bytes: 5 })).toReceive('HELLO');
  });

  test('a program dies and its machine refuses', async () => {
    const { container, address } = await bed.service('tcp', { machine: probe.container });
    expect(await probe.ask('tcp', address, 'hello')).toReply('HELLO');
    await container.kill();
    expect(await probe.ask('tcp', address, 'hello')).toBeRefused();
  });

  test('its log can be waited for', async () => {
    const { container, address } = await bed.service('tcp');
    const line = container.line((text) => text.includes('"event":"close"'));
    await probe.ask('tcp', address, 'hello');
    expect(JSON.parse(await line)).toMatchObject({ event: 'close', bytes: 5 });
    const missing = await errorOf(container.line((text) => text.includes('never'), { timeoutMs: 100 }));
    expect(missing.message).toContain('none came in 100 ms');
  });

  test('what Docker refuses is told with its words', async () => {
    const { container } = await bed.service('tcp');
    const error = await errorOf(container.unpause());
    expect(error.code).toBe('CONTAINER_FAILED');
    expect(error.message).toMatch(/^cannot unpause the container tcp-\d+: .*is not paused/);
  });
});

describe('what a container is given', () => {
  test('ours have no rights, no room to write, and limits', async () => {
    const { HostConfig, Config } = await probe.container.docker.inspect();
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      Init: true,
      CapDrop: ['ALL'],
      Privileged: false,
    });
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true');
    expect(Config.User).toBe('10001:10001');
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig.PidsLimit).toBeGreaterThan(0);
  });

  test('sysctls, limits, user and environment reach the program', async () => {
    const container = await bed.container({
      image: run.image,
      role: 'user',
      command: ['sh', '-c', 'cat /proc/sys/net/ipv4/tcp_syn_retries; ulimit -n; id -u; echo $WORD; sleep 60'],
      sysctls: { 'net.ipv4.tcp_syn_retries': '1' },
      ulimits: { nofile: 64 },
      user: '12345:12345',
      env: { WORD: 'hello' },
    });
    await container.line((line) => line === 'hello');
    const lines: string[] = [];
    for await (const line of container.lines({ follow: false })) lines.push(line);
    expect(lines).toEqual(['1', '64', '12345', 'hello']);
  });
});

describe('a container that does not start', () => {
  test('because its program ends says what it wrote, keeps that, and leaves nothing', async () => {
    const before = await leftovers();
    const error = await errorOf(
      bed.container({
        image: run.image,
        role: 'broken',
        command: ['sh', '-c', 'echo no luck today; exit 3'],
        readyLines: 1,
      }),
    );
    expect(error.code).toBe('BED_NOT_READY');
    expect(error.message).toContain('ended before it was ready');
    expect(error.message).toContain('no luck today');
    expect(await leftovers()).toEqual(before);
    const folder = join(run.directory, 'failed-starts');
    const log = readdirSync(folder).find((name) => name.endsWith('broken-1.log')) ?? '';
    expect(readFileSync(join(folder, log), 'utf8')).toContain('no luck today');
    const events = readFileSync(join(folder, log.replace(/log$/, 'events.jsonl')), 'utf8');
    expect(events).toMatch(/"Action":"start".*"Action":"die"/s);
  });

  test('because there is no such program', async () => {
    const before = await leftovers();
    const error = await errorOf(bed.container({ image: run.image, command: ['no-such-program'] }));
    expect(error.code).toBe('CONTAINER_FAILED');
    expect(error.message).toContain('no-such-program');
    expect(await leftovers()).toEqual(before);
  });

  test('because there is no such image', async () => {
    const error = await errorOf(bed.container({ image: 'socketbed/no-such-image:1' }));
    expect(error.code).toBe('CONTAINER_FAILED');
    expect(error.message).toContain('socketbed/no-such-image');
  });
});

test('a bed that has been stopped starts nothing more', async () => {
  const short = await Bed.start({ run });
  await short.stop();
  expect((await errorOf(short.probe())).message).toContain('has been stopped');
});
