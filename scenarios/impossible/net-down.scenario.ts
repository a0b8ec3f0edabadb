// What does a program get whose network is down: ENETDOWN?
//
// A card that is down gives ENETUNREACH; this comes from drivers, and from Windows as 10050. No network of ours can bring
// it about, so seccomp gives it in the place of connect.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('a network that is down', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('tcp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'connect', code: 'ENETDOWN' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('connect fails with ENETDOWN', () => broken)) ?? sound;
    expect(await client.connect('tcp', address)).toBeUnreachable({ code: 'ENETDOWN', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
