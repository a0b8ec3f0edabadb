// Are datagrams lost without a word when a server is slower than its clients?
//
// They have arrived; the socket's buffer was full, and the kernel threw them away. Neither end gets an error, and no
// packet tells: only the server's counter UdpRcvbufErrors (`nstat`) does. The usual cure is a larger SO_RCVBUF.

import { expect, scenario } from 'socketbed/vitest';

const bytes = 1000;
const count = 40;
/** The kernel doubles it, and counts its own structures in: it takes a few datagrams. */
const receiveBufferBytes = 4096;
const numbered = (number: number) => Buffer.alloc(bytes, String(number));

scenario('a buffer that is full loses what arrives', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const service = await server.listen('udp', { receiveBufferBytes });
  const socket = await client.connect('udp', service.address);
  const [capture, sidecar] = await Promise.all([
    bed.capture(server.container),
    bed.sidecar(server.container),
  ]);
  const overflows = async () => (await sidecar.kernelCounters()).UdpRcvbufErrors ?? 0;
  const send = async (number: number) => expect(await socket.send(numbered(number))).toBeSent(bytes);

  await act.control(async () => {
    await send(1);
    expect(await service.receive()).toReceive(numbered(1));
  });

  await act.fault(async () => {
    const before = await overflows();
    await inject('the server does not read', async () => {
      for (let number = 1; number <= count; number += 1) await send(number);
    });
    const wire = await capture.wire();
    expect(wire).toShow(...Array.from({ length: count + 1 }, () => `${bytes} bytes from client`));
    expect(wire).toNeverShow('ICMP');
    const lost = (await overflows()) - before;
    expect(lost).toBeGreaterThan(0);
    // The first ones are there: it is the newest that do not fit.
    for (let number = 1; number <= count - lost; number += 1) {
      expect(await service.receive()).toReceive(numbered(number));
    }
    await send(0);
    expect(await service.receive()).toReceive(numbered(0));
  });

  await act.lifted(async () => {
    await send(1);
    expect(await service.receive()).toReceive(numbered(1));
  });
});
