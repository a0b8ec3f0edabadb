// Does a client that is out of file descriptors get EMFILE before anything leaves the machine, and go on after one close?
//
// It fails in socket(2): no packet, no server at fault. Node's own error says `connect EMFILE`. Leaked connections and a
// small `ulimit -n` end here.

import { expect, scenario } from 'socketbed/vitest';

/** The probe itself needs some of them. */
const descriptorsMax = 64;

scenario('a client without a free descriptor cannot connect', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([
    bed.probe(),
    bed.probe({ ulimits: { nofile: descriptorsMax } }),
  ]);
  const { address } = await server.listen('tcp');
  const first = await client.connect('tcp', address);

  await act.control(async () => {
    expect(first).toBeConnected();
  });

  await act.fault(async () => {
    await inject('the client keeps all its connections', async () => {
      for (let count = 0; count < descriptorsMax; count += 1) await client.connect('tcp', address);
    });
    expect(await client.connect('tcp', address)).toBeExhausted({ code: 'EMFILE', syscall: 'socket' });
  });

  await act.lifted(async () => {
    expect(await first.close()).toBeDone();
    expect(await client.connect('tcp', address)).toBeConnected();
  });
});
