// What one scenario leaves as it found it is lent to the next; what it has touched is not.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { drop } from '../../src/faults/index.ts';
import type { BedContainer } from '../../src/testbed/bed-container.ts';
import { type BorrowedBed, SharedBed } from '../../src/testbed/shared-bed.ts';
import '../../src/vitest/matchers.ts';

const directory = mkdtempSync(join(tmpdir(), 'socketbed-shared-'));
const shared = new SharedBed({ ...inject('run'), directory });
afterAll(() => shared.stop());

test('an untouched service and probe come again, without the sockets of before', async () => {
  const first = shared.borrow();
  const [service, probe] = [await first.service('tcp'), await first.probe()];
  const open = await probe.connect('tcp', service.address);
  expect(open).toBeConnected();
  expect(first.containers).toHaveLength(2);
  await first.giveBack();

  const second = shared.borrow();
  const [sameService, sameProbe] = [
    // Its default, named.
    await second.service('tcp', { concurrency: 'threading' }),
    await second.probe(),
  ];
  expect(sameService.container.id).toBe(service.container.id);
  expect(sameProbe.container.id).toBe(probe.container.id);
  expect(await open.send('hello')).toFail({ code: 'EBADF' });
  await second.giveBack();
});

test('a fault that was left on is lifted before the container is lent again', async () => {
  const first = shared.borrow();
  const service = await first.service('tcp');
  const { port } = service.address;
  await first.inject(drop({ direction: 'in', protocol: 'tcp', localPort: port }), service.container);
  const ask = async (bed: BorrowedBed, timeoutMs: number) =>
    (await bed.probe()).ask('tcp', service.address, 'hello', { timeoutMs });
  expect(await ask(first, 300)).toTimeOut({ syscall: 'connect' });
  await first.giveBack();

  const second = shared.borrow();
  expect((await second.service('tcp')).container.id).toBe(service.container.id);
  expect(await ask(second, 10_000)).toReply('HELLO');
  await second.giveBack();
});

test('two at a time are never the same', async () => {
  const [first, second] = [shared.borrow(), shared.borrow()];
  const [one, other] = [await first.probe(), await second.probe()];
  expect(one.container.id).not.toBe(other.container.id);
  await first.giveBack();
  await second.giveBack();
});

test('other options are another container', async () => {
  const bed = shared.borrow();
  const [serial, threading] = [await bed.service('tcp', { concurrency: 'serial' }), await bed.service('tcp')];
  expect(serial.container.id).not.toBe(threading.container.id);
  await bed.giveBack();
});

async function killAndStart(container: BedContainer): Promise<void> {
  await container.kill();
  await container.start();
}

test.each<[string, (container: BedContainer) => Promise<void>]>([
  ['killed and started again', killAndStart],
  ['paused', (container) => container.pause()],
  ['killed', (container) => container.kill()],
  ['disconnected', (container) => container.disconnect()],
])('a service that was %s is not lent again', async (_name, touch) => {
  const first = shared.borrow();
  const { container } = await first.service('tcp');
  await touch(container);
  await first.giveBack();
  await expect(container.docker.inspect()).rejects.toThrow('no such container');
  const second = shared.borrow();
  const again = await second.service('tcp');
  expect(again.container.id).not.toBe(container.id);
  expect(await (await second.probe()).ask('tcp', again.address, 'hello')).toReply('HELLO');
  await second.giveBack();
});

test('a probe that has ended is not lent again', async () => {
  const first = shared.borrow();
  const { container } = await first.probe();
  await container.kill();
  await first.giveBack();
  const second = shared.borrow();
  expect((await second.probe()).container.id).not.toBe(container.id);
  await second.giveBack();
});
