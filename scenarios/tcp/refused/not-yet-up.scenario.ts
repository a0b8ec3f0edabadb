// Does a client that is faster than its server get ECONNREFUSED, and a reply as soon as the server listens?

import { expect, scenario } from 'socketbed/vitest';

scenario('a server that is not up yet refuses', async ({ bed, act, inject }) => {
  const [machine, client, other] = await Promise.all([bed.probe(), bed.probe(), bed.service('tcp')]);
  const startServer = () => bed.service('tcp', { machine: machine.container });
  const target = machine.container.at(other.address.port);
  const capture = await bed.capture(client.container);

  await act.control(async () => {
    expect(await client.ask('tcp', other.address, 'hello')).toReply('HELLO');
  });

  let isLate: true | undefined;
  await act.fault(async () => {
    isLate = await inject('the server is started late', () => true as const);
    if (!isLate) await startServer();
    const outcome = await client.ask('tcp', target, 'hello');
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'RST from server');
  });

  await act.lifted(async () => {
    await startServer();
    expect(await client.ask('tcp', target, 'hello')).toReply('HELLO');
  });
});
