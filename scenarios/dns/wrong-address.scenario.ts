// What does a program get whose name leads to the wrong machine: ECONNREFUSED from that one?
//
// A record that was not changed when the server moved. The look-up is fine and the error is that of the connection: only
// the address in it tells.

import { expect, scenario } from 'socketbed/vitest';
import { resolving } from './resolving.ts';

scenario('a name with the address of another machine', async ({ bed, act, inject }) => {
  const [{ client, question, server, nameOf }, other] = [await resolving(bed), await bed.probe()];
  const { port } = server.address;
  const capture = await bed.capture(other.container);

  await act.control(async () => {
    expect(await client.ask('tcp', { host: nameOf('good'), port }, 'hello')).toReply('HELLO');
  });

  await act.fault(async () => {
    const wrong = await inject('the name has the address of another machine', () => other.container.host());
    const host = wrong === undefined ? nameOf('good') : `${wrong}.good.test`;
    const outcome = await client.ask('tcp', { host, port }, 'hello');
    expect(outcome).toBeRefused({ code: 'ECONNREFUSED', syscall: 'connect' });
    expect(await capture.wire({ transport: 'tcp' })).toShow('SYN', 'RST from server');
    expect(await question()).toShow('data from client', 'data from server');
    expect(await client.lookup(host)).toMatchObject({ kind: 'resolved', addresses: [wrong] });
  });

  await act.lifted(async () => {
    expect(await client.ask('tcp', { host: nameOf('good'), port }, 'hello')).toReply('HELLO');
  });
});
