// What does a server get that accepts before it listens: EINVAL?
//
// Its clients are refused meanwhile: bound is not listening, for TCP as for Unix sockets.

import { expect, scenario } from 'socketbed/vitest';

const port = 9000;

scenario('who does not listen cannot accept', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = server.tcp();

  await act.control(async () => {
    expect(await listener.bind({ host: '0.0.0.0', port })).toBeBound();
  });

  await act.fault(async () => {
    const isLeftOut = await inject('listen is left out', () => true as const);
    if (!isLeftOut) await listener.listen();
    expect(await listener.accept({ timeoutMs: 300 })).toFail({ code: 'EINVAL', syscall: 'accept' });
    const outcome = await client.connect('tcp', server.container.at(port));
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
  });

  await act.lifted(async () => {
    expect(await listener.listen()).toListen();
    expect(await client.connect('tcp', server.container.at(port))).toBeConnected();
    expect(await listener.accept()).toBeAccepted();
  });
});
