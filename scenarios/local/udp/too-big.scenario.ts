// Is 65,507 bytes the longest UDP datagram, and one byte more an EMSGSIZE that leaves nothing on the wire?
//
// 65,535 less the headers of IP and UDP. The longest one already travels in 45 pieces, and one lost piece loses all of it.

import { expect, scenario } from 'socketbed/vitest';

const datagramBytesMax = 65_507;

scenario('a datagram that no IP packet holds is too long', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('udp');
  const sender = client.udp();
  const send = (bytes: number) => sender.send(Buffer.alloc(bytes), { to: receiver.address });

  await act.control(async () => {
    expect(await send(datagramBytesMax)).toBeSent(datagramBytesMax);
    expect(await receiver.receive()).toReceive(Buffer.alloc(datagramBytesMax));
  });

  await act.fault(async () => {
    const more = (await inject('one byte more', () => 1)) ?? 0;
    expect(await send(datagramBytesMax + more)).toBeTooLong({ code: 'EMSGSIZE', syscall: 'sendto' });
  });

  await act.lifted(async () => {
    expect(await send(datagramBytesMax)).toBeSent(datagramBytesMax);
    expect(await receiver.receive()).toReceive(Buffer.alloc(datagramBytesMax));
  });
});
