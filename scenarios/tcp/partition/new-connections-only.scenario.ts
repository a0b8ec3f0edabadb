// Can a server be out of reach for new connections while the open ones go on undisturbed?
//
// A firewall rule added late spares what it knows already (`ct state established accept`). Monitoring that holds its
// connection stays green, and everybody who has to reconnect is lost.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet } from '../reset/conversation.ts';

const port = 9000;
/** The kernel sends its SYN again after a second. */
const patienceMs = 1300;

scenario('only new connections are dropped', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const capture = await bed.capture(client.container);
  const open = await converse(client, listener);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const fault = faults.drop({ direction: 'in', protocol: 'tcp', localPort: port, state: 'new' });
    await using _ = await inject(fault, server.container);
    const outcome = await client.ask('tcp', listener.address, 'hello', { timeoutMs: patienceMs });
    expect(outcome).toTimeOut({ syscall: 'connect' });
    expect(await capture.wire()).toShow('SYN', 'SYN again', 'nothing');
    await greet(open);
    expect(await capture.wire({ of: open.client })).toNeverShow('5 bytes from client again', 'RST');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
