// Does a non-blocking connect to a Unix server whose queue is full fail at once with EAGAIN, and work after one accept?
//
// TCP would wait and try again (tcp/connect/accept-queue-full). A blocking connect would wait here too; Node's do not
// block, and its clients get `connect EAGAIN` from a server that is only busy.

import { expect, scenario } from 'socketbed/vitest';

const backlog = 2;

scenario('a full queue turns the next connection away', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('unix-stream', { backlog });
  const connect = () => client.connect('unix-stream', listener.address);

  await act.control(async () => {
    expect(await connect()).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });

  await act.fault(async () => {
    await inject('nobody accepts', async () => {
      // The queue takes one more than it is told.
      for (let queued = 0; queued <= backlog; queued += 1) expect(await connect()).toBeConnected();
    });
    expect(await connect()).toBeFull({ code: 'EAGAIN', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await listener.accept()).toBeAccepted();
    expect(await connect()).toBeConnected();
  });
});
