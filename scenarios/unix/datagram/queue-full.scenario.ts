// Does the twelfth unread Unix datagram fail with EAGAIN, where UDP would lose it in silence?
//
// The queue holds one more than net.unix.max_dgram_qlen, which is 10 in every new network namespace. Nothing is lost:
// the sender is told, and what is in the queue stays.

import { expect, scenario } from 'socketbed/vitest';

const queueMax = 11;

scenario('a full queue turns datagrams away', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const receiver = await server.listen('unix-datagram');
  const sender = await client.connect('unix-datagram', receiver.address);

  await act.control(async () => {
    expect(await sender.send('hello')).toBeSent(5);
    expect(await receiver.receive()).toReceive('hello');
  });

  await act.fault(async () => {
    await inject('nobody reads', async () => {
      for (let queued = 1; queued <= queueMax; queued += 1) {
        expect(await sender.send(`message ${queued}`)).toBeSent();
      }
    });
    expect(await sender.send('one more')).toBeFull({ code: 'EAGAIN', syscall: 'send' });
  });

  await act.lifted(async () => {
    expect(await receiver.receive()).toReceive('message 1');
    expect(await sender.send('one more')).toBeSent(8);
    for (let read = 2; read <= queueMax; read += 1)
      expect(await receiver.receive()).toReceive(`message ${read}`);
    expect(await receiver.receive()).toReceive('one more');
  });
});
