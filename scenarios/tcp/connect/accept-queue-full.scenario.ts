// Does a client of a server that never accepts time out with ETIMEDOUT once the queue is full, and connect after one accept?
//
// The queue takes backlog + 1; then the kernel drops the SYNs, and the client sends them again. A server that is only
// slow looks like one that is not there. (Unix sockets say EAGAIN at once: unix/connect/backlog-full.)

import { expect, scenario } from 'socketbed/vitest';
import { shortTimers } from '../../short-timers.ts';

const backlog = 2;

scenario('a full accept queue is silent to the next client', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe({ sysctls: shortTimers })]);
  const listener = await server.listen('tcp', { backlog });
  const connect = () => client.connect('tcp', listener.address);
  const [capture, sidecar] = await Promise.all([
    bed.capture(client.container),
    bed.sidecar(server.container),
  ]);
  const overflows = async () => (await sidecar.kernelCounters()).TcpExtListenOverflows ?? 0;

  await act.control(async () => {
    expect(await connect()).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });

  await act.fault(async () => {
    await inject('nobody accepts', async () => {
      for (let queued = 0; queued <= backlog; queued += 1) expect(await connect()).toBeConnected();
    });
    const before = await overflows();
    expect(await connect()).toTimeOut({ code: 'ETIMEDOUT', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
    expect(await overflows()).toBeGreaterThan(before);
  });

  await act.lifted(async () => {
    expect(await listener.accept()).toBeAccepted();
    expect(await connect()).toBeConnected();
  });
});
