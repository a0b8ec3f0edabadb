// Does a client learn that its server has forgotten the connection as soon as it sends: by a reset?
//
// The server's machine was restarted, or its FIN or RST was lost. To its kernel the bytes belong to no connection. The
// send itself succeeds; ECONNRESET comes to who receives, or to the send after that.

import { faults } from 'socketbed';
import { expect, scenario } from 'socketbed/vitest';
import { converse, greet, settle } from '../reset/conversation.ts';

const port = 9000;

scenario('a forgotten connection is reset by the first bytes', async ({ bed, act, inject }) => {
  const [server, client] = [await bed.probe(), await bed.probe()];
  const listener = await server.listen('tcp', { port });
  const [capture, sidecar] = [await bed.capture(client.container), await bed.sidecar(server.container)];
  const conversation = await converse(client, listener);
  const { client: socket, served } = conversation;

  await act.control(async () => {
    await greet(conversation);
    await settle(capture, socket);
  });

  await act.fault(async () => {
    await inject('the server forgets the connection while nothing gets out', async () => {
      const cut = faults.drop({ direction: 'out', protocol: 'tcp', localPort: port });
      await using _ = await bed.inject(cut, server.container);
      await served.reset();
    });
    expect(await socket.send('request')).toBeSent(7);
    expect(await socket.receive()).toBeReset({ code: 'ECONNRESET', syscall: 'recv' });
    const wire = await capture.wire({ of: socket });
    expect(wire).toShow('5 bytes from server', '7 bytes from client', 'RST from server');
    expect(wire).toNeverShow('7 bytes from client again', 'FIN');
    expect(await sidecar.sockets({ localPort: port, state: 'established' })).toHaveLength(0);
  });

  await act.lifted(async () => void (await converse(client, listener)));
});
