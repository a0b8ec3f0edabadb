// What does a server get that cannot bind because the kernel has no memory for it: ENOMEM?
//
// Rare enough that most servers take every failed bind for an address in use.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('no memory to bind', async ({ bed, act, inject, skip }) => {
  const [sound, broken, client] = await Promise.all([
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'bind', code: 'ENOMEM' }]),
    bed.probe(),
  ]);

  await act.control(async () => {
    expect(await sound.listen('tcp')).toListen();
  });

  await act.fault(async () => {
    const server = (await inject('bind fails with ENOMEM', () => broken)) ?? sound;
    expect(await server.listen('tcp')).toBeExhausted({ code: 'ENOMEM', syscall: 'bind' });
  });

  await act.lifted(async () => {
    const listener = await sound.listen('tcp');
    expect(await client.connect('tcp', listener.address)).toBeConnected();
  });
});
