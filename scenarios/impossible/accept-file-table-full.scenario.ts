// What does a client see of a server whose accept fails with ENFILE: connected, and then silence?
//
// The kernel made the connection and keeps it; nobody can take it out. A server of Node's asks again and again, at a
// whole processor's cost.

import { expect, scenario } from 'socketbed/vitest';
import { failingProbe } from './failing-probe.ts';

const silenceMs = 300;

scenario('a server that cannot accept', async ({ bed, act, inject, skip }) => {
  const [sound, broken, client] = await Promise.all([
    bed.probe(),
    failingProbe(bed, skip, [{ call: 'accept', code: 'ENFILE' }]),
    bed.probe(),
  ]);

  await act.control(async () => {
    const listener = await sound.listen('tcp');
    expect(await client.connect('tcp', listener.address)).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });

  await act.fault(async () => {
    const server = (await inject('accept fails with ENFILE', () => broken)) ?? sound;
    const listener = await server.listen('tcp');
    const socket = await client.connect('tcp', listener.address);
    expect(socket).toBeConnected();
    expect(await listener.accept()).toBeExhausted({ code: 'ENFILE', syscall: 'accept' });
    expect(await socket.send('hello')).toBeSent(5);
    expect(await socket.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => {
    const listener = await sound.listen('tcp');
    expect(await client.connect('tcp', listener.address)).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });
});
