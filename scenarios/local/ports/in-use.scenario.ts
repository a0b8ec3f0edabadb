// Does a second server get EADDRINUSE for a port that a first one listens on, SO_REUSEADDR or not?
//
// SO_REUSEADDR helps against connections that linger from before, not against a listener that is there.

import type { ProbeSocket } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('a port with a listener is in use', async ({ bed, act, inject }) => {
  const machine = await bed.probe();

  await act.control(async () => {
    const socket = await machine.listen('tcp', { port });
    expect(socket).toListen();
    expect(await socket.close()).toBeDone();
  });

  let first: ProbeSocket | undefined;
  await act.fault(async () => {
    first = await inject('another server listens there', () => machine.listen('tcp', { port }));
    for (const reuseAddress of [true, false]) {
      const second = await machine.listen('tcp', { port, reuseAddress });
      expect(second).toBeInUse({ code: 'EADDRINUSE', syscall: 'bind' });
    }
  });

  await act.lifted(async () => {
    await first?.close();
    expect(await machine.listen('tcp', { port })).toListen();
  });
});
