// Does a client see a reset from a server that is killed before it has read everything?
//
// The same as closing with unread bytes; had it read them, the kernel would send a FIN (tcp/refused/server-killed).

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a server killed with unread bytes resets its connections', async ({ bed, act, inject }) => {
  const [machine, client] = [await bed.probe(), await bed.probe()];
  const server = await bed.probe({ machine: machine.container });
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await socket.send('request');
    expect(await served.receive({ bytes: 7, peek: true })).toReceive('request');
    await inject('the server is killed', () => server.container.kill());
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await capture.wire({ of: socket })).toShow('7 bytes from client', 'RST from server');
    expect(await client.connect('tcp', listener.address)).toBeRefused({ code: 'ECONNREFUSED' });
  });

  await act.lifted(async () => {
    const again = await bed.probe({ machine: machine.container });
    await converse(client, await again.listen('tcp'));
  });
});
