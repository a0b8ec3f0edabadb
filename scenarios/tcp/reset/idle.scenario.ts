// Does a client learn of a reset that comes while nobody sends: at its next call, and then as ECONNRESET?
//
// The reset is in the kernel long before the program looks. A pool of connections hands such a one out as good, and the
// next request fails at its first send, though it has not left the machine: it may be sent again on another connection.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a reset while idle waits for the next call', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    await inject('the server resets', () => served.reset());
    expect(await capture.wire({ of: socket })).toShow('5 bytes from server', 'RST from server');
    expect(await socket.send('request')).toBeReset({ code: 'ECONNRESET', syscall: 'send' });
    expect(await socket.send('request')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    expect(await capture.wire({ of: socket })).toNeverShow('7 bytes from client', 'FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
