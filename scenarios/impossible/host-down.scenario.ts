// What does a program get whose peer is known to be down: EHOSTDOWN?
//
// BSD and macOS give it when nobody answers their ARP; Linux says EHOSTUNREACH then. Who tests on one of them only learns
// of the other in production.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('a host that is down', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('tcp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'connect', code: 'EHOSTDOWN' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('connect fails with EHOSTDOWN', () => broken)) ?? sound;
    expect(await client.connect('tcp', address)).toBeUnreachable({ code: 'EHOSTDOWN', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
