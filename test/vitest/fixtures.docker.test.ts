// The fixtures for those who write plain tests: a probe and services that are there when they are named.

import { expect, test } from '../../src/vitest/index.ts';

test('a probe and a service', async ({ probe, service, bed }) => {
  const tcp = await service('tcp');
  expect(await probe.ask('tcp', tcp.address, 'hello')).toReply('HELLO');
  expect(bed.containers.map(({ name }) => name).sort()).toEqual(
    [probe.container.name, tcp.container.name].sort(),
  );
});
