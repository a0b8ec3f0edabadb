// What does a program get from a kernel that was built or booted without IPv6: EAFNOSUPPORT?
//
// Already for the socket, before there is an address (other than local/address/no-ipv6). Node's servers fall back to
// 0.0.0.0 and say nothing.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('a kernel without IPv6', async ({ bed, act, inject, skip }) => {
  const [sound, broken] = await Promise.all([
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'socket', code: 'EAFNOSUPPORT', family: 6, type: 'stream' }]),
  ]);

  await act.control(async () => {
    expect(await sound.tcp().bind({ host: '::', port: 0 })).toBeBound();
  });

  await act.fault(async () => {
    const machine = (await inject('the kernel has no IPv6', () => broken)) ?? sound;
    const outcome = await machine.tcp().bind({ host: '::', port: 0 });
    expect(outcome).toFail({ code: 'EAFNOSUPPORT', syscall: 'socket' });
  });

  await act.lifted(async () => {
    expect(await broken.tcp().bind({ host: '0.0.0.0', port: 0 })).toBeBound();
  });
});
