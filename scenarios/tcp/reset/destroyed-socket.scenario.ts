// What does a client get whose connection its own machine gives up: ECONNABORTED, while its server is reset?
//
// Administrators do it (`ss -K`), Android when the network changes, and machines that move an address away. The program
// has done nothing wrong, and nor has its peer: the code says that the end came from this machine.

import { expect, scenario } from 'socketbed/vitest';
import { converse } from './conversation.ts';

const port = 9000;

scenario('a socket destroyed from outside is aborted here, reset there', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(client.container)];

  await act.control(async () => void (await converse(client, listener)));

  await act.fault(async () => {
    const { client: socket, served } = await converse(client, listener);
    const [atClient, atServer] = [socket.receive(), served.receive()];
    await inject("the client's machine destroys the socket", () =>
      sidecar.destroySockets({ protocol: 'tcp', peerPort: port, state: 'established' }),
    );
    expect(await atClient).toBeAborted({ code: 'ECONNABORTED', syscall: 'recv' });
    expect(await atServer).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    expect(await socket.send('more')).toBeClosed({ code: 'EPIPE', syscall: 'send' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('5 bytes from server', 'RST from client');
    expect(wire).toNeverShow('RST from server', 'FIN');
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
