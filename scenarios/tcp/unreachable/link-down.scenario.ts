// Does connect fail with ENETUNREACH, at once, on a machine whose own link is down?
//
// The routes of a card go with its link, so that none is left: a pulled cable reads "network is unreachable". On the
// far side nothing is seen of it; a connection that was open would only be silent.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';

scenario('a machine whose link is down says ENETUNREACH at once', async ({ bed, act, inject }) => {
  const [server, client] = await Promise.all([bed.probe(), bed.probe()]);
  const { address } = await server.listen('tcp');
  const capture = await bed.capture(server.container);

  await act.control(async () => {
    expect(await client.connect('tcp', address)).toBeConnected();
    expect(await capture.wire()).toShow('SYN', 'SYN-ACK from server');
  });

  await act.fault(async () => {
    const begun = await capture.conversations({ transport: 'tcp' });
    await using _ = await inject(faults.linkDown(), client.container);
    const outcome = await client.connect('tcp', address);
    expect(outcome).toBeUnreachable({ code: 'ENETUNREACH', syscall: 'connect' });
    expect(await capture.conversations({ transport: 'tcp' })).toHaveLength(begun.length);
  });

  await act.lifted(async () => {
    expect(await client.connect('tcp', address)).toBeConnected();
  });
});
