// Faults between two services of a compose project: what they hit, what they leave alone, and what becomes of them when one
// of the two is started again.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as faults from '../../src/faults/index.ts';
import type { ComposeBed } from '../../src/testbed/compose/compose-bed.ts';
import type { ProjectContainer } from '../../src/testbed/compose/project-container.ts';
import { composeBed } from '../../src/testbed/compose/start-compose-bed.ts';
import { dockerClient } from '../../src/testbed/docker.ts';
import type { Probe } from '../../src/testbed/probe.ts';
import { ask, countOf, cut, file, nothing, run, whole } from './compose-support.ts';

let bed: ComposeBed;
let probe: Probe;
let web1: ProjectContainer;
let web2: ProjectContainer;
beforeAll(async () => {
  const services = ['web', 'visitor', 'beside', 'on-host', 'alone'];
  bed = await composeBed({ file, services, scale: { web: 2 }, apart: true, run });
  probe = await bed.probe();
  [web1, web2] = [await bed.container('web'), await bed.container({ service: 'web', index: 2 })];
});
afterAll(async () => {
  await bed.stop();
  expect(await countOf(bed.project)).toEqual(nothing);
});

const toDb = { direction: 'in', protocol: 'tcp', localPort: 9000 } as const;

describe('a fault between web and db', () => {
  test('hits every replica, nothing that web says to others, and is over when it is lifted', async () => {
    {
      await using fault = await bed.between('web', 'db').inject(faults.reset({ afterBytes: 100 }));
      expect(await ask(probe, web1, 'db')).toEqual(cut);
      expect(await ask(probe, web2, 'db')).toEqual(cut);
      expect(await ask(probe, web1, 'cache')).toEqual(whole);
      expect(
        await probe.ask('tcp', await (await bed.container('db')).at(9000), 'x', { bytes: 200 }),
      ).toReply();
      expect((await fault.counter()).hit.packets).toBeGreaterThanOrEqual(2);
      expect(await fault.state()).toBe('on');
      await fault.lift();
      expect(await fault.state()).toBe('lifted');
      await expect(fault.counter()).rejects.toMatchObject({ code: 'BED_STATE' });
    }
    expect(await ask(probe, web1, 'db')).toEqual(whole);
  });

  test('can be of one replica', async () => {
    await using _ = await bed.between({ service: 'web', index: 2 }, 'db').inject(faults.drop(toDb));
    expect(await ask(probe, web2, 'db')).toEqual({ bytes: 0, code: 'TIMEOUT' });
    expect(await ask(probe, web1, 'db')).toEqual(whole);
  });

  test('turned around it is at web, and seen from there', async () => {
    const match = { direction: 'out', protocol: 'tcp', peerPort: 9000 } as const;
    const fault = faults.reject('host-unreachable', match);
    const between = bed.between('db', { service: 'web', index: 1 });
    // web has two network cards.
    const capture = await between.capture();
    expect(await ask(probe, web1, 'db')).toEqual(whole);
    expect(await capture.wire()).toShow('SYN', '5 bytes from client', '200 bytes from server');
    await using _ = await between.inject(fault);
    expect(await ask(probe, web1, 'db')).toEqual({ bytes: 0, code: 'EHOSTUNREACH' });
    expect(await ask(probe, web2, 'db')).toEqual(whole);
  });

  test('shows in the packets between the two, which hold nothing else', async () => {
    const between = bed.between({ service: 'web', index: 1 }, 'db');
    const capture = await between.capture();
    await using _ = await between.inject(faults.reset({ afterBytes: 100 }));
    expect(await ask(probe, web2, 'db')).toEqual(whole);
    expect(await ask(probe, web1, 'db')).toEqual(cut);
    expect(await capture.conversations({ transport: 'tcp' })).toHaveLength(1);
    const wire = await capture.wire();
    expect(wire).toShow('SYN', '5 bytes from client', '100 bytes from server', 'RST from server');
    expect(wire).toNeverShow('RST from client');
  });

  test('of the container beside web, which shares its network, is that of web', async () => {
    await using _ = await bed.between('beside', 'db').inject(faults.drop(toDb));
    expect(await ask(probe, web1, 'db')).toEqual({ bytes: 0, code: 'TIMEOUT' });
  });
});

describe('when one of the two is started again', () => {
  test('by the bed, the fault stays', async () => {
    const db = await bed.container('db');
    await using fault = await bed.between('web', 'db').inject(faults.reset({ afterBytes: 100 }));
    await db.restart(1);
    expect(await fault.state()).toBe('on');
    expect(await ask(probe, web1, 'db')).toEqual(cut);
    await web2.restart(1);
    expect(await ask(probe, web2, 'db')).toEqual(cut);
  });

  test('by somebody else, it is lost and says so, until it is renewed', async () => {
    const db = await bed.container('db');
    await using fault = await bed.between('web', 'db').inject(faults.reset({ afterBytes: 100 }));
    await db.kill();
    expect(await fault.state()).toBe('lost');
    await expect(fault.renew()).rejects.toThrow('db-1 does not run');
    await db.docker.start();
    await bed.untilReady();
    expect(await fault.state()).toBe('lost');
    await expect(fault.counter()).rejects.toThrow('db-1 was started again');
    expect(await ask(probe, web1, 'db')).toEqual(whole);
    await fault.renew();
    expect(await ask(probe, web1, 'db')).toEqual(cut);
  });

  test('with another address, too', async () => {
    const network = (await dockerClient()).getNetwork(`${bed.project}_default`);
    await using fault = await bed.between('web', 'db').inject(faults.reset({ afterBytes: 100 }));
    const before = (await web2.addresses()).find((each) => each.network.endsWith('default'))?.ipv4;
    await network.disconnect({ Container: web2.id });
    // Whichever address Docker gives away next, this one has it.
    await using _ = (await bed.probe()).container;
    await network.connect({ Container: web2.id });
    const after = (await web2.addresses()).find((each) => each.network.endsWith('default'))?.ipv4;
    expect(after).not.toBe(before);
    expect(await fault.state()).toBe('lost');
    await fault.renew();
    expect(await ask(probe, web2, 'db')).toEqual(cut);
  });
});

describe('what cannot be is said, with advice', () => {
  const drop = faults.drop({ direction: 'in' });

  test.each<[string, string, string, RegExp]>([
    ['a service that there is not', 'web', 'dbb', /no service dbb.*Did you mean db\?/],
    ['no network in common', 'visitor', 'db', /nothing goes from visitor to db.*front.*default/s],
    ['the network of the machine', 'web', 'on-host', /on-host-1 uses the network of this machine/],
    ['no network', 'alone', 'db', /alone-1 has no network/],
    ['the same network namespace', 'beside', 'beside', /share one network namespace/],
    ['one that has ended', 'prepare', 'db', /prepare-1 does not run.*it ended with 0/],
  ])('%s', async (_, from, to, words) => {
    await expect(bed.between(from, to).inject(drop)).rejects.toThrow(words);
  });

  test('a replica that there is not, and packets of more than one', async () => {
    await expect(bed.container({ service: 'web', index: 3 })).rejects.toThrow('it has 1, 2');
    await expect(bed.between('db', 'web').capture()).rejects.toThrow("{ service: 'web', index: 1 }");
  });

  test('a port that is not published, a network that it is not on', async () => {
    await expect(web1.published(8080)).rejects.toThrow('publishes no port 8080/tcp');
    await expect(web1.at(80, { network: 'back' })).rejects.toThrow('no IPv4 address on the network back');
  });
});

test('the machine itself is never broken, nor what is not of the project', async () => {
  const fault = faults.drop({ direction: 'in', peer: '192.0.2.1' });
  for (const at of ['on-host', 'alone']) {
    const container = await bed.container(at);
    const words = /network of this machine|has no network/;
    await expect(bed.inject(fault, container)).rejects.toThrow(words);
    await expect(bed.sidecar(container)).rejects.toThrow(words);
    await expect(bed.capture(container)).rejects.toThrow(words);
  }
});

test('a fault of a whole container goes into one', async () => {
  const db = await bed.container('db');
  const sidecar = await bed.sidecar(db);
  expect(await sidecar.sockets({ state: 'listen', localPort: 9000 })).toHaveLength(1);
  await using _ = await bed.inject(faults.linkDown(), db);
  expect(await ask(probe, web1, 'db')).toMatchObject({ bytes: 0 });
  expect(await ask(probe, web1, 'cache')).toEqual(whole);
});
