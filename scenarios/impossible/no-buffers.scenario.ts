// What does a program get when the kernel has no buffer for a connection: ENOBUFS?
//
// Known from Windows as 10055, where it means ports or memory of the whole machine are used up.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('no buffer for a connection', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('tcp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'connect', code: 'ENOBUFS' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('connect fails with ENOBUFS', () => broken)) ?? sound;
    expect(await client.connect('tcp', address)).toBeExhausted({ code: 'ENOBUFS', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
