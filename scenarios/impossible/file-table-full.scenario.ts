// What does a program get when the files of the whole system are used up, and not its own: ENFILE?
//
// Somebody else is the cause, and closing one's own files does not help for long. Only a whole machine could be brought
// there, with all that runs on it.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

scenario('no file is left in the whole system', async ({ bed, act, inject, skip }) => {
  const [server, sound, broken] = await Promise.all([
    bed.service('tcp'),
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'socket', code: 'ENFILE', family: 4, type: 'stream' }]),
  ]);
  const { address } = server;

  await act.control(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const client = (await inject('socket fails with ENFILE', () => broken)) ?? sound;
    expect(await client.connect('tcp', address)).toBeExhausted({ code: 'ENFILE', syscall: 'socket' });
  });

  await act.lifted(async () => {
    expect(await sound.ask('tcp', address, 'hello')).toReply('HELLO');
  });
});
