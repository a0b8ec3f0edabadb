// Does a client see a reset, and not an end, from a server that breaks the connection as soon as it has it?
//
// The server closes with SO_LINGER 0. A connection that was reset stays so; a new one works.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

scenario('a reset right after accept is a reset to the client', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp');
  const capture = await bed.capture(client.container);

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const socket = await client.connect('tcp', listener.address);
    const served = await listener.accept();
    const closed = await inject('the server resets', () => served.reset());
    expect(closed ?? (await served.close())).toBeDone();
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('SYN', 'SYN-ACK from server', 'RST from server');
    expect(wire).toNeverShow('FIN');
    // Told once; from then on there is no connection to write to.
    expect(await socket.send('hello')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
