// What does a sender get when the kernel has no buffer for its datagram: ENOBUFS?
//
// Linux drops in silence when a card's queue is full, and tells only who has set IP_RECVERR; other systems give this to
// everybody. Sending again later is right.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('no buffer for a datagram', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('udp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'send', code: 'ENOBUFS' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('udp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('sendto fails with ENOBUFS', () => broken)) ?? sound;
    expect(await client.ask('udp', address, 'hello')).toBeExhausted({ code: 'ENOBUFS', syscall: 'send' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('udp', address, 'hello')).toReply('HELLO');
  });
});
