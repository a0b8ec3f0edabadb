// What does a program get when the kernel has no memory for a socket: ENOMEM?
//
// Rare on Linux, which rather kills a process than refuse a call as small as this one.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('no memory for a socket', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('tcp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'socket', code: 'ENOMEM', family: 4, type: 'stream' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('socket fails with ENOMEM', () => broken)) ?? sound;
    expect(await client.connect('tcp', address)).toBeExhausted({ code: 'ENOMEM', syscall: 'socket' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
