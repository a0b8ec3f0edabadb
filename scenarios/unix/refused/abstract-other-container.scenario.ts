// Does a server's abstract name exist for its own container only, and refuse every other?
//
// Abstract names belong to the network namespace. Between containers only a file on a shared volume works, or a shared
// network namespace (`network_mode: container:...`).

import { expect, scenario } from 'socketbed/vitest';

const path = '\0socketbed/abstract-other-container';

scenario('an abstract name does not reach over to another container', async ({ bed, act, inject }) => {
  const [machine, other] = [await bed.probe(), await bed.probe()];
  await machine.listen('unix-stream', { path });

  await act.control(async () => {
    expect(await machine.connect('unix-stream', { path })).toBeConnected();
  });

  await act.fault(async () => {
    const client = (await inject('the client runs in another container', () => other)) ?? machine;
    const outcome = await client.connect('unix-stream', { path });
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    const onVolume = await machine.listen('unix-stream');
    expect(await other.connect('unix-stream', onVolume.address)).toBeConnected();
  });
});
