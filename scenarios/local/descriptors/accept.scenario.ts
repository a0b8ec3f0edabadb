// What becomes of a connection that a server cannot accept for want of a file descriptor: is it lost, or does it wait?
//
// It waits in the kernel's queue: the client is connected and hears nothing. The server is told EMFILE each time it asks,
// and its listener stays readable, so that a loop around accept spins.

import type { ProbeSocket } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const descriptorsMax = 64;
const silenceMs = 300;

scenario('a server without a free descriptor leaves connections waiting', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([
    bed.probe({ ulimits: { nofile: descriptorsMax } }),
    bed.probe(),
  ]);
  const listener = await server.listen('tcp');
  const hoard: ProbeSocket[] = [];

  await act.control(async () => {
    expect(await client.connect('tcp', listener.address)).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });

  const waiting = client.tcp();
  await act.fault(async () => {
    await inject('the server uses up its descriptors', async () => {
      for (let count = 0; count < descriptorsMax; count += 1) hoard.push(await server.listen('udp'));
    });
    expect(await waiting.connect(listener.address)).toBeConnected();
    expect(await listener.accept()).toBeExhausted({ code: 'EMFILE', syscall: 'accept' });
    expect(await waiting.receive({ timeoutMs: silenceMs })).toTimeOut({ syscall: 'recv' });
  });

  await act.lifted(async () => {
    for (const socket of hoard.slice(0, 8)) await socket.close();
    const served = await listener.accept();
    expect(served).toBeAccepted();
    expect(await served.send('at last')).toBeSent();
    expect(await waiting.receive()).toReceive('at last');
  });
});
